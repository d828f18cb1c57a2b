-- What dashboards read of several SLOs at once, whatever their windows and groups: recorded series where there are some, else sums of
-- the recorded counts.
local t = require "tocsin"
local names = require "slo.series"

local query = {}

-- Series of that name, of these SLOs; of all without a matcher.
function query.series(slos, name)
  if #slos == #t.slos then
    return t.expr(name)
  end
  local wanted = {}
  for i, slo in ipairs(slos) do
    wanted[i] = slo.name
  end
  return t.where(t.expr(name), { slo = wanted })
end

-- `slo` and the labels by which any of them is grouped.
function query.labels(slos)
  local labels, known = { "slo" }, {}
  for _, slo in ipairs(slos) do
    for _, label in ipairs(slo.by) do
      if not known[label] then
        known[label] = true
        labels[#labels + 1] = label
      end
    end
  end
  return labels
end

-- One expression for all of them: those that `name_of` gives the same name, or nil, are asked for together by `expr_of`.
local function together(slos, name_of, expr_of)
  local parts, order = {}, {}
  for _, slo in ipairs(slos) do
    local name = name_of(slo) or ""
    if not parts[name] then
      parts[name] = {}
      order[#order + 1] = name
    end
    table.insert(parts[name], slo)
  end
  local all
  for _, name in ipairs(order) do
    local expr = expr_of(parts[name], name ~= "" and name or nil)
    all = all and t.or_(all, expr) or expr
  end
  return all
end

local function is_recorded(slo, window)
  if slo.window == window then
    return true
  end
  for _, row in ipairs(slo.alerts) do
    if row.long == window or row.short == window then
      return true
    end
  end
  return false
end

-- The share of bad events in a window. A window without events gives nothing.
function query.errors(slos, window)
  local recorded = names.ratio_name(window:short())
  return together(slos, function(slo)
    return is_recorded(slo, window) and recorded
  end, function(some, name)
    if name then
      return query.series(some, name)
    end
    local function sum(count)
      return t.sum_over_time(query.series(some, count), window)
    end
    return sum "slo:errors:increase1m" / t.gt(sum "slo:events:increase1m", 0)
  end)
end

-- The same in the window that each promises for.
function query.errors_in_window(slos)
  return together(slos, function(slo)
    return names.ratio_name(slo.window:short())
  end, query.series)
end

-- Groups share one number, unless single values have objectives of their own.
local function is_shared(slo)
  return #slo.by > 0 and not slo.objectives and "shared"
end

-- The objective beside each value of `by`.
function query.objective(slos)
  return together(slos, is_shared, function(some, shared)
    local objective = query.series(some, "slo:objective:ratio")
    if not shared then
      return objective
    end
    local groups = t.group(query.series(some, "slo:error_budget_remaining:ratio"), query.labels(some))
    return t.mul(groups, objective, { on = "slo", group_left = true })
  end)
end

-- The share of bad events in budgets: at 1 the budget lasts for just the window of the SLO.
function query.burn(slos, window)
  local recorded = names.burn_name(window:short())
  return together(slos, function(slo)
    return is_recorded(slo, window) and recorded or is_shared(slo)
  end, function(some, name)
    if name == recorded then
      return query.series(some, recorded)
    end
    local budget = query.series(some, "slo:error_budget:ratio")
    return t.div(query.errors(some, window), budget, name and { on = "slo", group_left = true } or {})
  end)
end

local usual_name = ".+ErrorBudgetBurn"

-- What fires because a budget burns, of one severity or of all; nil where no SLO has such an alert.
function query.firing(slos, severity)
  local alerts, known, is_usual = {}, {}, true
  for _, slo in ipairs(slos) do
    for _, row in ipairs(slo.alerts) do
      if not known[row.alert] and (not severity or row.severity == severity) then
        known[row.alert] = true
        alerts[#alerts + 1] = row.alert
        is_usual = is_usual and t.match(row.alert, usual_name) ~= nil
      end
    end
  end
  local alertname = is_usual and t.re(usual_name) or alerts
  return #alerts > 0 and t.where(query.series(slos, "ALERTS"), { alertname = alertname, alertstate = "firing", severity = severity }) or nil
end

-- Of many lines the worst at the end of the range, by `t.topk` or `t.bottomk`, each with all of its history.
function query.worst(pick, count, expr)
  return t.and_(expr, pick(count, t.at(expr, "end()")))
end

-- With the SLO's title as a label.
function query.titled(expr, labels)
  return t.mul(expr, "slo:definition:info", { on = "slo", group_left = labels or "title" })
end

return query
