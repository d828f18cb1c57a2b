local t = require "tocsin"

return t.template {
  doc = "Hostile: a pattern of a million states.",
  spec = function()
    return { a = t.match("x", "((x{1000}){1000}){1000}") }
  end,
}
