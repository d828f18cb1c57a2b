local t = require "tocsin"

return t.template {
  doc = "Hostile: a key that is no text.",
  spec = function()
    return { alerts = { [true] = 1 } }
  end,
}
