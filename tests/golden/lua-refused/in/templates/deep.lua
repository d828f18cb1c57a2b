local t = require "tocsin"
return t.template { doc = "Itself.", params = {}, spec = function()
  return { use = { again = { template = "deep" } } }
end }
