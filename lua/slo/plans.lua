-- The tests of a row of the burn rate table, as far as they follow from numbers alone: phases of traffic, and the minutes in which the
-- row fires or stays silent. SLOs that promise the same share them; which series they are given is told in `slo.tests`.
--
-- All numbers are whole: a minute has so many events that a row's threshold (burn rate × budget) is a whole number of them. What is
-- predicted is a pair of minutes, one surely before and one surely after, since two things differ between versions of Prometheus:
-- a window of n minutes holds n samples or n + 1, and a rate is over `least` or `most` minutes. A rate over m minutes shows a change
-- by and by, and all of it (m - 1) / 2 minutes later than it was. The two, and whether it is of counters, are the `pace` of an SLO.
--
-- A plan of a test has its `phases` and what is expected. It has a `name`, or, where the row is named in it, the texts `before` and
-- `after` the row's name.
local t = require "tocsin"
local memo = require "slo.memo"
local selectors = require "slo.selectors"

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

-- A row as its tests see it: events in a minute, and how many bad ones are its threshold, as the whole numbers around it.
local function threshold_of(row, budget, least_events)
  local events = least_events or 1000
  local share = row.burn * budget * events
  local low, high = share:floor(), share:ceil()
  while events < most_events and (low < 1000 or low < high) do
    events, share = 10 * events, 10 * share
    low, high = share:floor(), share:ceil()
  end
  local threshold = { events = events, low = low, high = high }
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

-- "1.54% of errors, 1.1 times": to the hundredth.
local function share_of(threshold, errors)
  local times = t.number((200 * errors + threshold.high) // (2 * threshold.high)) / 100
  return percent(threshold, errors) .. " of errors, " .. times .. " times"
end

-- "55 to 56 minutes": the first minute in which it may be, and the one in which it is.
local function span(before, surely)
  local first = before + 1
  return (first == surely and surely or first .. " to " .. surely) .. (surely == 1 and " minute" or " minutes")
end

-- The last minute in which errors that began after minute 0 cannot have reached `low` × `window`, and the first in which they have
-- reached `high`; for windows that are full of minutes.
local function reach(pace, threshold, errors)
  local low, high = threshold.low * threshold.long_low, threshold.high * threshold.long_high
  local before = ceil_div(2 * low + errors * (pace.least - 1), 2 * errors) - 1
  if before < pace.most then
    before = ceil_div(low, errors) - 1
  end
  local surely = (2 * high + errors * (pace.most - 1)) // (2 * errors) + 1
  return before, math.min(surely, threshold.long_high + pace.most)
end

-- The same for a history of `age` clean minutes: the share grows towards that of the errors. Of raw counters, the first minutes count
-- less; other series have a sample in minute 0 too.
local function reach_young(pace, threshold, errors, age)
  local first = pace.counts_up and 0 or 1
  local lost = pace.counts_up and pace.most - 1 or 0
  local low, high = 2 * threshold.low * (age + first) - threshold.low * lost, 2 * threshold.high * (age + first)
  local before = ceil_div(low + errors * (pace.least - 1), 2 * (errors - threshold.low)) - 1
  if before < pace.most then
    before = ceil_div(low, 2 * (errors - threshold.low)) - 1
  end
  return math.max(before, 0), (high + errors * (pace.most - 1)) // (2 * (errors - threshold.high)) + 1
end

-- A history before errors: clean minutes, and between which minutes of errors the row begins to fire. nil: none that is short enough.
local function history(pace, threshold, errors, is_short)
  if threshold.long_high > most_filled then
    local age = math.min(youth, 90 * (errors - threshold.high) // threshold.high)
    local before, surely = reach_young(pace, threshold, errors, age)
    if age > pace.most + 4 and age + surely < threshold.long_low then
      return age, before, surely
    elseif is_short or threshold.long_high > 4 * most_filled then
      return nil
    end
  end
  local before, surely = reach(pace, threshold, errors)
  return math.max(threshold.long_high + pace.most - before, 1), before, surely
end

local function steady(pace, threshold)
  local errors = errors_above(threshold, threshold.long_high > most_filled and 20 or 11)
  if not errors then
    return nil
  end
  local age, before, surely = history(pace, threshold, errors)
  if not age then
    return nil
  end
  return {
    before = share_of(threshold, errors) .. " row ",
    after = ": fires after " .. span(before, surely),
    phases = { clean(threshold, age), burning(threshold, surely, errors) },
    silent = at(age + before),
    fires = at(age + surely),
  }
end

-- From the first minute on, so that all windows show the same share; the counters fall to 0 in the middle.
local function below(pace, threshold)
  local errors = threshold.low * 95 // 100
  local half = pace.most + 5
  local restart = burning(threshold, half, errors)
  restart.restarts = pace.counts_up
  return {
    before = share_of(threshold, errors) .. " row ",
    after = (pace.counts_up and " while counters restart" or "") .. ": silent",
    phases = { burning(threshold, half, errors), restart },
    silent = { at(half), at(2 * half) },
  }, errors
end

-- The share of errors that is recorded in the test above.
local function recorded(threshold, silent, errors)
  return {
    name = percent(threshold, errors) .. " of errors",
    phases = silent.phases,
    at = silent.silent,
    gives = t.number(errors) / threshold.events,
  }
end

-- Errors for as long as the short window, so many that it burns by far and the long one nearly does.
local function blip(pace, threshold, row)
  local minutes = threshold.short_high - 1
  local errors, age
  if minutes < 1 then
    return nil
  elseif threshold.long_high > most_filled then
    errors = errors_above(threshold, 20)
    age = errors and math.max(ceil_div(10 * minutes * errors, 9 * threshold.low) - minutes, 1) + pace.most
  else
    errors = math.min(9 * threshold.low * threshold.long_low // (10 * minutes), threshold.events)
    age = math.max(threshold.long_high + pace.most - minutes, 1)
  end
  if not errors or errors * 10 < threshold.high * 11 or age + minutes > 4 * most_filled then
    return nil
  end
  local rest = pace.most + 2
  return {
    before = "a blip, " .. percent(threshold, errors) .. " of errors for " .. minutes .. " minutes, in " .. row.long_name
      .. " too few for row ",
    after = ": silent",
    phases = { clean(threshold, age), burning(threshold, minutes, errors), clean(threshold, rest) },
    silent = { at(age + minutes), at(age + minutes + rest) },
  }
end

-- Every event is bad; after some minutes all is well again, and the short window ends the alert.
local function outage(pace, threshold)
  local most, events = pace.most, threshold.events
  local age, before, surely = history(pace, threshold, events, true)
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
  local over_at = at(age + lasts + over)
  return {
    before = "an outage of " .. lasts .. " minutes: row ",
    after = " fires after " .. span(before, surely) .. ", ends "
      .. (ends and span(still, over) or "at most " .. over .. " minutes") .. " after recovery",
    phases = { clean(threshold, age), burning(threshold, lasts, events), clean(threshold, over) },
    fires = { at(age + surely), ends and at(age + lasts + still) or nil },
    silent = before < surely and { at(age + before), over_at } or { over_at },
  }
end

-- Traffic that ends: what stood still for a whole window has no share of errors, and the budget is as it was.
local function idle(pace, threshold)
  if threshold.short_high > most_filled then
    return nil
  end
  local busy, quiet = pace.most + 4, threshold.short_high + pace.most + 1
  local phases = { clean(threshold, busy), { minutes = quiet, events = 0, errors = 0 } }
  local last, name = at(busy + quiet), "no traffic for " .. quiet .. " minutes: "
  return {
    silent = { before = name .. "row ", after = " is silent", phases = phases, silent = last },
    empty = { name = name .. "no share of errors", phases = phases, at = last, gives = "nothing" },
    left = { name = name .. "the budget is left", phases = phases, at = last, gives = 1 },
  }
end

-- One group burns from the beginning, another is well.
local function two_groups(pace, threshold)
  local errors, minutes = errors_above(threshold, 15), pace.most + 5
  return errors and {
    burns = { burning(threshold, minutes, errors) },
    is_well = { clean(threshold, minutes) },
    at = at(minutes),
  }
end

-- All plans for a row. Of the fastest row of an SLO there are more: it takes the shortest time.
local plans_of = memo.of(function(row, budget, pace, is_fastest)
  local threshold = threshold_of(row, budget)
  local silent, errors = below(pace, threshold)
  return {
    events = threshold.events,
    steady = steady(pace, threshold),
    below = silent,
    outage = outage(pace, threshold),
    recorded = is_fastest and recorded(threshold, silent, errors),
    blip = is_fastest and blip(pace, threshold, row),
    groups = is_fastest and two_groups(pace, threshold),
    idle = is_fastest and idle(pace, threshold),
  }
end)

local function fastest_of(rows)
  local fastest = 1
  for i, row in ipairs(rows) do
    fastest = row.long < rows[fastest].long and i or fastest
  end
  return fastest
end

-- The plans of each row, and which row is the fastest.
local function of(rows, budget, pace)
  local list, fastest, terms = {}, fastest_of(rows), " " .. budget:text() .. " " .. pace.key
  for i, row in ipairs(rows) do
    local key = row.key .. terms
    list[i] = i == fastest and plans_of(key .. " fastest", row, budget, pace, true) or plans_of(key, row, budget, pace, false)
  end
  return list, fastest
end

-- Two budgets: a share of errors that is too much for one of them. What is strict is the first or not; nil where they are too near.
local function between(row, budgets, events, pace)
  local second = threshold_of(row, budgets[2], events)
  local first = threshold_of(row, budgets[1], second.events)
  local is_first = second.high >= first.low
  local strict, lax = is_first and first or second, is_first and second or first
  if lax.events ~= strict.events or lax.low * 10 < strict.high * 12 then
    return nil
  end
  local errors, minutes = (lax.low + strict.high) // 2, pace.most + 5
  return {
    is_first = is_first,
    share = percent(strict, errors),
    phases = { burning(strict, minutes, errors) },
    at = at(minutes),
  }
end

-- The part that `errors` or `good` counts has no series yet.
local missing_of = memo.of(function(pace, is_bad)
  local events, minutes = 1000, 2 * pace.most + 3
  local phases = { { minutes = minutes, events = events, errors = is_bad and 0 or events } }
  local name = is_bad and "no series of errors yet: " or "no series of good events yet: "
  return {
    counted = {
      name = name .. (is_bad and "none are counted" or "every event is bad"),
      phases = phases,
      at = at(minutes),
      gives = is_bad and 0 or events,
    },
    left = is_bad and { name = name .. "the budget is left", phases = phases, at = at(minutes), gives = 1 },
  }
end)

local function missing(pace, is_bad)
  return missing_of(pace.key .. (is_bad and " bad" or " good"), pace, is_bad)
end

return { of = of, between = between, missing = missing }
