-- Every SLO at a glance, for whoever is on call: which is out of budget, which burns, how fast.
local t = require "tocsin"
local query = require "slo.queries"
local panels = require "slo.panels"

-- What counts them, with nothing as 0.
local function count_of(expr)
  return t.or_(t.count(expr), t.vector(0))
end

local function out_of_budget(slos)
  return t.panel {
    title = "Out of budget",
    help = "For how many SLOs, and values of what they are grouped by, the error budget is spent. Normal is none; else only what makes "
      .. "things safer is shipped.",
    stat = count_of(t.le(query.series(slos, "slo:error_budget_remaining:ratio"), 0)),
    unit = "none",
    thresholds = { base = "green", ["1"] = "red" },
    w = 6,
  }
end

local function burning(slos)
  local firing = query.firing(slos)
  return firing and t.panel {
    title = "Burning now",
    help = "For how many an alert fires because the error budget burns too fast. Normal is none; the table says which.",
    stat = count_of(t.group(firing, query.labels(slos))),
    unit = "none",
    thresholds = { base = "green", ["1"] = "red" },
    w = 6,
  }
end

-- The one SLO that stands out, with its name.
local function extreme(slos, panel, expr)
  panel.stat = { { legend = panels.legend(slos), expr = query.titled(expr), instant = true } }
  panel.options = { textMode = "value_and_name", graphMode = "none", text = { titleSize = 16, valueSize = 40 } }
  panel.w = 6
  return t.panel(panel)
end

local function least_budget(slos)
  return extreme(slos, {
    title = "Least budget left",
    help = "The SLO that has the smallest share of its error budget left. Below zero more than all of it is spent.",
    unit = "percentunit",
    decimals = 0,
    thresholds = panels.budget_colors,
  }, t.bottomk(1, query.series(slos, "slo:error_budget_remaining:ratio")))
end

local function fastest_burn(slos)
  return extreme(slos, {
    title = "Fastest burn, last hour",
    help = "The SLO whose budget burnt fastest in the last hour. At 1 it lasts for just the window of the SLO, at 10 for a tenth of it.",
    unit = "none",
    decimals = 1,
    thresholds = { base = "green", ["1"] = "orange" },
  }, t.topk(1, query.burn(slos, panels.hour)))
end

local function overview(slos, p)
  local lines = #slos
  for _, slo in ipairs(slos) do
    lines = lines + 3 * #slo.by
  end
  return panels.overview(slos, {
    title = "SLOs, the worst first",
    help = "How good each was in the last hour and in its window, what is left of its error budget, how many times too fast that burnt "
      .. "in the last hour, and the severity of the alert that fires because of it.",
    links = p.dashboard and { { to = p.dashboard } } or nil,
    w = 24,
    h = math.min(18, 2 + lines),
  }, true)
end

local function of_each(slos)
  local is_cut = #slos > panels.most_lines or #query.labels(slos) > 1
  return is_cut and " Of more than " .. panels.most_lines .. " lines those that are worst now are shown." or ""
end

local function burn_down(slos)
  return t.panel {
    title = "Budgets left, over time",
    help = "A budget recovers by itself as bad events leave its window. A steep fall is an incident, a slow one a trend." .. of_each(slos),
    timeseries = {
      [panels.legend(slos)] = query.titled(panels.worst(slos, t.bottomk, query.series(slos, "slo:error_budget_remaining:ratio"))),
    },
    unit = "percentunit",
    max = 1,
    thresholds = { base = "transparent", ["0"] = "red" },
    options = { legend = { displayMode = "list", placement = "bottom", calcs = {} } },
    interval = "1m",
    w = 12,
    h = 9,
  }
end

-- Burn rates of an hour from which on somebody is told, where all SLOs agree on them.
local function limits(slos)
  local limits, seen = { base = "transparent", ["1"] = "text" }, {}
  for _, severity in ipairs(panels.severities(slos)) do
    for _, slo in ipairs(slos) do
      for _, row in ipairs(slo.alerts) do
        if row.severity == severity.name and row.long == panels.hour then
          seen[severity.name] = seen[severity.name] == nil and row.burn or seen[severity.name] == row.burn and row.burn
        end
      end
    end
    if seen[severity.name] then
      limits[tostring(seen[severity.name])] = severity.color
    end
  end
  return limits
end

local function burn_rates(slos)
  return t.panel {
    title = "Burn rates, last hour",
    help = "At 1 a budget lasts for just the window of its SLO, at 10 for a tenth of it. Lines above 1 show from where on somebody is told, where "
      .. "that is the same for all." .. of_each(slos),
    timeseries = { [panels.legend(slos)] = query.titled(panels.worst(slos, t.topk, query.burn(slos, panels.hour))) },
    unit = "none",
    min = 0,
    thresholds = limits(slos),
    custom = { axisSoftMax = panels.reach(limits(slos)) },
    options = { legend = { displayMode = "list", placement = "bottom", calcs = {} } },
    interval = "1m",
    w = 12,
    h = 9,
  }
end

return t.template {
  doc = [[
All SLOs of the spec at a glance: a table with a line for each, the worst first, and their budgets and burn rates over time.

For whoever is on call; the template `slos` draws each by itself. SLOs with other windows and other groups stand beside each other.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, grafana: 11}
severities: {critical: {}, warning: {}}
jobs: {shop: {targets: ['shop:8000'], interval: 15s}}
metrics:
  orders_total: {counter: Orders, labels: [outcome: {values: [placed, failed]}]}
  order_duration_seconds: {histogram: Time to take an order, labels: [tenant: {max: 20}], buckets: [100ms, 500ms, 1s]}
slos:
  orders: {title: Orders are placed, objective: 99.9%, errors: 'orders_total{outcome="failed"}', total: orders_total}
  speed: {title: Orders are quick, objective: 95%, window: 7d, latency: order_duration_seconds, under: 500ms, by: tenant}
dashboards:
  slos:
    title: SLOs
    rows:
      - {template: slo-overview}
      - {template: slos}
```
]],
  params = {
    names = panels.params.names,
    dashboard = t.text { optional = true, doc = "The key of a dashboard to which the table leads: one with the template `slos`." },
    title = t.text { default = "All SLOs", doc = "Of the row." },
  },
  row = function(p)
    local slos, list = panels.selected(p), {}
    if #slos == 0 then
      return list
    end
    list[1] = out_of_budget(slos)
    list[2] = burning(slos)
    for _, panel in ipairs { least_budget, fastest_burn, overview, burn_down, burn_rates } do
      list[#list + 1] = panel(slos, p)
    end
    return t.row { key = "overview", title = p.title, panels = list }
  end,
}
