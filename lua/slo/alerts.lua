-- The alerts of an SLO: its rows, its budget, and its absence.
local t = require "tocsin"
local selectors = require "slo.selectors"
local series = require "slo.series"
local severities = require "slo.severities"
local texts = require "slo.texts"

local function alert_labels(p, tier)
  local labels = { tier = tier }
  for _, label in ipairs(p.known.labels) do
    labels[label.name] = label.value
  end
  return labels
end

local function burns(p, window, rate)
  return t.gt(series.of(p, series.burn_name(window)), rate)
end

local function burn_alert(p, voice, row)
  return t.alert {
    expr = t.and_(burns(p, row.long_name, row.burn), burns(p, row.short_name, row.burn)),
    severity = row.severity,
    labels = alert_labels(p, row.tier),
    summary = voice.subject .. 'the error budget burns {{ $value | printf "%.1f" }} times as fast as allowed',
    description = texts.describe(p, voice, row),
    runbook = p.runbook,
    dashboard = p.dashboard,
    allow = p.allow,
  }
end

local function budget_alert(p, voice, expr, what)
  return t.alert {
    expr = expr,
    severity = severities.of(p, "ticket") or severities.of(p, "page"),
    labels = alert_labels(p, "budget"),
    summary = voice.subject .. what,
    description = texts.budget_spent(voice) .. " of the error budget of " .. p.known.window .. " is spent."
      .. (p.impact and "\n" .. p.impact or ""),
    runbook = p.runbook,
    dashboard = p.dashboard,
    allow = p.allow,
  }
end

-- A metric that is gone while its job answers; an idle service still exposes its counters. What is made by a first event may be
-- missing for a good reason, and what is only planned is told where it is counted.
local function may_be_missing(metric)
  return metric.created == "on_first_event" or metric.status == "planned"
end

local function absence_alert(p)
  local selector = p.total or p.latency or p.up
  local metric = selector and selectors.metric_of(p, selector)
  local severity = severities.of(p, "absent")
  if not severity or not metric or may_be_missing(metric) then
    return nil
  end
  local jobs, exposing = selectors.jobs_of(p, selector)
  if #jobs == 0 then
    return nil
  end
  local is_whole = metric.type == "histogram" and not metric.native or metric.type == "summary"
  local present = is_whole and t.count_of(metric) or t.expr(metric)
  if #jobs < exposing then
    present = t.where(present, { job = jobs })
  end
  local up = t.where(t.expr "up", { job = jobs })
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
    dashboard = p.dashboard,
    allow = p.allow,
  }
end

local function alerts_of(p, rows)
  local prefix, voice = p.known.prefix, texts.voice(p)
  local rules = { [prefix .. "Absent"] = absence_alert(p) }
  if #rows > 0 then
    local list = {}
    for i, row in ipairs(rows) do
      list[i] = burn_alert(p, voice, row)
    end
    rules[prefix .. "ErrorBudgetBurn"] = list
  end
  local remaining = series.of(p, "slo:error_budget_remaining:ratio")
  if p.budget.warn ~= nil then
    rules[prefix .. "ErrorBudgetLow"] =
      budget_alert(p, voice, t.lt(remaining, p.budget.warn), "less than " .. p.budget.warn:percent() .. " of the error budget is left")
  end
  if p.budget.spent then
    rules[prefix .. "ErrorBudgetSpent"] = budget_alert(p, voice, t.le(remaining, 0), "the error budget is spent")
  end
  return rules
end

return { of = alerts_of }
