-- Utilisation, saturation, errors: what a resource is like, for finding causes.
local t = require "tocsin"

local function utilisation(p)
  if p.size then
    return t.sum(p.used, p.by) / t.sum(p.size, p.by)
  end
  return p.by and t.sum(p.used, p.by) or t.expr(p.used)
end

-- Nothing but a number when no metric in it measures anything.
local function unit_of(expr)
  for _, name in ipairs(t.expr(expr):metrics()) do
    local metric = t.catalog.metrics[name]
    if metric and metric.measure then
      return nil
    end
  end
  return "short"
end

local function panels(p)
  local name = p.name
  local list = {
    t.panel {
      title = name .. ": utilisation",
      help = p.size and "How much of it is in use. Above the yellow line it soon becomes scarce, above the red one it is."
        or "How much of it is in use. Normal is what it was at this hour of other days.",
      timeseries = utilisation(p),
      unit = p.size and "percentunit" or unit_of(p.used),
      min = 0,
      max = p.size and 1 or nil,
      thresholds = p.size and { base = "green", [tostring(p.high)] = "yellow", [tostring(p.full)] = "red" } or nil,
    },
  }
  if p.saturation then
    list[#list + 1] = t.panel {
      title = name .. ": saturation",
      help = "Work that has to wait for it. Normal is none; a queue that does not drain means that there is too little of it.",
      timeseries = p.saturation,
      unit = unit_of(p.saturation),
      min = 0,
    }
  end
  if p.errors then
    list[#list + 1] = t.panel {
      title = name .. ": errors",
      help = (p.errors.help or p.errors.name) .. ". Normal is none.",
      timeseries = t.sum(t.rate(p.errors), p.by),
      min = 0,
    }
  end
  return list
end

return t.template {
  doc = [[
Utilisation, saturation and errors of a resource: a pool, a disk, a queue.

With `size` the utilisation is `used` divided by it, between 0 and 100 %; without, `used` is shown as it is.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, grafana: 11}
jobs: {shop: {targets: ['shop:8000']}}
metrics:
  pool_used: {gauge: Connections in use}
  pool_size: {gauge: Connections that the pool may hold}
  pool_waiting: {gauge: Requests that wait for a connection}
  pool_errors_total: {counter: Connections that could not be opened}
dashboards:
  database:
    title: Database
    rows:
      - template: use
        with:
          name: Connection pool
          used: pool_used
          size: pool_size
          saturation: sum(pool_waiting)
          errors: pool_errors_total
```
]],
  params = {
    name = t.text { doc = "What the resource is called, in titles: `Connection pool`." },
    used = t.expr { doc = "How much of it is in use." },
    size = t.expr { optional = true, doc = "How much there is." },
    saturation = t.expr { optional = true, doc = "What waits for it." },
    errors = t.metric { type = "counter", optional = true, doc = "What failed because of it." },
    by = t.labels { optional = true, doc = "A line for each combination of these labels." },
    high = t.percent { default = "80%", doc = "Where the utilisation becomes yellow." },
    full = t.percent { default = "90%", doc = "Where it becomes red." },
  },
  row = function(p)
    return t.row { title = p.name, panels = panels(p) }
  end,
  panel = panels,
}
