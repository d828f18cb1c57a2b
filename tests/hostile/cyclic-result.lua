local t = require "tocsin"

return t.template {
  doc = "Hostile: a table that holds itself.",
  spec = function()
    local list = {}
    list.alerts = list
    return list
  end,
}
