local t = require "tocsin"

return t.template {
  doc = "Hostile: millions of small expressions.",
  spec = function()
    while true do local x = t.sum(t.expr "up") end
  end,
}
