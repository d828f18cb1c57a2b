local t = require "tocsin"

return t.template {
  doc = "Hostile: a result of a million entries.",
  spec = function()
    local row = {}
    local groups = {}
    for i = 1, 1000 do row[i] = i end
    for i = 1, 1000 do groups["g" .. i] = { rules = { a = row, b = row, c = row } } end
    local all = {}
    for i = 1, 1000 do all["x" .. i] = groups end
    return { alerts = all }
  end,
}
