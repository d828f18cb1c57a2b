-- What was promised and what is left of it: the SLOs of the spec, a row each.
local t = require "tocsin"
local query = require "slo.queries"
local panels = require "slo.panels"

local function each(slo)
  return #slo.by > 0 and " by " .. table.concat(slo.by, " and ") or ""
end

-- Green while a quarter of the budget is left, as with the colours of the budget itself.
local function kept(slo)
  local objective = slo.objective
  return {
    base = "red",
    [objective:percent()] = "orange",
    [(objective + (1 - objective) / 4):percent()] = "green",
  }
end

-- How good it is now and was over the window, and what is left of the budget: numbers for one SLO, a table for one with groups.
local function standing(slo)
  local help = slo.objective:percent() .. " of the events of " .. slo.window:short() .. " are to be good"
    .. (slo.objectives and ", other shares for some values" or "") .. ". Green while a quarter of the error budget or more is left."
  if #slo.by > 0 then
    return panels.overview({ slo }, { key = slo.name .. "-good", title = "Good events and budgets" .. each(slo), help = help, w = 14, h = 8 })
  end
  return t.panel {
    key = slo.name .. "-good",
    title = "Good events",
    help = help,
    stat = {
      { legend = "last hour", expr = 1 - query.errors({ slo }, panels.hour) },
      { legend = slo.window:short(), expr = 1 - query.errors_in_window { slo } },
      { legend = "budget left", expr = query.series({ slo }, "slo:error_budget_remaining:ratio") },
    },
    unit = "percentunit",
    decimals = panels.decimals { slo },
    thresholds = kept(slo),
    overrides = { ["budget left"] = { decimals = 0, thresholds = panels.budget_colors } },
    options = { orientation = "horizontal", textMode = "value_and_name", graphMode = "none", text = { titleSize = 14, valueSize = 26 } },
    w = 4,
    h = 8,
  }
end

local function burn_down(slo)
  local left = query.series({ slo }, "slo:error_budget_remaining:ratio")
  local title = "Budget left" .. each(slo) .. ", over time"
  return t.panel {
    key = slo.name .. "-burn-down",
    title = title,
    help = "It recovers by itself as bad events leave the window. A steep fall is an incident, a slow one a trend.",
    timeseries = { [#slo.by > 0 and panels.legend { slo } or title] = panels.worst({ slo }, t.bottomk, left) },
    unit = "percentunit",
    max = 1,
    thresholds = { base = "transparent", ["0"] = "red" },
    interval = "1m",
    w = #slo.by > 0 and 10 or 8,
    h = 8,
  }
end

-- In words, which rows the lines across are.
local function told(slo)
  local parts = {}
  for i, row in ipairs(slo.alerts) do
    if i == 1 or #slo.by == 0 then
      parts[#parts + 1] = row.severity .. " above " .. row.burn .. " in " .. row.long:short() .. " and " .. row.short:short()
    end
  end
  return #parts > 0 and "Told as " .. table.concat(parts, ", as ") .. "." or "Nobody is told of it."
end

-- A second row of one severity is told from the first by a lighter shade.
local function shade(color, is_second)
  return is_second and color and t.match(color, "red|orange|yellow|green|blue|purple") and "light-" .. color or color
end

-- The windows of the rows, each in the colour of whom it tells, with the burn rates from which on it does. With groups only the first
-- row's: there is a line for each group already.
local function lines_of(slo)
  local lines, looks, limits, known, seen = {}, {}, { base = "transparent" }, {}, {}
  local function add(window, color, look)
    if not known[window:short()] then
      known[window:short()] = true
      local legend = panels.legend({ slo }, #slo.by == 0 and window:short() or nil)
      lines[#lines + 1] = { legend = legend, expr = panels.worst({ slo }, t.topk, query.burn({ slo }, window)) }
      looks[legend] = #slo.by == 0 and { color = color, custom = look } or nil
    end
  end
  local colors = panels.colors_of { slo }
  for i, row in ipairs(slo.alerts) do
    if i == 1 or #slo.by == 0 then
      local color = shade(colors[row.severity], seen[row.severity])
      seen[row.severity] = true
      add(row.long, color, { lineWidth = 2 })
      limits[tostring(row.burn)] = limits[tostring(row.burn)] or color
    end
  end
  seen = {}
  for _, row in ipairs(#slo.by == 0 and slo.alerts or {}) do
    add(row.short, shade(colors[row.severity], seen[row.severity]), { lineStyle = { dash = { 4, 4 }, fill = "dash" } })
    seen[row.severity] = true
  end
  if #lines == 0 then
    add(panels.hour, "blue")
  end
  return lines, looks, limits
end

local function burn_rates(slo)
  local lines, looks, limits = lines_of(slo)
  return t.panel {
    key = slo.name .. "-burn-rates",
    title = #slo.by > 0 and "Burn rates" .. each(slo) .. ", " .. (slo.alerts[1] and slo.alerts[1].long or panels.hour):short() or "Burn rates",
    help = "At 1 the budget lasts for just the window of the SLO, at 10 for a tenth of it. " .. told(slo),
    timeseries = lines,
    overrides = looks,
    unit = "none",
    min = 0,
    thresholds = limits,
    custom = { axisSoftMax = panels.reach(limits) },
    interval = "1m",
    w = #slo.by > 0 and 8 or 6,
    h = 8,
  }
end

-- A count of a minute, averaged over the steps of the graph: what happens between two of them is seen, too.
local function counts(slo, name)
  return panels.worst({ slo }, t.topk, t.avg_over_time(query.series({ slo }, name)))
end

local function events_panel(slo, panel)
  panel.unit = "none"
  panel.min = 0
  panel.interval = "1m"
  panel.h = 8
  return t.panel(panel)
end

local function events(slo)
  return events_panel(slo, {
    key = slo.name .. "-events",
    title = "Events a minute",
    help = "What is counted, and, by the axis at the right, how many of them are bad. Where nothing is counted nothing is promised.",
    timeseries = {
      { legend = "all", expr = counts(slo, "slo:events:increase1m") },
      { legend = "bad", expr = counts(slo, "slo:errors:increase1m") },
    },
    overrides = { all = "blue", bad = { color = "red", axis = "right", custom = { axisColorMode = "series" } } },
    w = 6,
  })
end

local function events_of_each(slo)
  return events_panel(slo, {
    key = slo.name .. "-events",
    title = "Events a minute" .. each(slo),
    help = "What is counted. Where nothing is counted nothing is promised.",
    timeseries = { [panels.legend { slo }] = counts(slo, "slo:events:increase1m") },
    w = 8,
  }), events_panel(slo, {
    key = slo.name .. "-bad-events",
    title = "Bad events a minute" .. each(slo),
    help = "Those of the events that are bad.",
    timeseries = { [panels.legend { slo }] = counts(slo, "slo:errors:increase1m") },
    w = 8,
  })
end

local function row_of(slo, p)
  return t.row {
    key = slo.name,
    collapsed = p.collapsed,
    title = (slo.title or slo.name) .. ": " .. slo.objective:percent() .. " in " .. slo.window:short(),
    panels = { standing(slo), burn_down(slo), burn_rates(slo), (#slo.by > 0 and events_of_each or events)(slo) },
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
    names = panels.params.names,
    collapsed = t.boolean { default = false, doc = "Whether rows are closed at first; what is in them is asked for when they are opened." },
  },
  row = function(p)
    local rows = {}
    for i, slo in ipairs(panels.selected(p)) do
      rows[i] = row_of(slo, p)
    end
    return rows
  end,
}
