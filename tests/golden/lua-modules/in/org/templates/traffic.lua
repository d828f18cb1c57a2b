local t = require "tocsin"
local alerts = require "org.alerts"
local names = require "shop.names"

return t.template {
  doc = "An alert on a counter, with the names that the project gives.",
  params = { counter = t.metric { type = "counter" } },
  rules = function(p)
    return alerts.silent(p.counter, names)
  end,
}
