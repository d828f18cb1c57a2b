local t = require "tocsin"

return t.template {
  doc = "A rate by a label of any name.",
  params = { requests = t.metric { type = "counter" }, by = t.text {} },
  row = function(p)
    return {
      title = "Rate",
      panels = { { title = "By " .. p.by, timeseries = t.sum(t.rate(p.requests), { by = p.by }), help = "Per second" } },
    }
  end,
}
