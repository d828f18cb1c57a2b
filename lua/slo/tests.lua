-- The tests of an SLO, for promtool: each row fires in the predicted minute and not before, stays silent below its threshold and
-- through a blip, and ends in time; the counts survive missing series, idleness and restarts; groups are told apart.
local inputs = require "slo.inputs"
local plans = require "slo.plans"
local series = require "slo.series"

-- The series of a group through these phases. Tests of the same phases share them.
local function given_by(context, phases, first)
  local given = context.given[phases]
  if not given then
    given = inputs.write({}, context.inputs.group, phases, first)
    context.given[phases] = given
  end
  return given
end

-- A plan as a test. `first`: the series before that one are missing.
local function test_of(context, plan, row, first)
  return plan and {
    name = plan.name or plan.before .. row.name .. plan.after,
    given = given_by(context, plan.phases, first),
    labels = context.labels,
    at = plan.at,
    gives = plan.gives,
    silent = plan.silent,
    fires = plan.fires,
  }
end

-- One group burns from the beginning, another is well.
local function one_of_two(context, row, plan)
  local other = context.inputs.other
  if not plan or not other then
    return nil
  end
  local group, label = context.inputs.group, context.p.by[1]
  local name = group.labels[label] .. " burns, " .. other.labels[label] .. " is well: row " .. row.name
  local given = inputs.write(inputs.write({}, group, plan.burns), other, plan.is_well)
  return { name = name .. " fires for " .. group.labels[label], given = given, labels = group.labels, fires = plan.at },
    { name = name .. " is silent for " .. other.labels[label], given = given, labels = other.labels, silent = plan.at }
end

-- Two objectives: a share of errors that is too much for one of two groups.
local function objectives(context, row, events)
  local group, other = context.inputs.group, context.inputs.other
  if not other or not context.p.objectives then
    return nil
  end
  local plan = plans.between(row, { context.budget(group), context.budget(other) }, events, context.inputs.pace)
  if not plan then
    return nil
  end
  local strict, lax = plan.is_first and group or other, plan.is_first and other or group
  local label = context.p.by[1]
  local given = inputs.write(inputs.write({}, group, plan.phases), other, plan.phases)
  local name = plan.share .. " of errors everywhere: row " .. row.name
  return { name = name .. " fires for " .. strict.labels[label], given = given, labels = strict.labels, fires = plan.at },
    { name = name .. " is silent for " .. lax.labels[label], given = given, labels = lax.labels, silent = plan.at }
end

local function add(rule, test)
  if test then
    rule.tests = rule.tests or {}
    rule.tests[#rule.tests + 1] = test
  end
end

local function add_two(rule, fires, silent)
  add(rule, fires)
  add(rule, silent)
end

local function add_of_rows(context, rows, alerts, recordings)
  local list, fastest = plans.of(rows, context.budget(context.inputs.group), context.inputs.pace)
  for i, row in ipairs(rows) do
    local plan = list[i]
    add(alerts[i], test_of(context, plan.steady, row))
    add(alerts[i], test_of(context, plan.below, row))
    add(alerts[i], test_of(context, plan.blip, row))
    add(alerts[i], test_of(context, plan.outage, row))
  end
  local row, alert, plan = rows[fastest], alerts[fastest], list[fastest]
  local ratio = recordings[series.ratio_name(row.short_name)]
  add(ratio, test_of(context, plan.recorded))
  add_two(alert, one_of_two(context, row, plan.groups))
  add_two(alert, objectives(context, row, plan.events))
  if plan.idle then
    add(alert, test_of(context, plan.idle.silent, row))
    add(ratio, test_of(context, plan.idle.empty))
    add(recordings["slo:error_budget_remaining:ratio"], test_of(context, plan.idle.left))
  end
end

-- Gives the rules their tests. `alerts`: one for each row, in the same order.
local function add_to(p, measured, rows, alerts, recordings)
  local context = { p = p, inputs = inputs.of(p, measured), given = {} }
  if not context.inputs then
    return
  end
  context.labels = #p.by > 0 and context.inputs.group.labels or nil
  function context.budget(group)
    return 1 - (p.objectives and p.objectives[group.labels[p.by[1]]] or p.objective)
  end
  if #rows > 0 then
    add_of_rows(context, rows, alerts, recordings)
  end
  if context.inputs.pace.counts_up then
    local plan = plans.missing(context.inputs.pace, p.errors ~= nil)
    add(recordings["slo:errors:increase1m"], test_of(context, plan.counted, nil, 2))
    add(recordings["slo:error_budget_remaining:ratio"], test_of(context, plan.left, nil, 2))
  end
end

return { add = add_to }
