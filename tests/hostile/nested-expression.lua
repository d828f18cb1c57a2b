local t = require "tocsin"

return t.template {
  doc = "Hostile: an expression a million deep.",
  spec = function()
    local x = t.expr "up"
    for i = 1, 1e6 do x = t.abs(x) end
    return { recordings = { g = { rules = { ["a:b:c"] = x } } } }
  end,
}
