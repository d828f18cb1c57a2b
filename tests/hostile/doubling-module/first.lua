local second = require "doubling-module.second"

local text = second.text
for _ = 1, 64 do
  text = text .. text
end
return { text = text }
