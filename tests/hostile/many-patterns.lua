local t = require "tocsin"

return t.template {
  doc = "Hostile: a new regular expression for every step.",
  spec = function()
    for i = 1, 1e9 do t.match("x", "x" .. i .. "|(a|b|c)*y{1,50}") end
  end,
}
