local t = require "tocsin"

return t.template {
  doc = "Hostile: an error that says nothing.",
  spec = function()
    error()
  end,
}
