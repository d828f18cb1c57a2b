local t = require "tocsin"

return t.template {
  doc = "Hostile: a number that is none.",
  spec = function()
    return { alerts = { g = { limit = 0 / 0 } } }
  end,
}
