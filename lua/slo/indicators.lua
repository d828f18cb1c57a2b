-- Five ways to say what is measured, each turned into two counts of a minute.
local t = require "tocsin"
local checks = require "slo.checks"
local selectors = require "slo.selectors"

local counting = { counter = true, histogram = true, summary = true, untyped = true }

-- Events and errors of a minute. `errors` is 0 while only its series are missing: the first error makes them.
local indicators = {
  errors = function(p, by)
    checks.kind(p, "total", counting, "a counter")
    checks.kind(p, "errors", counting, "a counter")
    checks.subset(p, "errors")
    local interval = selectors.scrape_interval_of(p, p.total)
    local range = selectors.range_of(interval)
    local all = t.events(p.total, by, range)
    return { events = 60 * all, errors = 60 * t.or_(t.events(p.errors, by, range), 0 * all), interval = interval }
  end,
  good = function(p, by)
    checks.kind(p, "total", counting, "a counter")
    checks.kind(p, "good", counting, "a counter")
    checks.subset(p, "good")
    local interval = selectors.scrape_interval_of(p, p.total)
    local range = selectors.range_of(interval)
    local all = t.events(p.total, by, range)
    local good = t.or_(t.events(p.good, by, range), 0 * all)
    return { events = 60 * all, errors = 60 * t.clamp_min(all - good, 0), interval = interval }
  end,
  latency = function(p, by)
    local metric = checks.kind(p, "latency", { histogram = true }, "a histogram")
    local name = selectors.read_by(p, p.latency).name
    if not metric or metric.name ~= name then
      checks.no_histogram(name)
    end
    checks.bound(p, metric)
    local interval = selectors.scrape_interval_of(p, p.latency)
    local range = selectors.range_of(interval)
    local all = t.events(p.latency, by, range)
    local good
    if metric.native then
      good = t.under(p.latency, p.under, by, range) * t.gt(all, 0)
    else
      good = t.within(p.latency, p.under, by, range)
    end
    return { events = 60 * all, errors = 60 * t.clamp_min(all - t.or_(good, 0 * all), 0), interval = interval }
  end,
  up = function(p, by)
    checks.gauge(p, "up")
    local interval = selectors.scrape_interval_of(p, p.up)
    local range = selectors.range_of(interval)
    return {
      events = t.count(t.count_over_time(p.up, range), by),
      errors = t.sum(1 - t.avg_over_time(p.up, range), by),
      interval = interval,
    }
  end,
  -- What is no number, as 0/0, is no event.
  ratio = function(p, by)
    checks.vector(p, "ratio")
    checks.keeps(p, "ratio")
    local known = t.ge(p.ratio, 0)
    return { events = t.count(known, by), errors = t.sum(t.clamp_max(known, 1), by), interval = selectors.step }
  end,
}

local kinds = { "errors", "good", "latency", "up", "ratio" }

-- The counts, the slowest scrape of what they read, and which `kind` of indicator the SLO has.
local function measure(p)
  local by = #p.by > 0 and p.by or nil
  for _, kind in ipairs(kinds) do
    if p[kind] ~= nil then
      local measured = indicators[kind](p, by)
      measured.kind = kind
      return measured
    end
  end
  t.error "an SLO needs one of `errors`, `good`, `latency`, `up` and `ratio`"
end

return { measure = measure }
