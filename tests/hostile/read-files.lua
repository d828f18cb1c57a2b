local t = require "tocsin"

return t.template {
  doc = "Hostile: reading a file.",
  spec = function()
    return { help = io.open("/etc/passwd"):read("a") }
  end,
}
