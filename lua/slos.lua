-- What was promised and what is left of it: the SLOs of the spec, a row each.
local t = require "tocsin"

-- What is left of a budget, from shares on; below nothing it is spent.
local colors = { base = "red", ["0"] = "orange", ["25%"] = "green" }

local function series(slo, name)
  return t.where(t.expr(name), { slo = slo.name })
end

-- Counts of a window, whichever windows the alerts record.
local function ratio(slo, window)
  local errors = t.sum_over_time(series(slo, "slo:errors:increase1m"), window)
  return errors / t.gt(t.sum_over_time(series(slo, "slo:events:increase1m"), window), 0)
end

local function legend(slo, text)
  local parts = {}
  for _, label in ipairs(slo.by) do
    parts[#parts + 1] = "{{" .. label .. "}}"
  end
  return #parts > 0 and table.concat(parts, " ") .. " " .. text or text
end

local function each(slo)
  return #slo.by > 0 and " by " .. table.concat(slo.by, " and ") or ""
end

-- The share of events that may be bad: one number, or a series per value of the label.
local function budget_of(slo)
  return slo.objectives and series(slo, "slo:error_budget:ratio") or 1 - slo.objective
end

-- The share of good events, told by what is left of the budget.
local function good(slo)
  local spent = 1 - series(slo, "slo:error_budget_remaining:ratio")
  return t.panel {
    key = slo.name .. "-good",
    title = "Good events" .. each(slo),
    help = slo.objective:percent() .. " of the events of " .. slo.window:short() .. " are to be good" .. (slo.objectives and ", for single values more or less" or "")
      .. ".",
    stat = { [legend(slo, "good")] = 1 - spent * budget_of(slo) },
    unit = "percentunit",
    decimals = 3,
    thresholds = not slo.objectives and { base = "red", [slo.objective:percent()] = "green" } or nil,
    w = 4,
  }
end

local function burn_down(slo)
  return t.panel {
    key = slo.name .. "-burn-down",
    title = "Budget left" .. each(slo) .. ", over time",
    help = "It recovers by itself as bad events leave the window. A steep fall is an incident, a slow one a trend.",
    timeseries = { [legend(slo, "left")] = series(slo, "slo:error_budget_remaining:ratio") },
    unit = "percentunit",
    max = 1,
    thresholds = colors,
    w = 8,
  }
end

local function burn_rates(slo)
  local lines = {}
  for _, window in ipairs { "5m", "1h", "6h", "3d" } do
    if t.duration(window) <= slo.window then
      lines[legend(slo, window)] = ratio(slo, window) / budget_of(slo)
    end
  end
  return t.panel {
    key = slo.name .. "-burn-rates",
    title = "Burn rate" .. each(slo),
    help = "At 1 the budget lasts for just the window of the SLO, at 10 for a tenth of it.",
    timeseries = lines,
    unit = "none",
    min = 0,
    w = 6,
  }
end

local function events(slo)
  return t.panel {
    key = slo.name .. "-events",
    title = "Events a minute" .. each(slo),
    help = "What is counted, and what of it is bad. Where nothing is counted nothing is promised.",
    timeseries = {
      [legend(slo, "all")] = series(slo, "slo:events:increase1m"),
      [legend(slo, "bad")] = series(slo, "slo:errors:increase1m"),
    },
    unit = "none",
    min = 0,
    w = 6,
  }
end

local function row_of(slo)
  return t.row {
    key = slo.name,
    title = (slo.title or slo.name) .. ": " .. slo.objective:percent() .. " in " .. slo.window:short(),
    panels = { good(slo), burn_down(slo), burn_rates(slo), events(slo) },
  }
end

return t.template {
  doc = [[
The SLOs of the spec, a row each: how good it was, what is left of the error budget, how fast it burns, and what is counted.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, grafana: 11}
severities: {critical: {}, warning: {}}
jobs: {shop: {targets: ['shop:8000'], interval: 15s}}
metrics:
  orders_total: {counter: Orders, labels: [outcome: {values: [placed, failed]}]}
slos:
  orders: {title: Orders are placed, objective: 99.9%, errors: 'orders_total{outcome="failed"}', total: orders_total}
dashboards:
  slos:
    title: SLOs
    rows:
      - {template: slos}
```
]],
  params = {
    names = t.list { of = t.text {}, default = {}, doc = "Only these SLOs; default: all." },
  },
  row = function(p)
    local rows, wanted = {}, {}
    for i, name in ipairs(p.names) do
      if not t.slos[name] then
        t.error { at = "names[" .. i .. "]", name = "unknown-name", message = "there is no SLO `" .. name .. "`" }
      end
      wanted[name] = true
    end
    for name, slo in pairs(t.slos) do
      if #p.names == 0 or wanted[name] then
        rows[#rows + 1] = row_of(slo)
      end
    end
    return rows
  end,
}
