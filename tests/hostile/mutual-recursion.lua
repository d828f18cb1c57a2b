local t = require "tocsin"

return t.template {
  doc = "Hostile: two functions that call each other through sort.",
  spec = function()
    local function compare(a, b)
      table.sort({ 3, 2, 1 }, compare)
      return a < b
    end
    table.sort({ 3, 2, 1 }, compare)
  end,
}
