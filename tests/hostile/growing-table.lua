local t = require "tocsin"

return t.template {
  doc = "Hostile: a table that grows for ever.",
  spec = function()
    local list = {}
    while true do list[#list + 1] = { #list } end
  end,
}
