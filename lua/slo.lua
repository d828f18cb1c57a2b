-- A service level objective: two counts, everything that follows from them, and who is told when the budget burns.
local t = require "tocsin"

-- Who is told when which share of the budget is spent within `long`; `short` ends the alert soon after the trouble. The table of
-- the SRE workbook, chapter "Alerting on SLOs": for 30 days the burn rates 14.4, 6, 3 and 1.
local usual = {
  { alert = "page", tier = "fast", long = t.duration "1h", short = t.duration "5m", share = t.number "2%" },
  { alert = "page", tier = "slow", long = t.duration "6h", short = t.duration "30m", share = t.number "5%" },
  { alert = "ticket", tier = "fast", long = t.duration "1d", short = t.duration "2h", share = t.number "10%" },
  { alert = "ticket", tier = "slow", long = t.duration "3d", short = t.duration "6h", share = t.number "10%" },
}

-- Both counts are recorded at this step, whatever the scrape interval, so that their names and their meaning stay.
local step = t.duration "1m"

local function larger(a, b)
  return a < b and b or a
end

local function check_selector(p, at)
  if not p[at]:matchers() or #p[at]:metrics() == 0 then
    t.error {
      at = at,
      message = "`" .. at .. "` must be one metric, with matchers or not, found `" .. p[at]:text() .. "`",
      help = "leave functions and ranges away: rates, sums and windows are made of it",
    }
  end
end

-- The metric that the selector reads, or nil where the catalog has none: the checks will tell. `_count` of a histogram is its own.
local function metric_of(selector)
  local name = selector:metrics()[1]
  local metric = t.catalog.metrics[name]
  if metric then
    return metric
  end
  metric = t.catalog.metrics[t.replace(name, "_count$", "")]
  return metric and (metric.type == "histogram" or metric.type == "summary") and metric or nil
end

local function has_label(metric, label)
  if metric.labels[label] or label == "job" or label == "instance" then
    return true
  end
  for _, job in ipairs(metric.jobs) do
    if t.jobs[job].is_open or t.jobs[job].labels[label] then
      return true
    end
  end
  return false
end

local function check_by(p, at, metric)
  for i, label in ipairs(p.by) do
    if not has_label(metric, label) then
      t.error {
        name = "undefined-label",
        at = "by[" .. i .. "]",
        message = "`" .. metric.name .. "`, the `" .. at .. "` of this SLO, has no label `" .. label .. "`",
        help = #metric.label_names > 0 and "it has `" .. table.concat(metric.label_names, "`, `") .. "`" or "leave `by` out",
      }
    end
  end
end

local function check_kind(p, at, kinds, noun)
  check_selector(p, at)
  local metric = metric_of(p[at])
  if not metric then
    return nil
  end
  if not kinds[metric.type] then
    t.error {
      name = "wrong-type",
      at = at,
      message = "`" .. at .. "` must be " .. noun .. ", but `" .. metric.name .. "` is a " .. metric.type,
    }
  end
  check_by(p, at, metric)
  return metric
end

local counting = { counter = true, histogram = true, summary = true, untyped = true }

local function meets(value, matcher)
  if matcher.op == "=" then
    return value == matcher.value
  elseif matcher.op == "!=" then
    return value ~= matcher.value
  end
  return (t.match(value, matcher.value) ~= nil) == (matcher.op == "=~")
end

-- Whether every value of the label that the one matcher lets through meets the other.
local function implies(matcher, wanted, metric)
  if matcher.op == "=" then
    return meets(matcher.value, wanted)
  elseif matcher.op == wanted.op and matcher.value == wanted.value then
    return true
  elseif wanted.op == "!=" then
    return not meets(wanted.value, matcher)
  end
  local label = metric and metric.labels[matcher.label]
  for _, value in ipairs(label and label.values or {}) do
    if meets(value, matcher) and not meets(value, wanted) then
      return false
    end
  end
  return label ~= nil and label.values ~= nil
end

-- Every matcher of `total` must hold for the part too, or a part of more than everything is counted.
local function check_subset(p, part)
  local metric, whole = metric_of(p[part]), metric_of(p.total)
  if p[part] == p.total then
    t.error { name = "always-one", at = part, message = "`" .. part .. "` and `total` are the same" }
  end
  if metric and whole and metric.name ~= whole.name then
    if metric.subset_of ~= whole.name then
      t.error {
        name = "no-subset",
        at = part,
        message = "nothing says that `" .. metric.name .. "` counts a part of `" .. whole.name .. "`",
        help = "declare `subset_of: " .. whole.name .. "` at the metric",
      }
    end
  end
  for _, wanted in ipairs(p.total:matchers()) do
    local is_met = false
    for _, matcher in ipairs(p[part]:matchers()) do
      is_met = is_met or matcher.label == wanted.label and implies(matcher, wanted, metric)
    end
    if not is_met then
      local text = wanted.label .. wanted.op .. '"' .. wanted.value .. '"'
      t.error {
        name = "no-subset",
        at = part,
        message = "`" .. part .. "` is no part of `total`, which asks for `" .. text .. "`",
        help = "add `" .. text .. "` to `" .. part .. "`",
      }
    end
  end
end

-- The two bounds around one that is none.
local function check_bound(p, metric)
  if metric.native then
    return
  end
  local below, above
  for _, bound in ipairs(metric.buckets) do
    if bound == p.under then
      return
    elseif bound < p.under then
      below = bound
    else
      above = above or bound
    end
  end
  local nearest = below and above and "`" .. below .. "` and `" .. above .. "`" or "`" .. tostring(below or above) .. "`"
  t.error {
    name = "bucket-bound",
    at = "under",
    message = "`" .. metric.name .. "` has no bucket of the bound `" .. p.under .. "`",
    note = "how many events are below another bound is not known",
    help = (below and above and "the nearest bounds are " or "the nearest bound is ") .. nearest,
  }
end

-- The slowest scrape of what the selector reads.
local function scrape_interval_of(selector)
  local metric = metric_of(selector)
  local only
  for _, matcher in ipairs(selector:matchers()) do
    only = matcher.label == "job" and matcher.op == "=" and t.jobs[matcher.value] and matcher.value or only
  end
  local slowest
  local names = metric and metric.jobs or {}
  if #names == 0 then
    for name in pairs(t.jobs) do
      names[#names + 1] = name
    end
  end
  for _, name in ipairs(only and { only } or names) do
    local interval = t.jobs[name].interval
    slowest = slowest and larger(slowest, interval) or interval
  end
  return slowest or t.prometheus.scrape_interval
end

-- Rates are taken over the step and one scrape more, so that no increase between two of them is lost, and over four scrapes at least.
local function range_of(interval)
  return larger(step + interval, 4 * interval)
end

-- Events and errors of a minute. `errors` is 0 while only its series are missing: the first error makes them.
local indicators = {
  errors = function(p, by)
    check_kind(p, "total", counting, "a counter")
    check_kind(p, "errors", counting, "a counter")
    check_subset(p, "errors")
    local interval = scrape_interval_of(p.total)
    local range = range_of(interval)
    local all = t.events(p.total, by, range)
    return { events = 60 * all, errors = 60 * t.or_(t.events(p.errors, by, range), 0 * all), interval = interval }
  end,
  good = function(p, by)
    check_kind(p, "total", counting, "a counter")
    check_kind(p, "good", counting, "a counter")
    check_subset(p, "good")
    local interval = scrape_interval_of(p.total)
    local range = range_of(interval)
    local all = t.events(p.total, by, range)
    local good = t.or_(t.events(p.good, by, range), 0 * all)
    return { events = 60 * all, errors = 60 * t.clamp_min(all - good, 0), interval = interval }
  end,
  latency = function(p, by)
    local metric = check_kind(p, "latency", { histogram = true }, "a histogram")
    if not metric then
      t.error { name = "undefined-metric", at = "latency", message = "no histogram `" .. p.latency:metrics()[1] .. "` is in the catalog" }
    end
    check_bound(p, metric)
    local interval = scrape_interval_of(p.latency)
    local range = range_of(interval)
    local all = t.events(p.latency, by, range)
    local good
    if metric.native then
      good = t.under(p.latency, p.under, by, range) * t.gt(all, 0)
    else
      good = t.within(p.latency, p.under, by, range)
    end
    return { events = 60 * all, errors = 60 * t.clamp_min(all - t.or_(good, 0 * all), 0), interval = interval }
  end,
  up = function(p, by)
    check_kind(p, "up", { gauge = true }, "a gauge that is 0 or 1")
    local interval = scrape_interval_of(p.up)
    local range = range_of(interval)
    return {
      events = t.count(t.count_over_time(p.up, range), by),
      errors = t.sum(1 - t.avg_over_time(p.up, range), by),
      interval = interval,
    }
  end,
  -- What is no number, as 0/0, is no event.
  ratio = function(p, by)
    local known = t.ge(p.ratio, 0)
    return { events = t.count(known, by), errors = t.sum(t.clamp_max(known, 1), by), interval = step }
  end,
}

local function measure(p)
  local by = #p.by > 0 and p.by or nil
  for name, indicator in pairs(indicators) do
    if p[name] ~= nil then
      return indicator(p, by)
    end
  end
  t.error "an SLO needs one of `errors`, `good`, `latency`, `up` and `ratio`"
end

-- Four decimals are enough for a burn rate and keep it readable where a window divides badly.
local function burn_of(share, window, long)
  return t.number((share * (window / long) * 10000):floor()) / 10000
end

-- The usual rows for a window of any length. Below a burn rate of 1 the budget lasts: a ticket is opened from 1 on, once, and a page
-- never.
local function usual_rows(p)
  local rows, has_one = {}, false
  for _, row in ipairs(usual) do
    local burn = burn_of(row.share, p.window, row.long)
    local is_raised = burn < 1 and row.alert == "ticket"
    burn = is_raised and t.number(1) or burn
    if row.long <= p.window and burn >= t.number(1) and not (is_raised and has_one) then
      rows[#rows + 1] = { alert = row.alert, tier = row.tier, long = row.long, short = row.short, burn = burn, at = "objective" }
      has_one = has_one or burn <= t.number(1) and row.alert == "ticket"
    end
  end
  if #rows == 0 then
    t.error {
      at = "window",
      message = "no row of the usual burn rate table fits a window of " .. p.window:short(),
      help = "write rows of your own, as in `alerting: {rows: [{alert: page, long: 10m, short: 1m, burn: 10}]}`",
    }
  end
  return rows
end

local tiers = { "fast", "slow" }

local function own_row(p, i, counts)
  local row, at = p.alerting.rows[i], "alerting.rows[" .. i .. "]"
  counts[row.alert] = (counts[row.alert] or 0) + 1
  local tier = row.tier or tiers[counts[row.alert]]
  if not tier then
    t.error { at = at, message = "the row has no `tier`", help = "the first two of a kind are called `fast` and `slow`; name the others" }
  end
  if row.long <= row.short or p.window < row.long then
    t.error {
      at = at,
      message = "`short` must be shorter than `long`, and `long` no longer than the window of " .. p.window:short(),
    }
  end
  if row.burn == nil and row.share == nil then
    t.error { at = at, message = "the row needs `share` or `burn`" }
  end
  local burn = row.burn or burn_of(row.share, p.window, row.long)
  if burn < 1 then
    t.error {
      name = "burn-rate-below-one",
      at = at,
      message = "a burn rate above " .. burn .. " is no trouble: below 1 the budget lasts longer than " .. p.window:short(),
      help = "write at least `share: " .. (t.number((10000 * (row.long / p.window)):ceil()) / 10000):percent() .. "`, or a longer `long`",
    }
  end
  return { alert = row.alert, severity = row.severity, tier = tier, long = row.long, short = row.short, burn = burn, at = at }
end

-- The smallest and the largest error budget, where values have their own.
local function budgets_of(p)
  local least, most = 1 - p.objective, 1 - p.objective
  for _, objective in pairs(p.objectives or {}) do
    local budget = 1 - objective
    least = budget < least and budget or least
    most = larger(most, budget)
  end
  return least, most
end

local function check_row(row, p, interval)
  local _, budget = budgets_of(p)
  if row.burn * budget >= t.number(1) then
    local least = t.number((10000 * (1 - 1 / row.burn)):ceil()) / 10000
    t.error {
      name = "unreachable-burn-rate",
      at = row.at,
      message = "the row of " .. row.long:short() .. " and " .. row.short:short() .. " can never fire: it asks for more than "
        .. (row.burn * budget):percent() .. " of errors",
      note = "that is the burn rate " .. row.burn .. " times the error budget " .. budget:percent(),
      help = "promise at least " .. least:percent() .. ", or write `alerting: {rows: […]}` without this row",
    }
  end
  if row.short < 4 * interval then
    t.error {
      name = "short-window",
      at = row.at == "objective" and "window" or row.at .. ".short",
      message = "the window of " .. row.short:short() .. " holds fewer than four scrapes, which come every " .. interval,
      help = "scrape more often, or write `alerting: {rows: […]}` with short windows of at least `" .. 4 * interval .. "`",
    }
  end
end

-- Whether the row stays. One error must not fire a row, or every error does.
local function bears_traffic(row, p)
  if not p.traffic or p.low_traffic == "keep" then
    return true
  end
  local events = p.traffic * (row.long / t.duration "1h")
  local threshold = row.burn * budgets_of(p)
  if events * threshold > t.number(1) then
    return true
  end
  if p.low_traffic == "refuse" then
    t.error {
      name = "low-traffic",
      at = "traffic",
      message = "one single error within " .. row.long:short() .. " fires the row `" .. row.name .. "`",
      note = "it fires above " .. threshold:percent() .. " of errors, and " .. events .. " events are expected in that time",
      help = "write `low_traffic: drop` to leave such rows out, or `low_traffic: keep`",
    }
  end
  return false
end

local function known_severity(name, at)
  if #t.severities > 0 and not t.severities[name] then
    t.error { name = "unknown-severity", at = at, message = "there is no severity `" .. name .. "`" }
  end
  return name
end

-- `absent` is told like a ticket unless it says otherwise.
local function severity_of(p, urgency)
  local given = p.alerting[urgency]
  if urgency == "absent" and not given then
    return severity_of(p, "ticket")
  end
  if given == "off" then
    return nil
  end
  if given then
    return known_severity(given, "alerting." .. urgency)
  end
  if #t.severities == 0 then
    return urgency == "page" and "critical" or "warning"
  end
  return (urgency == "ticket" and t.severities[2] or t.severities[1]).name
end

-- Rows are told apart by severity and tier: their alerts have one name.
local function check_tiers(rows)
  local known = {}
  for _, row in ipairs(rows) do
    local key = row.severity .. " " .. row.tier
    if known[key] then
      t.error {
        at = row.at,
        message = "two rows have the severity `" .. row.severity .. "` and the tier `" .. row.tier .. "`",
        help = "give them different tiers",
      }
    end
    known[key] = true
  end
end

local function rows_of(p, interval)
  local rows, counts, kept = {}, {}, {}
  if p.alerting.rows then
    for i = 1, #p.alerting.rows do
      rows[i] = own_row(p, i, counts)
    end
  else
    rows = usual_rows(p)
  end
  local page = severity_of(p, "page")
  for _, row in ipairs(rows) do
    local usually = severity_of(p, row.alert)
    row.severity = usually and row.severity and known_severity(row.severity, row.at .. ".severity") or usually
    if row.severity then
      row.name = row.alert .. " " .. row.tier
      if row.alert == "ticket" and row.severity == page then
        row.tier = "ticket-" .. row.tier
      end
      check_row(row, p, interval)
      if bears_traffic(row, p) then
        kept[#kept + 1] = row
      end
    end
  end
  check_tiers(kept)
  return kept
end

-- The series of this SLO of that name, each made once.
local made = {}

local function series(p, name)
  made[name] = made[name] or t.expr(name .. '{slo="' .. p.name .. '"}')
  return made[name]
end

local function ratio_name(window)
  return "slo:errors:ratio_rate" .. window:short()
end

local function burn_name(window)
  return "slo:burn_rate:ratio_rate" .. window:short()
end

-- Each once, shortest first: what a row or the budget itself needs.
local function windows_of(p, rows)
  local known, windows = {}, {}
  local function add(window)
    if not known[window:short()] then
      known[window:short()] = true
      windows[#windows + 1] = window
    end
  end
  for _, row in ipairs(rows) do
    add(row.short)
    add(row.long)
  end
  add(p.window)
  table.sort(windows, function(a, b)
    return a < b
  end)
  return windows
end

-- Sums of two counts: every event weighs the same, and a window without any gives nothing rather than 0/0.
local function ratio_over(p, window)
  local errors = t.sum_over_time(series(p, "slo:errors:increase1m"), window)
  local events = t.sum_over_time(series(p, "slo:events:increase1m"), window)
  return errors / t.gt(events, 0)
end

local function recording(p, expr, help, unit)
  return t.recording { expr = expr, help = help, unit = unit, allow = p.allow }
end

-- A constant, or one per value of the label where there are several objectives.
local function objective_rules(p, help, of)
  if not p.objectives then
    return recording(p, t.vector(of(p.objective)), help, "ratio")
  end
  local label, rules, named = p.by[1], {}, {}
  for value, objective in pairs(p.objectives) do
    named[#named + 1] = value
    local rule = recording(p, t.vector(of(objective)), help, "ratio")
    rule.labels = { [label] = value }
    rules[#rules + 1] = rule
  end
  local others = t.where(series(p, "slo:events:increase1m"), { [label] = t.no(named) })
  rules[#rules + 1] = recording(p, of(p.objective) * t.group(others, { "slo", label }), help, "ratio")
  return rules
end

local function info_labels(p)
  local labels = { objective = p.objective:percent(), window = p.window:short(), title = p.title or p.name }
  for key, value in pairs(p.labels) do
    labels[key] = value
  end
  labels.owner = p.owner
  labels.impact = p.impact
  labels.regulatory = p.regulatory and "true" or nil
  return labels
end

local function recordings_of(p, measured, windows)
  local title = p.title or p.name
  local budget = p.objectives and series(p, "slo:error_budget:ratio") or 1 - p.objective
  local function of(text)
    return title .. ": " .. text
  end
  local rules = {
    ["slo:events:increase1m"] = recording(p, measured.events, of "events in a minute"),
    ["slo:errors:increase1m"] = recording(p, measured.errors, of "bad events in a minute"),
    ["slo:objective:ratio"] = objective_rules(p, of "the objective", function(objective) return objective end),
    ["slo:error_budget:ratio"] = objective_rules(p, of "the share of events that may be bad", function(objective) return 1 - objective end),
    ["slo:error_budget_remaining:ratio"] = recording(p, 1 - series(p, burn_name(p.window)), of "the share of the error budget that is left", "ratio"),
    ["slo:definition:info"] = recording(p, t.vector(1), of "what was promised, in labels"),
  }
  rules["slo:definition:info"].labels = info_labels(p)
  for _, window in ipairs(windows) do
    local over = " over " .. window:short()
    rules[ratio_name(window)] = recording(p, ratio_over(p, window), of("the share of bad events" .. over), "ratio")
    rules[burn_name(window)] = recording(p, series(p, ratio_name(window)) / budget, of("the share of bad events in budgets" .. over), "ratio")
  end
  return rules
end

-- What an annotation asks Prometheus for: `%s` of `expr` stands for the matchers of this very alert.
local function asked(p, expr, filter, otherwise)
  local matchers, values = 'slo=\\"' .. p.name .. '\\"', ""
  for _, label in ipairs(p.by) do
    matchers = matchers .. "," .. label .. "=%q"
    values = values .. " $labels." .. label
  end
  local text, count = "", 0
  for _, part in ipairs(t.split(expr, "%s")) do
    text = text .. (count > 0 and matchers or "") .. part
    count = count + 1
  end
  local query = '"' .. text .. '"'
  if values ~= "" then
    query = "printf " .. query .. string.rep(values, count - 1)
  end
  return "{{ with " .. query .. " | query }}{{ . | first | value | " .. filter .. " }}{{ else }}" .. otherwise .. "{{ end }}"
end

local function group_text(p)
  local parts = {}
  for _, label in ipairs(p.by) do
    parts[#parts + 1] = label .. " {{ $labels." .. label .. " }}"
  end
  return #parts > 0 and " (" .. table.concat(parts, ", ") .. ")" or ""
end

local function budget_left(p)
  return asked(p, "slo:error_budget_remaining:ratio{%s}", "humanizePercentage", "an unknown share")
end

-- To the hundredth of a per cent: shares of odd rows need not end.
local function about(share)
  local rounded = t.number((share * 10000 + t.number "0.5"):floor()) / 10000
  return (rounded == share and "" or "about ") .. rounded:percent()
end

local function describe(p, row)
  local long, short = row.long:short(), row.short:short()
  local seconds = p.window:seconds()
  local lasts = "(slo:error_budget_remaining:ratio{%s} > 0) * " .. seconds .. " / " .. burn_name(row.long) .. "{%s}"
  local threshold = p.objectives and row.burn .. " times its error budget" or (row.burn * (1 - p.objective)):percent()
  local lines = {
    "More than " .. threshold .. " of the events are bad: "
      .. asked(p, ratio_name(row.long) .. "{%s}", "humanizePercentage", "?") .. " over " .. long .. ", "
      .. asked(p, ratio_name(row.short) .. "{%s}", "humanizePercentage", "?") .. " over " .. short .. ".",
    "Row `" .. row.name .. "`: the budget of " .. p.window:short() .. " burns more than " .. row.burn
      .. " times as fast as it lasts, which spends " .. about(row.burn * (row.long / p.window)) .. " of it in " .. long .. ".",
    budget_left(p) .. " of the budget is left; at this rate it is spent in " .. asked(p, lasts, "humanizeDuration", "no time") .. ".",
    p.impact,
  }
  return table.concat(lines, "\n")
end

local function alert_labels(p, tier)
  local labels = { tier = tier }
  for key, value in pairs(p.labels) do
    labels[key] = value
  end
  return labels
end

local function burn_alert(p, row)
  local function burns(window)
    return t.gt(series(p, burn_name(window)), row.burn)
  end
  return t.alert {
    expr = t.and_(burns(row.long), burns(row.short)),
    severity = row.severity,
    labels = alert_labels(p, row.tier),
    summary = (p.title or p.name) .. group_text(p) .. ': the error budget burns {{ $value | printf "%.1f" }} times as fast as it lasts',
    description = describe(p, row),
    runbook = p.runbook,
    allow = p.allow,
  }
end

local function budget_alert(p, expr, what)
  return t.alert {
    expr = expr,
    severity = severity_of(p, "ticket") or severity_of(p, "page"),
    labels = alert_labels(p, "budget"),
    summary = (p.title or p.name) .. group_text(p) .. ": " .. what,
    description = budget_left(p) .. " of the error budget of " .. p.window:short() .. " is left."
      .. (p.impact and "\n" .. p.impact or ""),
    runbook = p.runbook,
    allow = p.allow,
  }
end

-- A metric that is gone while its job answers; an idle service still exposes its counters. What is made by a first event may be
-- missing for a good reason.
local function absence_alert(p)
  local selector = p.total or p.latency or p.up
  local metric = selector and metric_of(selector)
  local severity = severity_of(p, "absent")
  if not severity or not metric or #metric.jobs == 0 or metric.created == "on_first_event" then
    return nil
  end
  local is_whole = metric.type == "histogram" and not metric.native or metric.type == "summary"
  local present = is_whole and t.count_of(metric) or t.expr(metric)
  local up = t.where(t.expr "up", { job = metric.jobs })
  local labels = alert_labels(p, "absent")
  labels.slo = p.name
  return t.alert {
    expr = t.unless(t.count(t.eq(up, 1), "job"), t.count(present, "job"), { on = "job" }),
    ["for"] = "30m",
    severity = severity,
    labels = labels,
    summary = (p.title or p.name) .. ": {{ $labels.job }} is up without " .. metric.name,
    description = "{{ $labels.job }} answers (targets: {{ $value }}) and none exposes `" .. metric.name .. "`, so the SLO `" .. p.name
      .. "` measures nothing there and none of its other alerts can fire.",
    runbook = p.runbook,
    allow = p.allow,
  }
end

local function alerts_of(p, rows)
  local prefix = t.camel(p.name)
  local rules = { [prefix .. "Absent"] = absence_alert(p) }
  if #rows > 0 then
    local list = {}
    for i, row in ipairs(rows) do
      list[i] = burn_alert(p, row)
    end
    rules[prefix .. "ErrorBudgetBurn"] = list
  end
  local remaining = series(p, "slo:error_budget_remaining:ratio")
  if p.budget.warn ~= nil then
    rules[prefix .. "ErrorBudgetLow"] =
      budget_alert(p, t.lt(remaining, p.budget.warn), "less than " .. p.budget.warn:percent() .. " of the error budget is left")
  end
  if p.budget.spent then
    rules[prefix .. "ErrorBudgetSpent"] = budget_alert(p, t.le(remaining, 0), "the error budget is spent")
  end
  return rules
end

-- The severities of the rows, pages first.
local function severities_of(rows)
  local list, known = {}, {}
  for _, kind in ipairs { "page", "ticket" } do
    for _, row in ipairs(rows) do
      if row.alert == kind and not known[row.severity] then
        known[row.severity] = true
        list[#list + 1] = row.severity
      end
    end
  end
  return list
end

-- A page says what a ticket would, a fast row what a slow one would.
local function inhibitions_of(p, rows)
  local alert = t.camel(p.name) .. "ErrorBudgetBurn"
  local equal = { "slo" }
  for _, label in ipairs(p.by) do
    equal[#equal + 1] = label
  end
  local list, later = {}, {}
  for i = #rows, 1, -1 do
    local row = rows[i]
    if later[row.severity] then
      table.insert(list, 1, {
        when = { alertname = alert, severity = row.severity, tier = row.tier },
        mute = { alertname = alert, severity = row.severity, tier = { table.unpack(later[row.severity]) } },
        equal = equal,
      })
    end
    later[row.severity] = later[row.severity] or {}
    table.insert(later[row.severity], 1, row.tier)
  end
  local severities = severities_of(rows)
  for i = #severities - 1, 1, -1 do
    local muted = { table.unpack(severities, i + 1) }
    table.insert(list, 1, {
      when = { alertname = alert, severity = severities[i] },
      mute = { alertname = alert, severity = #muted > 1 and muted or muted[1] },
      equal = equal,
    })
  end
  if p.budget.warn ~= nil and p.budget.spent then
    local prefix = t.camel(p.name)
    list[#list + 1] = {
      when = { alertname = prefix .. "ErrorBudgetSpent" },
      mute = { alertname = prefix .. "ErrorBudgetLow" },
      equal = equal,
    }
  end
  return list
end

local function check_whole(p)
  for i, label in ipairs(p.by) do
    if label == "slo" or label == "tier" or label == "severity" then
      t.error { at = "by[" .. i .. "]", message = "`by` cannot name `" .. label .. "`, a label that every SLO's series or alerts have" }
    end
  end
  local retention = t.prometheus.retention
  if retention and retention < p.window then
    t.error {
      name = "window-beyond-retention",
      at = "window",
      message = "Prometheus keeps samples for " .. retention .. ", and the window is " .. p.window:short(),
      help = "raise `prometheus.retention`, or promise it for a shorter time",
    }
  end
  if p.objectives and #p.by ~= 1 then
    t.error { at = "objectives", message = "`objectives` needs one label in `by`, whose values it names" }
  end
end

local function spec(p)
  check_whole(p)
  local measured = measure(p)
  local rows = rows_of(p, measured.interval)
  local group = "slo-" .. p.name
  local sections = {
    recordings = { [group] = { interval = step, labels = { slo = p.name }, rules = recordings_of(p, measured, windows_of(p, rows)) } },
  }
  local alerts, inhibitions = alerts_of(p, rows), inhibitions_of(p, rows)
  for _ in pairs(alerts) do
    sections.alerts = { [group] = { rules = alerts } }
    break
  end
  if #inhibitions > 0 then
    sections.routing = { inhibit = inhibitions }
  end
  return sections
end

return t.template {
  doc = [[
A service level objective: its recordings, alerts and inhibitions.

Every entry of `slos:` is handed to this template; a `templates/slo.lua` of yours takes its place. It records two counts a minute, events
and errors, and makes every window of sums of them. Alerts follow the burn rate table of the SRE workbook: a long window says how much of
the budget is gone, a short one that it still burns.

```yaml example
tocsin: v1
system: shop
severities: {critical: {}, warning: {}}
jobs: {shop: {targets: ['shop:8000'], interval: 15s}}
metrics:
  orders_total: {counter: Orders, labels: [outcome: {values: [placed, failed]}]}
slos:
  orders:
    title: Orders are placed
    objective: 99.9%
    window: 30d
    errors: orders_total{outcome="failed"}
    total: orders_total
```
]],
  params = {
    name = t.text { doc = "The SLO's key." },
    title = t.text { optional = true, doc = "What is promised, in a few words." },
    help = t.text { optional = true, doc = "What it means." },
    objective = t.percent { doc = "The share of events that are to be good." },
    objectives = t.map { of = t.percent {}, optional = true, doc = "Other objectives for single values of the label in `by`." },
    window = t.duration { default = "30d", min = "1h", doc = "The time for which it is promised." },
    errors = t.expr { optional = true, doc = "The bad ones among the events of `total`." },
    good = t.expr { optional = true, doc = "The good ones among the events of `total`." },
    total = t.expr { optional = true, doc = "All events." },
    latency = t.expr { optional = true, doc = "A histogram; what it observed is good up to `under`." },
    under = t.number { optional = true, doc = "The bound of one of its buckets." },
    up = t.expr { optional = true, doc = "A gauge that is 1 while all is well." },
    ratio = t.expr { optional = true, doc = "The share of errors, as it is." },
    by = t.list { of = t.text {}, default = {}, doc = "One objective for each value of these labels." },
    traffic = t.number { optional = true, min = 0, doc = "Events in a usual hour, of one value of `by`." },
    low_traffic = t.choice { "refuse", "drop", "keep", default = "refuse", doc = "What is done with rows that one error would fire." },
    owner = t.text { optional = true, doc = "Who answers for it." },
    labels = t.map { of = t.text {}, default = {}, doc = "Further labels of its alerts and of its info series." },
    runbook = t.text { optional = true, doc = "The runbook of its alerts." },
    impact = t.text { optional = true, doc = "Whom it hurts when it is missed." },
    regulatory = t.boolean { default = false, doc = "Whether a law or a contract asks for it." },
    alerting = t.record {
      page = t.text { optional = true },
      ticket = t.text { optional = true },
      absent = t.text { optional = true },
      rows = t.list {
        of = t.record {
          long = t.duration {},
          short = t.duration {},
          share = t.percent { optional = true },
          burn = t.number { optional = true },
          alert = t.choice { "page", "ticket" },
          severity = t.text { optional = true },
          tier = t.text { optional = true },
        },
        optional = true,
      },
      default = {},
      doc = "The severities of pages and tickets, or `off`, and rows in place of the usual ones.",
    },
    budget = t.record {
      warn = t.percent { optional = true },
      spent = t.boolean { default = false },
      default = {},
      doc = "Tickets about the budget itself.",
    },
    allow = t.map { of = t.text {}, optional = true, doc = "Checks that may not complain." },
  },
  spec = spec,
}
