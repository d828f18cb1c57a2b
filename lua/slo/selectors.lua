-- What the selectors of an SLO read, and how often it is scraped.
local t = require "tocsin"

-- Both counts are recorded at this step, whatever the scrape interval, so that their names and their meaning stay.
local step = t.duration "1m"

local function larger(a, b)
  return a < b and b or a
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

-- Those of the jobs that the matchers of the selector let through.
local function chosen(jobs, selector)
  for _, matcher in ipairs(selector:matchers()) do
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

-- The jobs whose series a selector of the SLO reads: of those that expose its metric the ones that its matchers let through. Each
-- selector is asked once, for there may be many jobs.
local function jobs_of(p, selector)
  local jobs = p.known.jobs[selector]
  if not jobs then
    local metric = metric_of(selector)
    jobs = metric and chosen(metric.jobs, selector) or {}
    p.known.jobs[selector] = jobs
  end
  return jobs
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
  local metric, matchers = metric_of(selector), selector:matchers()
  local is_up = selector:metrics()[1] == "up"
  local all = told_values(metric, is_up and chosen(all_jobs(), selector) or jobs_of(p, selector), label) or asked_values(matchers, label)
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
    names = chosen(all_jobs(), selector)
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
  metric_of = metric_of,
  jobs_of = jobs_of,
  meets = meets,
  lets_through = lets_through,
  told_values = told_values,
  values_of = values_of,
  scrape_interval_of = scrape_interval_of,
  range_of = range_of,
}
