local t = require "tocsin"
local asks = require "replace-require.asks"

require = function()
  return { help = "replaced" }
end

return t.template { doc = "Hostile: a template that gives its modules another `require`.", spec = function() return asks.again() end }
