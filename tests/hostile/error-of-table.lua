local t = require "tocsin"

return t.template {
  doc = "Hostile: an error that is a table.",
  spec = function()
    error { code = 1 }
  end,
}
