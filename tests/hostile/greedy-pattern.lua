local t = require "tocsin"

return t.template {
  doc = "Hostile: a pattern that takes other engines for ever.",
  spec = function()
    local text = ("a"):rep(30000)
    while true do t.match(text, "(a*)*b") end
  end,
}
