local t = require "tocsin"

return t.template {
  doc = "Hostile: an expression that doubles.",
  spec = function()
    local x = t.expr "up"
    for i = 1, 64 do x = x + x end
    return { recordings = { g = { rules = { ["a:b:c"] = x } } } }
  end,
}
