local t = require "tocsin"

return t.template {
  doc = "Hostile: state in the module.",
  spec = function()
    t.counter = (t.counter or 0) + 1
  end,
}
