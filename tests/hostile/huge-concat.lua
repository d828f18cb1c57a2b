local t = require "tocsin"

return t.template {
  doc = "Hostile: one call that joins very much.",
  spec = function()
    local list = {}
    for i = 1, 1000 do list[i] = ("x"):rep(1000) end
    local text = ""
    for i = 1, 1e6 do text = table.concat(list) end
  end,
}
