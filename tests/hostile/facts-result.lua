local t = require "tocsin"

return t.template {
  doc = "Hostile: a template that makes metrics.",
  spec = function()
    return { metrics = { made_total = { counter = "Made" } } }
  end,
}
