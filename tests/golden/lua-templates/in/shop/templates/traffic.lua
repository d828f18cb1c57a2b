local t = require "tocsin"

return t.template {
  doc = "Traffic of a counter. As a row, a panel or alerts.",
  params = {
    requests = t.metric { type = "counter", doc = "What is counted." },
  },
  row = function(p)
    return {
      title = "Traffic of " .. p.requests.name,
      panels = {
        { title = "Rate", timeseries = t.sum(t.rate(p.requests)), help = "Per second" },
        { template = "traffic", with = { requests = p.requests.name }, key = "again", title = "Again" },
      },
    }
  end,
  panel = function(p)
    return { title = "Rate of " .. p.requests.name, stat = t.sum(t.rate(p.requests)) }
  end,
  rules = function(p)
    return {
      Silence = { expr = t.lt(t.sum(t.rate(p.requests, "5m")), 1), severity = "critical", ["for"] = "10m", summary = "No traffic" },
    }
  end,
}
