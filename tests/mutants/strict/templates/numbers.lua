-- How often something happens, as a chart with a limit.
local t = require "tocsin"

return t.template {
  doc = "How often something happens.",
  params = {
    counter = t.metric { type = "counter", doc = "What is counted." },
    by = t.label { of = "counter", optional = true, doc = "A line for each value of it." },
    limit = t.number { default = 5, doc = "What is too much." },
  },
  panel = function(p)
    return t.panel {
      title = "Rate of " .. p.counter.name,
      help = p.counter.help .. "; steady is normal",
      timeseries = t.sum(t.rate(p.counter), p.by),
      thresholds = { base = "green", [tostring(p.limit)] = "red" },
    }
  end,
}
