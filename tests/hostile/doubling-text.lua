local t = require "tocsin"

return t.template {
  doc = "Hostile: text that doubles.",
  spec = function()
    local text = "x"
    while true do text = text .. text end
  end,
}
