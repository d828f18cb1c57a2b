local t = require "tocsin"

return t.template {
  doc = "Hostile: bytes that are no text.",
  spec = function()
    return { alerts = { g = { rules = { A = { summary = "\xff\xfe" } } } } }
  end,
}
