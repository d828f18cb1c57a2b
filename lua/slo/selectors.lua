-- What the selectors of an SLO read, and how often it is scraped.
local t = require "tocsin"

-- Both counts are recorded at this step, whatever the scrape interval, so that their names and their meaning stay.
local step = t.duration "1m"

local function larger(a, b)
  return a < b and b or a
end

-- The metric of that name, or nil where the catalog has none: the checks will tell. `_count` of a histogram is its own.
local function metric_named(name)
  local metrics = t.catalog.metrics
  local metric = metrics[name]
  if metric then
    return metric
  end
  metric = metrics[t.replace(name, "_count$", "")]
  return metric and (metric.type == "histogram" or metric.type == "summary") and metric or nil
end

-- What a selector of the SLO reads, asked once: the `name`, the `metric` if the catalog has it, and the `matchers`; nil where it is
-- no selector.
local function read_by(p, selector)
  local known = p.known.selectors
  local read = known[selector]
  if not read then
    local name = selector:metrics()[1]
    read = { name = name, metric = name and metric_named(name), matchers = selector:matchers() }
    known[selector] = read
  end
  return read
end

local function metric_of(p, selector)
  return read_by(p, selector).metric
end

-- Whether the matcher lets a series of that value through.
local function meets(value, matcher)
  local op = matcher.op
  if op == "=" then
    return value == matcher.value
  elseif op == "!=" then
    return value ~= matcher.value
  end
  return (t.match(value, matcher.value) ~= nil) == (op == "=~")
end

-- Those of the jobs that the matchers let through.
local function chosen(jobs, matchers)
  for _, matcher in ipairs(matchers) do
    if matcher.label == "job" then
      local kept = {}
      for i = 1, #jobs do
        if meets(jobs[i], matcher) then
          kept[#kept + 1] = jobs[i]
        end
      end
      jobs = kept
    end
  end
  return jobs
end

-- The jobs whose series a selector of the SLO reads: of those that expose its metric the ones that its matchers let through. How many
-- expose the metric comes second.
local function jobs_of(p, selector)
  local read = read_by(p, selector)
  if not read.jobs then
    local all = read.metric and read.metric.jobs or {}
    read.jobs, read.exposing = chosen(all, read.matchers), #all
  end
  return read.jobs, read.exposing
end

local function all_jobs()
  local names = {}
  for name in pairs(t.jobs) do
    names[#names + 1] = name
  end
  return names
end

-- Whether all matchers let the series of a label's value through.
local function lets_through(matchers, label, value)
  for _, matcher in ipairs(matchers) do
    if matcher.label == label and not meets(value, matcher) then
      return false
    end
  end
  return true
end

-- The plain texts that matchers ask a label for, `=~"a|b"` and the like; nil when they do not.
local function asked_values(matchers, label)
  for _, matcher in ipairs(matchers) do
    if matcher.label == label and matcher.op == "=" then
      return { matcher.value }
    elseif matcher.label == label and matcher.op == "=~" and t.match(matcher.value, "[a-zA-Z0-9_-]+(\\|[a-zA-Z0-9_-]+)*") then
      return t.split(matcher.value, "|")
    end
  end
end

-- The values that a label of a metric and its targets may have, as told; nil when nobody tells them all. No metric: `up` has the
-- labels of its targets alone.
local function told_values(metric, jobs, label)
  if metric and metric.labels[label] then
    return metric.labels[label].values
  end
  local values = {}
  for _, name in ipairs(jobs) do
    local target = t.jobs[name].labels[label]
    if not target or not target.values then
      return nil
    end
    for _, value in ipairs(target.values) do
      values[#values + 1] = value
    end
  end
  return #values > 0 and values or nil
end

-- The values that a label of the selected series may have, perhaps some twice; nil when that is open.
local function values_of(p, selector, label)
  local read = read_by(p, selector)
  local matchers = read.matchers
  local jobs = read.name == "up" and chosen(all_jobs(), matchers) or jobs_of(p, selector)
  local all = told_values(read.metric, jobs, label) or asked_values(matchers, label)
  if not all then
    return nil
  end
  local values = {}
  for _, value in ipairs(all) do
    values[#values + 1] = lets_through(matchers, label, value) and value or nil
  end
  return values
end

-- The slowest scrape of what the selector reads. What no catalog has, as `up`, may be of any job that the matchers let through; where
-- they name none that there is, of all.
local function scrape_interval_of(p, selector)
  local names = jobs_of(p, selector)
  if #names == 0 then
    names = chosen(all_jobs(), read_by(p, selector).matchers)
  end
  local slowest
  for _, name in ipairs(#names > 0 and names or all_jobs()) do
    local interval = t.jobs[name].interval
    slowest = slowest and larger(slowest, interval) or interval
  end
  return slowest or t.prometheus.scrape_interval
end

-- Rates are taken over the step and one scrape more, so that no increase between two of them is lost, and over four scrapes at least.
local function range_of(interval)
  return larger(step + interval, 4 * interval)
end

return {
  step = step,
  metric_named = metric_named,
  read_by = read_by,
  metric_of = metric_of,
  jobs_of = jobs_of,
  meets = meets,
  lets_through = lets_through,
  told_values = told_values,
  values_of = values_of,
  scrape_interval_of = scrape_interval_of,
  range_of = range_of,
}
