local t = require "tocsin"

return t.template {
  doc = "Hostile: a text with a NUL.",
  spec = function()
    return { alerts = { ["g\0h"] = { rules = {} } } }
  end,
}
