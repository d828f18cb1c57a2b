local t = require "tocsin"

return t.template {
  doc = "Hostile: a table that is list and map.",
  spec = function()
    return { alerts = { "a", b = 1 } }
  end,
}
