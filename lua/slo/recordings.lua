-- What is recorded of an SLO: two counts, its promise, and every window of both.
local t = require "tocsin"
local selectors = require "slo.selectors"
local series = require "slo.series"

-- What a row or the budget itself needs, by name.
local function windows_of(p, rows)
  local windows = { [p.known.window] = p.window }
  for _, row in ipairs(rows) do
    windows[row.short_name], windows[row.long_name] = row.short, row.long
  end
  return windows
end

-- Sums of two counts: every event weighs the same, and a window without any gives nothing rather than 0/0.
local function ratio_over(window, errors, events)
  return t.sum_over_time(errors, window) / t.gt(t.sum_over_time(events, window), 0)
end

local function recording(p, expr, help, unit)
  return t.recording { expr = expr, help = help, unit = unit, allow = p.allow }
end

-- Whether the label has no value but those that have objectives of their own, whatever a ratio reads.
local function names_all(p)
  local label, selector = p.by[1], p.total or p.latency or p.up
  local values = selector and selectors.values_of(p, selector, label)
  if p.ratio and #t.split(p.ratio:text(), "label_") == 1 then
    values = {}
    for _, name in ipairs(p.ratio:metrics()) do
      local metric = selectors.metric_named(name)
      local told = metric and selectors.told_values(metric, metric.jobs, label)
      if not told then
        return false
      end
      for _, value in ipairs(told) do
        values[#values + 1] = value
      end
    end
  end
  for _, value in ipairs(values or {}) do
    if not p.objectives[value] then
      return false
    end
  end
  return values ~= nil
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
  if names_all(p) then
    return rules
  end
  local others = t.where(series.of(p, "slo:events:increase1m"), { [label] = t.no(named) })
  rules[#rules + 1] = recording(p, of(p.objective) * t.group(others, { "slo", label }), help, "ratio")
  return rules
end

local function info_labels(p)
  local labels = { objective = p.objective:percent(), window = p.known.window, title = p.title or p.name }
  for _, label in ipairs(p.known.labels) do
    labels[label.name] = label.value
  end
  labels.owner = p.owner
  labels.impact = p.impact
  labels.regulatory = p.regulatory and "true" or nil
  return labels
end

local function recordings_of(p, measured, rows)
  local title = p.title or p.name
  local budget = p.objectives and series.of(p, "slo:error_budget:ratio") or p.known.budget
  local function of(text)
    return title .. ": " .. text
  end
  local rules = {
    ["slo:events:increase1m"] = recording(p, measured.events, of "events in a minute"),
    ["slo:errors:increase1m"] = recording(p, measured.errors, of "bad events in a minute"),
    ["slo:objective:ratio"] = objective_rules(p, of "the objective", function(objective) return objective end),
    ["slo:error_budget:ratio"] = objective_rules(p, of "the share of events that may be bad", function(objective) return 1 - objective end),
    ["slo:error_budget_remaining:ratio"] = recording(p, 1 - series.of(p, series.burn_name(p.known.window)), of "the share of the error budget that is left", "ratio"),
    ["slo:definition:info"] = recording(p, t.vector(1), of "what was promised, in labels"),
  }
  rules["slo:definition:info"].labels = info_labels(p)
  local errors, events = series.of(p, "slo:errors:increase1m"), series.of(p, "slo:events:increase1m")
  for name, window in pairs(windows_of(p, rows)) do
    local over, ratio = " over " .. name, series.ratio_name(name)
    rules[ratio] = recording(p, ratio_over(window, errors, events), of("the share of bad events" .. over), "ratio")
    rules[series.burn_name(name)] = recording(p, series.of(p, ratio) / budget, of("the share of bad events in budgets" .. over), "ratio")
  end
  return rules
end

return { of = recordings_of }
