local t = require "tocsin"

return t.template {
  doc = "Hostile: a comparison that contradicts itself.",
  spec = function()
    local list = {}
    for i = 1, 20000 do list[i] = i end
    while true do table.sort(list, function() return true end) end
  end,
}
