local t = require "tocsin"

return t.template {
  doc = "Hostile: code made of text.",
  spec = function()
    return load("return 1")()
  end,
}
