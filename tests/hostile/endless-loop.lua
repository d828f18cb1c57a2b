local t = require "tocsin"

return t.template {
  doc = "Hostile: a loop without end.",
  spec = function()
    while true do end
  end,
}
