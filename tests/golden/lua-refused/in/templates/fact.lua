local t = require "tocsin"
return t.template { doc = "A fact.", params = {}, spec = function()
  return { metrics = { made_total = { counter = "Made" } } }
end }
