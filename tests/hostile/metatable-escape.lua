local t = require "tocsin"

return t.template {
  doc = "Hostile: the table behind all texts.",
  spec = function()
    getmetatable("").__index = function() return "smuggled" end
  end,
}
