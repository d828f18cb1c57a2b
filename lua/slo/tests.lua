-- The tests of an SLO, for promtool: each row fires in the predicted minute and not before, stays silent below its threshold and
-- through a blip, and ends in time; the counts survive missing series, idleness and restarts; groups are told apart.
--
-- All numbers are whole: a minute has so many events that a row's threshold (burn rate × budget) is a whole number of them. What is
-- predicted is a pair of minutes, one surely before and one surely after, since two things differ between versions of Prometheus:
-- a window of n minutes holds n samples or n + 1, and a rate is over `least` or `most` minutes. A rate over m minutes shows a change
-- by and by, and all of it (m - 1) / 2 minutes later than it was.
local t = require "tocsin"
local inputs = require "slo.inputs"
local selectors = require "slo.selectors"
local series = require "slo.series"

-- Windows up to this many minutes are filled; over longer ones so much is evaluated that tests get slow, and young histories serve.
local most_filled = 121
local youth = 60
local most_events = 1000000000

local function at(minute)
  return minute .. "m"
end

local function ceil_div(a, b)
  return -(-a // b)
end

local function minutes_of(window)
  local minutes = window / selectors.step
  return minutes:ceil(), minutes:floor() + 1
end

-- A row as the tests see it: events in a minute, and how many bad ones are its threshold, as the whole numbers around it.
local function threshold_of(row, budget, least)
  local events = least or 1000
  local share = row.burn * budget * events
  local low, high = share:floor(), share:ceil()
  while events < most_events and (low < 1000 or low < high) do
    events, share = 10 * events, 10 * share
    low, high = share:floor(), share:ceil()
  end
  local threshold = { row = row, events = events, low = low, high = high }
  threshold.long_low, threshold.long_high = minutes_of(row.long)
  threshold.short_low, threshold.short_high = minutes_of(row.short)
  return threshold
end

-- Bad events of a minute, so many tenths of the threshold, or half-way to all; nil where that is hardly more than the threshold.
local function errors_above(threshold, tenths)
  local errors = threshold.high * tenths // 10
  if errors > threshold.events then
    errors = (threshold.high + threshold.events) // 2
  end
  return errors * 100 > threshold.high * 102 and errors or nil
end

local function clean(threshold, minutes)
  return { minutes = minutes, events = threshold.events, errors = 0 }
end

local function burning(threshold, minutes, errors)
  return { minutes = minutes, events = threshold.events, errors = errors }
end

local function percent(threshold, errors)
  return (t.number(errors) / threshold.events):percent()
end

-- "1.1 times": to the hundredth.
local function times(threshold, errors)
  return tostring(t.number((200 * errors + threshold.high) // (2 * threshold.high)) / 100)
end

-- "55 to 56 minutes": the first minute in which it may be, and the one in which it is.
local function span(before, surely)
  local first = before + 1
  return (first == surely and surely or first .. " to " .. surely) .. (surely == 1 and " minute" or " minutes")
end

local function new_test(context, name, phases, first)
  local group = context.inputs.group
  return { name = name, given = inputs.write({}, group, phases, first), labels = #context.p.by > 0 and group.labels or nil }
end

-- The last minute in which errors that began after minute 0 cannot have reached `low` × `window`, and the first in which they have
-- reached `high`; for windows that are full of minutes.
local function reach(context, threshold, errors)
  local low, high = threshold.low * threshold.long_low, threshold.high * threshold.long_high
  local before = ceil_div(2 * low + errors * (context.inputs.least - 1), 2 * errors) - 1
  if before < context.inputs.most then
    before = ceil_div(low, errors) - 1
  end
  local surely = (2 * high + errors * (context.inputs.most - 1)) // (2 * errors) + 1
  return before, math.min(surely, threshold.long_high + context.inputs.most)
end

-- The same for a history of `age` clean minutes: the share grows towards that of the errors. Of raw counters, the first minutes count
-- less; other series have a sample in minute 0 too.
local function reach_young(context, threshold, errors, age)
  local first = context.inputs.counts_up and 0 or 1
  local lost = context.inputs.counts_up and context.inputs.most - 1 or 0
  local low, high = 2 * threshold.low * (age + first) - threshold.low * lost, 2 * threshold.high * (age + first)
  local before = ceil_div(low + errors * (context.inputs.least - 1), 2 * (errors - threshold.low)) - 1
  if before < context.inputs.most then
    before = ceil_div(low, 2 * (errors - threshold.low)) - 1
  end
  return math.max(before, 0), (high + errors * (context.inputs.most - 1)) // (2 * (errors - threshold.high)) + 1
end

-- A history before errors: clean minutes, and between which minutes of errors the row begins to fire. nil: none that is short enough.
local function history(context, threshold, errors, is_short)
  if threshold.long_high > most_filled then
    local age = math.min(youth, 90 * (errors - threshold.high) // threshold.high)
    local before, surely = reach_young(context, threshold, errors, age)
    if age > context.inputs.most + 4 and age + surely < threshold.long_low then
      return age, before, surely
    elseif is_short or threshold.long_high > 4 * most_filled then
      return nil
    end
  end
  local before, surely = reach(context, threshold, errors)
  return math.max(threshold.long_high + context.inputs.most - before, 1), before, surely
end

local function steady(context, threshold)
  local errors = errors_above(threshold, threshold.long_high > most_filled and 20 or 11)
  if not errors then
    return nil
  end
  local age, before, surely = history(context, threshold, errors)
  if not age then
    return nil
  end
  local name = percent(threshold, errors) .. " of errors, " .. times(threshold, errors) .. " times row " .. threshold.row.name
    .. ": fires after " .. span(before, surely)
  local test = new_test(context, name, { clean(threshold, age), burning(threshold, surely, errors) })
  test.silent, test.fires = at(age + before), at(age + surely)
  return test
end

-- From the first minute on, so that all windows show the same share; the counters fall to 0 in the middle.
local function below(context, threshold)
  local errors = threshold.low * 95 // 100
  local half = context.inputs.most + 5
  local restart = burning(threshold, half, errors)
  restart.restarts = context.inputs.counts_up
  local what = context.inputs.counts_up and " while counters restart" or ""
  local name = percent(threshold, errors) .. " of errors, " .. times(threshold, errors) .. " times row " .. threshold.row.name
    .. what .. ": silent"
  local test = new_test(context, name, { burning(threshold, half, errors), restart })
  test.silent = { at(half), at(2 * half) }
  return test, errors
end

-- Errors for as long as the short window, so many that it burns by far and the long one nearly does.
local function blip(context, threshold)
  local minutes = threshold.short_high - 1
  local errors, age
  if minutes < 1 then
    return nil
  elseif threshold.long_high > most_filled then
    errors = errors_above(threshold, 20)
    age = errors and math.max(ceil_div(10 * minutes * errors, 9 * threshold.low) - minutes, 1) + context.inputs.most
  else
    errors = math.min(9 * threshold.low * threshold.long_low // (10 * minutes), threshold.events)
    age = math.max(threshold.long_high + context.inputs.most - minutes, 1)
  end
  if not errors or errors * 10 < threshold.high * 11 or age + minutes > 4 * most_filled then
    return nil
  end
  local name = "a blip, " .. percent(threshold, errors) .. " of errors for " .. minutes .. " minutes, in " .. threshold.row.long:short()
    .. " too few for row " .. threshold.row.name .. ": silent"
  local rest = context.inputs.most + 2
  local test = new_test(context, name,
    { clean(threshold, age), burning(threshold, minutes, errors), clean(threshold, rest) })
  test.silent = { at(age + minutes), at(age + minutes + rest) }
  return test
end

-- Every event is bad; after some minutes all is well again, and the short window ends the alert.
local function outage(context, threshold)
  local most, events = context.inputs.most, threshold.events
  local age, before, surely = history(context, threshold, events, true)
  if not age or threshold.short_high > 32 then
    return nil
  end
  local still = ceil_div(threshold.short_low * events - threshold.high * threshold.short_high, events) - 1 - most // 2
  local over = ((threshold.short_high + most - 1) * events - threshold.low * threshold.short_low) // events + 1
  local lasts = surely + 1
  if threshold.long_high > most_filled then
    lasts = lasts + ceil_div(threshold.high * (math.max(still, 0) + 2), events - threshold.high)
  end
  local ends = still > 0 and lasts + still <= threshold.long_low
  local name = "an outage of " .. lasts .. " minutes: row " .. threshold.row.name .. " fires after " .. span(before, surely)
    .. ", ends " .. (ends and span(still, over) or "at most " .. over .. " minutes") .. " after recovery"
  local test = new_test(context, name,
    { clean(threshold, age), burning(threshold, lasts, events), clean(threshold, over) })
  test.fires = { at(age + surely) }
  test.silent = { at(age + lasts + over) }
  if before < surely then
    table.insert(test.silent, 1, at(age + before))
  end
  if ends then
    test.fires[2] = at(age + lasts + still)
  end
  return test
end

-- A test of the same series under another name.
local function same(test, name)
  return { name = name, given = test.given, labels = test.labels }
end

-- Traffic that ends: what stood still for a whole window has no share of errors, and the budget is as it was.
local function idle(context, threshold)
  local busy, quiet = context.inputs.most + 4, threshold.short_high + context.inputs.most + 1
  local phases = { clean(threshold, busy), { minutes = quiet, events = 0, errors = 0 } }
  local last = at(busy + quiet)
  local name = "no traffic for " .. quiet .. " minutes: "
  local silent = new_test(context, name .. "row " .. threshold.row.name .. " is silent", phases)
  silent.silent = last
  local empty = same(silent, name .. "no share of errors")
  empty.at, empty.gives = last, "nothing"
  local left = same(silent, name .. "the budget is left")
  left.at, left.gives = last, 1
  return silent, empty, left
end

-- The part that `errors` or `good` counts has no series yet.
local function missing(context)
  local p = context.p
  if not context.inputs.counts_up then
    return nil
  end
  local events, minutes, is_bad = 1000, 2 * context.inputs.most + 3, p.errors ~= nil
  local phases = { { minutes = minutes, events = events, errors = is_bad and 0 or events } }
  local name = is_bad and "no series of errors yet: " or "no series of good events yet: "
  local counted = new_test(context, name .. (is_bad and "none are counted" or "every event is bad"), phases, 2)
  counted.at, counted.gives = at(minutes), is_bad and 0 or events
  if not is_bad then
    return counted
  end
  local left = same(counted, name .. "the budget is left")
  left.at, left.gives = at(minutes), 1
  return counted, left
end

-- One group burns from the beginning, another is well.
local function one_of_two(context, threshold)
  local errors, other = errors_above(threshold, 15), context.inputs.other
  if not errors or not other then
    return nil
  end
  local minutes = context.inputs.most + 5
  local label = context.p.by[1]
  local name = context.inputs.group.labels[label] .. " burns, " .. other.labels[label] .. " is well: row " .. threshold.row.name
  local fires = new_test(context, name .. " fires for " .. context.inputs.group.labels[label], { burning(threshold, minutes, errors) })
  inputs.write(fires.given, other, { clean(threshold, minutes) })
  local silent = { name = name .. " is silent for " .. other.labels[label], given = fires.given, labels = other.labels }
  fires.fires, silent.silent = at(minutes), at(minutes)
  return fires, silent
end

-- Two objectives: a share of errors that is too much for one of two groups.
local function objectives(context, threshold)
  local group, other = context.inputs.group, context.inputs.other
  if not other or not context.p.objectives then
    return nil
  end
  local second = threshold_of(threshold.row, context.budget(other), threshold.events)
  local first = threshold_of(threshold.row, context.budget(group), second.events)
  local strict, strict_group, lax_group = first, group, other
  if second.high < first.low then
    strict, first, strict_group, lax_group = second, first, other, group
  end
  local lax = strict == first and second or first
  if lax.events ~= strict.events or lax.low * 10 < strict.high * 12 then
    return nil
  end
  local errors, minutes = (lax.low + strict.high) // 2, context.inputs.most + 5
  local label = context.p.by[1]
  local given = inputs.write({}, group, { burning(strict, minutes, errors) })
  inputs.write(given, other, { burning(strict, minutes, errors) })
  local name = percent(strict, errors) .. " of errors everywhere: row " .. threshold.row.name
  return { name = name .. " fires for " .. strict_group.labels[label], given = given, labels = strict_group.labels, fires = at(minutes) },
    { name = name .. " is silent for " .. lax_group.labels[label], given = given, labels = lax_group.labels, silent = at(minutes) }
end

local function add(rule, ...)
  for _, test in ipairs { ... } do
    rule.tests = rule.tests or {}
    rule.tests[#rule.tests + 1] = test
  end
end

local function fastest_of(thresholds)
  local fastest = 1
  for i, threshold in ipairs(thresholds) do
    fastest = threshold.row.long < thresholds[fastest].row.long and i or fastest
  end
  return fastest
end

local function add_of_rows(context, rows, alerts, recordings)
  local thresholds = {}
  for i, row in ipairs(rows) do
    thresholds[i] = threshold_of(row, context.budget(context.inputs.group))
  end
  local fastest = fastest_of(thresholds)
  for i, threshold in ipairs(thresholds) do
    add(alerts[i], steady(context, threshold))
    local silent, errors = below(context, threshold)
    add(alerts[i], silent)
    if i == fastest then
      local ratio = same(silent, percent(threshold, errors) .. " of errors")
      ratio.at, ratio.gives = silent.silent, t.number(errors) / threshold.events
      add(recordings[series.ratio_name(threshold.row.short)], ratio)
      add(alerts[i], blip(context, threshold))
    end
    add(alerts[i], outage(context, threshold))
  end
  local threshold, alert = thresholds[fastest], alerts[fastest]
  add(alert, one_of_two(context, threshold))
  add(alert, objectives(context, threshold))
  if threshold.short_high <= most_filled then
    local silent, empty, left = idle(context, threshold)
    add(alert, silent)
    add(recordings[series.ratio_name(threshold.row.short)], empty)
    add(recordings["slo:error_budget_remaining:ratio"], left)
  end
end

-- Gives the rules their tests. `alerts`: one for each row, in the same order.
local function add_to(p, measured, rows, alerts, recordings)
  local context = { p = p, inputs = inputs.of(p, measured) }
  if not context.inputs then
    return
  end
  function context.budget(group)
    return 1 - (p.objectives and p.objectives[group.labels[p.by[1]]] or p.objective)
  end
  if #rows > 0 then
    add_of_rows(context, rows, alerts, recordings)
  end
  local counted, left = missing(context)
  add(recordings["slo:errors:increase1m"], counted)
  add(recordings["slo:error_budget_remaining:ratio"], left)
end

return { add = add_to }
