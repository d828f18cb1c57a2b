local t = require "tocsin"

return t.template {
  doc = "Hostile: state in a library.",
  spec = function()
    string.counter = (string.counter or 0) + 1
  end,
}
