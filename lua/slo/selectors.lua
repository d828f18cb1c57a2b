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
  if matcher.op == "=" then
    return value == matcher.value
  elseif matcher.op == "!=" then
    return value ~= matcher.value
  end
  return (t.match(value, matcher.value) ~= nil) == (matcher.op == "=~")
end

-- Those of the jobs that the matchers of the selector let through.
local function chosen(jobs, selector)
  for _, matcher in ipairs(selector:matchers()) do
    local kept = matcher.label == "job" and {} or jobs
    for _, name in ipairs(matcher.label == "job" and jobs or {}) do
      kept[#kept + 1] = meets(name, matcher) and name or nil
    end
    jobs = kept
  end
  return jobs
end

-- The jobs whose series the selector reads: of those that expose its metric the ones that its matchers let through.
local function jobs_of(selector)
  local metric = metric_of(selector)
  return metric and chosen(metric.jobs, selector) or {}
end

local function all_jobs()
  local names = {}
  for name in pairs(t.jobs) do
    names[#names + 1] = name
  end
  return names
end

-- The slowest scrape of what the selector reads. What no catalog has, as `up`, may be of any job that the matchers let through; where
-- they name none that there is, of all.
local function scrape_interval_of(selector)
  local names = jobs_of(selector)
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
  scrape_interval_of = scrape_interval_of,
  range_of = range_of,
}
