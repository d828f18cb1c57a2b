local t = require "tocsin"

return t.template {
  doc = "Hostile: the library of another module.",
  spec = function()
    return { help = require("os").getenv("HOME") }
  end,
}
