local t = require "tocsin"
return t.template { doc = "A name that is taken.", params = {}, spec = function()
  return { alerts = { twice = { rules = { Other = { expr = "up == 0", severity = "critical", summary = "Down" } } } } }
end }
