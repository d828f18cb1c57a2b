local t = require "tocsin"

return t.template {
  doc = "Hostile: an address in a text.",
  spec = function()
    error(tostring({}) .. " " .. tostring(print or pairs))
  end,
}
