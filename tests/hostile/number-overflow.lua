local t = require "tocsin"

return t.template {
  doc = "Hostile: exact numbers that grow.",
  spec = function()
    local n = t.number("1.0000001")
    for i = 1, 1e6 do n = n * n end
  end,
}
