local t = require "tocsin"
return t.template { doc = "Itself.", params = {}, panel = function()
  return { template = "loop" }
end }
