local t = require "tocsin"

return t.template {
  doc = "Hostile: many arguments, again and again.",
  spec = function()
    local function f(...) return select("#", ...) end
    local list = {}
    for i = 1, 200 do list[i] = i end
    while true do f(table.unpack(list)) end
  end,
}
