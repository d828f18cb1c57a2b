local t = require "tocsin"

return t.template {
  doc = "Hostile: a function among the values.",
  spec = function()
    return { alerts = { g = { rules = function() end } } }
  end,
}
