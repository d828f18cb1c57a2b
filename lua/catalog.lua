-- A panel for every metric, by what the catalog says of it: a metric that is added to the catalog
-- appears by itself.
local t = require "tocsin"

local most_lines = 12 -- a panel with more is a carpet

-- The first label with few declared values: the one by which a reader would ask.
local function label_of(metric)
  for _, name in ipairs(metric.label_names) do
    local label = metric.labels[name]
    if label.max and label.max > 1 and label.max <= most_lines then
      return name
    end
  end
  return nil
end

-- Sums of shares, temperatures and times say nothing.
local adds_up = { bytes = true, bits = true, count = true }

-- What nobody knows the unit of is a plain number.
local function unit_of(metric)
  return not metric.measure and "short" or nil
end

-- In the base unit: a rate of milliseconds is no unit that people know.
local function in_seconds(metric, expr)
  local is_time = metric.measure == "seconds" or metric.measure == "timestamp"
  local is_scaled = is_time and (metric.scale > 1 or metric.scale < 1)
  return is_scaled and expr / metric.scale or expr
end

local draw = {}

local function age_of(metric)
  return { stat = t.time() - in_seconds(metric, t.max(metric)), unit = "s", title = metric.name .. ": how long ago" }
end

local function states_of(metric)
  return { ["state-timeline"] = t.max(metric, label_of(metric) or metric.label_names[1] or "instance"), w = 24 }
end

function draw.counter(metric, p)
  if metric.measure == "timestamp" then
    return age_of(metric)
  end
  local rate = in_seconds(metric, t.sum(t.rate(metric), label_of(metric)))
  local is_share = metric.measure == "seconds"
  return { timeseries = p.per == "minute" and not is_share and rate * 60 or rate, min = 0, unit = unit_of(metric) }
end

function draw.gauge(metric)
  if metric.states and #metric.states > 0 or metric.measure == "boolean" then
    return states_of(metric)
  end
  if metric.measure == "timestamp" then
    return age_of(metric)
  end
  local label = label_of(metric)
  local aggregate = (not metric.measure or adds_up[metric.measure]) and t.sum or t.avg
  return { timeseries = aggregate(metric, label), unit = unit_of(metric) }
end

draw.untyped = draw.gauge

function draw.histogram(metric)
  return {
    timeseries = {
      p50 = t.quantile(0.5, metric),
      p95 = t.quantile(0.95, metric),
      p99 = t.quantile(0.99, metric),
    },
    min = 0,
  }
end

function draw.summary(metric)
  if metric.quantiles and #metric.quantiles > 0 then
    return { timeseries = t.avg(metric, "quantile"), min = 0 }
  end
  return { timeseries = t.rate(t.sum_of(metric)) / t.rate(t.count_of(metric)), min = 0 }
end

function draw.info(metric)
  return { table = t.group(metric, metric.label_names), w = 24 }
end

function draw.stateset(metric)
  return { ["state-timeline"] = t.max(metric, metric.label_names), w = 24 }
end

local function panel_of(metric, p)
  local panel = draw[metric.type](metric, p)
  panel.key = metric.name
  panel.title = panel.title or metric.help or metric.name
  panel.help = "`" .. metric.name .. "`, " .. metric.type .. " of the catalog `" .. metric.catalog .. "`."
  return t.panel(panel)
end

local function names_of(metrics)
  local names = {}
  for _, metric in ipairs(metrics) do
    names[metric.name] = true
  end
  return names
end

local function is_wanted(metric, p, only, except)
  if except[metric.name] or metric.status == "planned" then
    return false
  end
  if #p.metrics > 0 or p.match then
    return only[metric.name] or (p.match ~= nil and t.match(metric.name, p.match) ~= nil)
  end
  return metric.is_own
end

-- `http_requests_total` belongs to the group `http`.
local function group_of(metric)
  return t.split(metric.name, "_")[1]
end

local function collect(p)
  local only, except = names_of(p.metrics), names_of(p.except)
  local groups, order = {}, {}
  for _, metric in pairs(t.catalog.metrics) do
    if is_wanted(metric, p, only, except) then
      local group = group_of(metric)
      if not groups[group] then
        groups[group] = {}
        order[#order + 1] = group
      end
      table.insert(groups[group], panel_of(metric, p))
    end
  end
  return groups, order
end

local function title_of(group, p)
  return p.titles[group] or (group:sub(1, 1):upper() .. group:sub(2))
end

local function rows(p)
  local groups, order = collect(p)
  if #order == 0 then
    t.error { message = "no metric of the catalog is asked for", help = "leave `metrics` and `match` out to have all of the system's own" }
  end
  local list, rest = {}, {}
  for _, group in ipairs(order) do
    if #groups[group] > 1 then
      list[#list + 1] = t.row { title = title_of(group, p), panels = groups[group], collapsed = p.collapsed }
    else
      rest[#rest + 1] = groups[group][1]
    end
  end
  if #rest > 0 then
    list[#list + 1] = t.row { title = p.rest, panels = rest, collapsed = p.collapsed }
  end
  return list
end

return t.template {
  doc = [[
A panel for every metric of the catalog, in rows by the first word of their names.

Counters are drawn as rates, histograms and summaries as quantiles, gauges with states as timelines of their states, other gauges as
they are, infos as tables; by the first label that has few values. A metric that is added to the catalog appears by itself.
Without `metrics` and `match` these are all metrics of the system's own catalogs.
]],
  params = {
    metrics = t.list { of = t.metric {}, default = {}, doc = "These metrics." },
    match = t.text { optional = true, doc = "And those whose names fit this regular expression." },
    except = t.list { of = t.metric {}, default = {}, doc = "But not these." },
    per = t.choice { "second", "minute", default = "second", doc = "What rates are counted by." },
    titles = t.map { of = t.text {}, default = {}, doc = "Titles of rows by the first word of the metrics, as in `db: Database`." },
    rest = t.text { default = "Other", doc = "The title of the row for metrics whose first word no other has." },
    collapsed = t.boolean { default = false, doc = "Whether rows are closed at first." },
  },
  row = rows,
}
