local t = require "tocsin"
return t.template {
  doc = "A service.",
  params = { requests = t.metric { type = "counter" }, name = t.text {} },
  spec = function(p)
    return {
      recordings = { [p.name] = { rules = { ["job:" .. p.name .. ":rate5m"] = t.sum(t.rate(p.requests, "5m"), "job") } } },
      dashboards = { [p.name] = { title = "Of " .. p.name, rows = { { template = "traffic", with = { requests = p.requests.name } } } } },
      use = { more = { template = "teams-more", with = { name = p.name } } },
    }
  end,
}
