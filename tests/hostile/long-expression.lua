local t = require "tocsin"

return t.template {
  doc = "Hostile: text that is parsed again and again.",
  spec = function()
    local text = ("up + "):rep(20000) .. "up"
    while true do local x = t.abs(t.expr(text)) end
  end,
}
