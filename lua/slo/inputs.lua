-- The series that the tests of an SLO are given: what its indicator reads, with so many events a minute and so many bad ones.
-- They are raw counters or a gauge where the catalog knows how every series looks. Where it does not (native histograms, ratios, labels
-- that nothing tells), they are the two recorded counts: without raw series the rules record none themselves.
local t = require "tocsin"
local selectors = require "slo.selectors"
local series = require "slo.series"

local function labels_of(p, labels)
  local own = {}
  for _, label in ipairs(p.by) do
    own[label] = labels[label]
  end
  return own
end

-- What no catalog has may be misspelt; that is told elsewhere.
local function is_known(read)
  return read.metric ~= nil or read.name == "up"
end

-- The counter of a selector: histograms and summaries have one of another name. nil: there is none.
local function counter_of(p, selector)
  local read = selectors.read_by(p, selector)
  local metric = read.metric
  if not is_known(read) then
    return nil
  end
  if metric and metric.name == read.name and (metric.type == "histogram" or metric.type == "summary") then
    return not metric.native and t.count_of(selector) or nil
  end
  return selector
end

-- `part` counts the events of that kind, good or bad; the others are told apart where both are of one metric.
local function sample_part(p, part, kind, given)
  local total, some = counter_of(p, p.total), counter_of(p, part)
  if not total or not some then
    return nil
  end
  local found, labels = t.sample(some, given)
  if not found then
    return nil
  end
  local is_same = selectors.read_by(p, some).name == selectors.read_by(p, total).name
  local rest = t.sample(total, labels_of(p, labels), is_same and some or nil)
  local other = kind == "bad" and "good" or "bad"
  return rest and { { text = found, kind = kind }, { text = rest, kind = is_same and other or "all" } }, labels
end

local samplers = {
  errors = function(p, given)
    return sample_part(p, p.errors, "bad", given)
  end,
  good = function(p, given)
    return sample_part(p, p.good, "good", given)
  end,
  latency = function(p, given)
    if selectors.metric_of(p, p.latency).native then
      return nil
    end
    local bound = { le = p.under }
    for label, value in pairs(given) do
      bound[label] = value
    end
    local bucket, labels = t.sample(t.bucket(p.latency), bound)
    local all = bucket and t.sample(t.count_of(p.latency), labels_of(p, labels))
    return all and { { text = bucket, kind = "good" }, { text = all, kind = "all" } }, labels
  end,
  up = function(p, given)
    if not is_known(selectors.read_by(p, p.up)) then
      return nil
    end
    local gauge, labels = t.sample(p.up, given)
    return gauge and { { text = gauge, kind = "level" } }, labels
  end,
}

-- Every label of `by` is there, or groups could not be told apart.
local function is_whole(p, labels)
  for _, label in ipairs(p.by) do
    if not labels[label] then
      return false
    end
  end
  return true
end

-- The raw series of one group with their kinds, and the group's labels; nil when some cannot be found. What counts the part of
-- `errors` or `good` comes first.
local function raw(p, kind, given)
  if not samplers[kind] then
    return nil
  end
  local sampled, labels = samplers[kind](p, given)
  if not sampled or not is_whole(p, labels) then
    return nil
  end
  return { series = sampled, labels = labels_of(p, labels) }
end

-- The labels of a series that a ratio or a histogram reads, of the first metric that has those of `by`; nil: no catalog has one.
local function read_labels(p, given)
  for _, name in ipairs((p.ratio or p.latency or p.total or p.up):metrics()) do
    local metric = t.catalog.metrics[name]
    local is_classic = metric and metric.type == "histogram" and not metric.native
    local found, labels = t.sample(is_classic and t.count_of(name) or name, given)
    if metric and found and is_whole(p, labels) then
      return labels_of(p, labels)
    end
  end
end

local function counts(p, given)
  local labels = #p.by == 0 and {} or read_labels(p, given)
  if not labels then
    return nil
  end
  local events = t.sample(series.of(p, "slo:events:increase1m"), labels)
  local errors = t.sample(series.of(p, "slo:errors:increase1m"), labels)
  return { series = { { text = events, kind = "events" }, { text = errors, kind = "errors" } }, labels = labels }
end

-- How many of the last samples make one recorded minute: the least and the most, since Prometheus 3 leaves out the oldest. `key` tells
-- one pace from another.
local function pace_of(inputs, interval)
  local least, most, counts_up = 1, 1, inputs.is_raw and inputs.kind ~= "up"
  if inputs.is_raw then
    local minutes = selectors.range_of(interval) / selectors.step
    least, most = minutes:ceil() - (counts_up and 1 or 0), minutes:floor() + (counts_up and 0 or 1)
  end
  return { least = least, most = most, counts_up = counts_up, key = least .. " " .. most .. (counts_up and " counters" or "") }
end

-- Counters begin at ten minutes' worth: near 0 Prometheus would extrapolate less.
local function counter(phases, kind)
  local text, value = "", 10 * phases[1].events
  for i, phase in ipairs(phases) do
    local grows = kind == "all" and phase.events or kind == "bad" and phase.errors or phase.events - phase.errors
    local more = phase.minutes
    if i > 1 then
      value, more, text = phase.restarts and 0 or value + grows, more - 1, text .. " "
    end
    if more <= 0 then
      text = text .. value
    elseif grows > 0 then
      text = text .. value .. "+" .. grows .. "x" .. more
    else
      text = text .. value .. "x" .. more
    end
    value = value + grows * more
  end
  return text
end

-- A value that stays during a phase; where a gauge tells of no minute it has no samples.
local function level(phases, kind)
  local text = ""
  for i, phase in ipairs(phases) do
    local more = phase.minutes - (i == 1 and 0 or 1)
    local value = kind == "events" and phase.events or phase.errors
    if kind == "level" then
      value = phase.events > 0 and 1 - t.number(phase.errors) / phase.events
    end
    text = text .. (i > 1 and " " or "") .. (value and value .. (more > 0 and "x" .. more or "") or "_x" .. more + 1)
  end
  return text
end

local writers = { all = counter, good = counter, bad = counter, level = level, events = level, errors = level }

-- What a series of that kind is during the phases: kept with them, for many tests have the same.
local function samples(phases, kind)
  local text = phases[kind]
  if not text then
    text = writers[kind](phases, kind)
    phases[kind] = text
  end
  return text
end

-- Adds the series of a group to `given`, from the one at `first` on. Each phase lasts `minutes`, with `events` and `errors` in each of
-- them; in the first minute of one that `restarts`, counters fall to 0.
local function write(given, group, phases, first)
  for i = first or 1, #group.series do
    local one = group.series[i]
    given[one.text] = samples(phases, one.kind)
  end
  return given
end

-- A group: labels that are asked for, others as they come. `inputs.raw` says whether it is of raw series.
local function group_of(inputs, given)
  if inputs.is_raw then
    return raw(inputs.p, inputs.kind, given)
  end
  return counts(inputs.p, given)
end

-- The group whose objective is named, or any.
local function first_group(inputs)
  local p = inputs.p
  for value in pairs(p.objectives or {}) do
    local group = group_of(inputs, { [p.by[1]] = value })
    if group then
      return group
    end
  end
  return group_of(inputs, {})
end

-- What the label of a metric may be, as far as it is told; any where nothing is asked of it.
local function values_of(name, label)
  local metric = t.catalog.metrics[name]
  local own = metric and metric.labels[label]
  if not metric or own and not own.values and not own.match then
    return { "other", "sample" }
  end
  return selectors.told_values(metric, metric.jobs, label) or {}
end

-- Another value of the first label than the group has.
local function other_group(inputs, group)
  local p, label = inputs.p, inputs.p.by[1]
  for _, name in ipairs(label and (p.total or p.latency or p.up or p.ratio):metrics() or {}) do
    local metric = selectors.metric_named(name)
    for _, value in ipairs(values_of(metric and metric.name or name, label)) do
      local other = value ~= group.labels[label] and group_of(inputs, { [label] = value })
      if other then
        return other
      end
    end
  end
end

-- Whether there are jobs and none exposes what is counted: that is told where it is read.
local function is_unexposed(p)
  local selector = p.total or p.latency or p.up
  if not selector or not selectors.metric_of(p, selector) then
    return false
  end
  local _, exposing = selectors.jobs_of(p, selector)
  return exposing == 0 and #t.jobs > 0
end

-- What tests of this SLO need to know: one group's series, perhaps another group's, and at which pace samples become minutes. nil: its
-- labels cannot be told.
local function of(p, measured)
  if is_unexposed(p) then
    return nil
  end
  local inputs = { p = p, kind = measured.kind, is_raw = true }
  inputs.group = first_group(inputs)
  if not inputs.group then
    inputs.is_raw = false
    inputs.group = first_group(inputs)
  end
  if not inputs.group then
    return nil
  end
  inputs.other = other_group(inputs, inputs.group)
  inputs.pace = pace_of(inputs, measured.interval)
  return inputs
end

return { of = of, write = write }
