local t = require "tocsin"

return t.template {
  doc = "Hostile: a loop over all integers.",
  spec = function()
    for i = 1, math.maxinteger do local x = i end
  end,
}
