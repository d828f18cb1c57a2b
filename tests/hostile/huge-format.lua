local t = require "tocsin"

return t.template {
  doc = "Hostile: one number of many digits.",
  spec = function()
    return { a = string.format("%999999999d", 1) }
  end,
}
