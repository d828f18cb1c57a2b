local t = require "tocsin"

return t.template {
  doc = "Hostile: one call that moves a range without end.",
  spec = function()
    table.move({ 1 }, 1, math.maxinteger - 1, 2)
  end,
}
