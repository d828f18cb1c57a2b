local t = require "tocsin"

return t.template {
  doc = "Hostile: a table a hundred thousand deep.",
  spec = function()
    local list = {}
    local top = list
    for i = 1, 100000 do
      list.a = {}
      list = list.a
    end
    return { alerts = top }
  end,
}
