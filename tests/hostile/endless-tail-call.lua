local t = require "tocsin"

return t.template {
  doc = "Hostile: a function that ends in itself.",
  spec = function()
    local function forever() return forever() end
    return forever()
  end,
}
