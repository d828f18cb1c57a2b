-- A panel for every metric, by what the catalog says of it: a metric that is added to the catalog
-- appears by itself.
local t = require "tocsin"

local most_lines = 12 -- a panel with more is a carpet
local most_panels = 24 -- a row with more is parted by the second word of the names

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

-- What it measures, up to the first stop: the rest of a help is for those who ask.
local function title_of_metric(metric)
  local title = metric.help or metric.name
  for _, stop in ipairs { ";", ". ", ", since ", ", in seconds since " } do
    title = t.split(title, stop)[1]
  end
  return t.ends_with(title, ".") and title:sub(1, -2) or title
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

-- The zero that stands for "never" would be an age of half a century.
local function age_of(metric)
  return {
    stat = t.time() - in_seconds(metric, t.max(t.gt(metric, 0), label_of(metric))),
    unit = "s",
    no_value = "never",
    title = title_of_metric(metric) .. ": how long ago",
    help = "The time since then, by the newest",
  }
end

local function states_of(metric)
  local by = label_of(metric) or metric.label_names[1] or "instance"
  -- Of things that work or not, one that does not is the news.
  local is_up = metric.measure == "boolean" and (metric.name == "up" or t.ends_with(metric.name, "_up") or t.ends_with(metric.name, "_success"))
  return {
    ["state-timeline"] = is_up and t.min(metric, by) or t.max(metric, by),
    w = 24,
    help = (is_up and "The lowest" or "The highest") .. " of each `" .. by .. "`",
  }
end

function draw.info(metric)
  return {
    table = { Instances = t.count(metric, metric.label_names) },
    unit = "short",
    h = 5, -- few rows: one for each build
    w = 24,
    help = "How many instances there are of each combination",
  }
end

function draw.counter(metric, p)
  if metric.measure == "timestamp" then
    return age_of(metric)
  end
  local rate = in_seconds(metric, t.sum(t.rate(metric), label_of(metric)))
  local is_share = metric.measure == "seconds"
  return {
    timeseries = p.per == "minute" and not is_share and rate * 60 or rate,
    min = 0,
    unit = unit_of(metric),
    help = is_share and "Seconds of it in each second" or "How many in each " .. p.per,
  }
end

function draw.gauge(metric)
  if t.ends_with(metric.name, "_info") then
    return draw.info(metric)
  end
  if metric.states and #metric.states > 0 or metric.measure == "boolean" then
    return states_of(metric)
  end
  if metric.measure == "timestamp" then
    return age_of(metric)
  end
  local label = label_of(metric)
  local is_sum = not metric.measure or adds_up[metric.measure]
  return {
    timeseries = (is_sum and t.sum or t.avg)(metric, label),
    unit = unit_of(metric),
    help = (is_sum and "The sum of" or "The mean of") .. (label and " each `" .. label .. "`" or " all instances"),
  }
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
    help = "Half of the values are below p50, all but one in a hundred below p99",
  }
end

function draw.summary(metric)
  if metric.quantiles and #metric.quantiles > 0 then
    return { timeseries = t.max(metric, "quantile"), min = 0, help = "Each quantile of the worst instance" }
  end
  return { timeseries = t.mean(metric), min = 0, help = "The mean" }
end

function draw.stateset(metric)
  return { ["state-timeline"] = t.max(metric, metric.label_names), w = 24, help = "Which states hold" }
end

local function panel_of(metric, p)
  local panel = draw[metric.type](metric, p)
  panel.key = metric.name
  panel.title = panel.title or title_of_metric(metric)
  panel.help = (metric.help or metric.name) .. ". " .. panel.help .. ".\n\n`" .. metric.name .. "`, "
    .. metric.type .. " of the catalog `" .. metric.catalog .. "`."
  return t.panel(panel)
end

local function names_of(metrics)
  local names = {}
  for _, metric in ipairs(metrics) do
    names[metric.name] = true
  end
  return names
end

-- What is planned or going away is drawn only when it is asked for by its name.
local function is_wanted(metric, p, only, except)
  if only[metric.name] or except[metric.name] or metric.status ~= "stable" then
    return only[metric.name] and not except[metric.name]
  end
  if p.match then
    return t.match(metric.name, p.match) ~= nil
  end
  return #p.metrics == 0 and metric.is_own
end

local function collect(p)
  local only, except = names_of(p.metrics), names_of(p.except)
  local list = {}
  for _, metric in pairs(t.catalog.metrics) do
    if is_wanted(metric, p, only, except) then
      list[#list + 1] = metric
    end
  end
  return list
end

-- The first words of a name, `count` of them.
local function words_of(metric, count)
  local words = t.split(metric.name, "_")
  return table.concat(words, "_", 1, math.max(1, math.min(count, #words - 1)))
end

-- Metrics by the first words of their names, and these words in order.
local function group_by(metrics, count)
  local groups, order = {}, {}
  for _, metric in ipairs(metrics) do
    local group = words_of(metric, count)
    if not groups[group] then
      groups[group] = {}
      order[#order + 1] = group
    end
    table.insert(groups[group], metric)
  end
  return groups, order
end

-- `appointment_cancellations_total` stands with `appointments_by_status`.
local function join_plurals(groups, order)
  local kept = {}
  for _, group in ipairs(order) do
    local plural = groups[group .. "s"]
    if plural then
      table.move(plural, 1, #plural, #groups[group] + 1, groups[group])
      groups[group .. "s"] = nil
    end
    if groups[group] then
      kept[#kept + 1] = group
    end
  end
  return kept
end

local acronyms = { api = true, cpu = true, csrf = true, db = true, dns = true, grpc = true, http = true, io = true,
  jvm = true, jwt = true, pg = true, rpc = true, sql = true, ssl = true, tcp = true, tls = true, udp = true, ui = true, wal = true }

local function title_of(group, p)
  if p.titles[group] then
    return p.titles[group]
  end
  local words = t.split(group, "_")
  for i, word in ipairs(words) do
    words[i] = acronyms[word] and word:upper() or i == 1 and word:sub(1, 1):upper() .. word:sub(2) or word
  end
  return table.concat(words, " ")
end

local function add_row(list, title, metrics, p)
  local panels = {}
  for i, metric in ipairs(metrics) do
    panels[i] = panel_of(metric, p)
  end
  list[#list + 1] = t.row { title = title, panels = panels, collapsed = p.collapsed }
end

-- A row of hundreds has no order that helps: those of an exporter begin with the same word.
local function add_rows(list, group, metrics, p)
  local parts, order = { [group] = metrics }, { group }
  if #metrics > most_panels then
    parts, order = group_by(metrics, 2)
  end
  local few = {}
  for _, part in ipairs(order) do
    if #order > 1 and (#parts[part] < 3 or part == group) then
      table.move(parts[part], 1, #parts[part], #few + 1, few)
    else
      add_row(list, title_of(part, p), parts[part], p)
    end
  end
  if #few > 0 then
    add_row(list, title_of(group, p), few, p)
  end
end

local function rows(p)
  local metrics = collect(p)
  if #metrics == 0 then
    t.error {
      at = p.match and "match" or nil,
      message = p.match and "no metric of the catalog has a name that fits" or "no metric of the catalog is asked for",
      help = "leave `metrics` and `match` out to have all of the system's own",
    }
  end
  local groups, order = group_by(metrics, 1)
  order = join_plurals(groups, order)
  local list, rest = {}, {}
  for _, group in ipairs(order) do
    if #groups[group] > 1 then
      add_rows(list, group, groups[group], p)
    else
      rest[#rest + 1] = groups[group][1]
    end
  end
  if #rest > 0 then
    add_row(list, #list > 0 and p.rest or title_of(order[1], p), rest, p)
  end
  return list
end

return t.template {
  doc = [[
A panel for every metric of the catalog, in rows by the first word of their names.

Counters are drawn as rates, histograms and summaries as quantiles, gauges with states as timelines of their states, points in time
by their age, other gauges as they are, infos as tables; by the first label that has few values. A metric that is added to the catalog
appears by itself. Without `metrics` and `match` these are all metrics of the system's own catalogs. What is planned or deprecated
appears only when `metrics` names it. A row of more than 24 panels is parted by the second word of the names.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, grafana: 11}
jobs: {shop: {targets: ['shop:8000']}}
metrics:
  orders_total: {counter: Orders taken, labels: [outcome: {values: [ok, failed]}]}
  orders_open: {gauge: Orders that nobody has packed}
  breaker_state: {gauge: State of the breaker, states: {0: closed, 1: open}}
  app_start_time_seconds: {gauge: Start of the process}
  app_info: {info: The running build, labels: [version: {max: 5}]}
dashboards:
  all:
    title: Everything we count
    rows:
      - {template: catalog, with: {except: orders_open, titles: {app: The program}}}
  orders: {title: Orders, rows: [{template: catalog, with: {match: 'orders_.*', per: minute}}]}
```
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
