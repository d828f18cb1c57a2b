-- How many series an SLO records, and whether the policy bears them.
--
-- What the catalog declares decides: how many values a label of `by` has, of those that the matchers let through. A label that
-- may have any number of values is counted as one of them, and the finding says so.
local t = require "tocsin"
local selectors = require "slo.selectors"

-- How many values a label has; nil when nobody says.
local function size_of(label, matchers)
  if not label then
    return nil
  end
  local count = label.max
  if label.values then
    count = 0
    for _, value in ipairs(label.values) do
      count = count + (selectors.lets_through(matchers, label.name, value) and 1 or 0)
    end
  end
  for _, matcher in ipairs(matchers) do
    if matcher.label == label.name and matcher.op == "=" then
      count = count and math.min(count, 1)
    end
  end
  return count
end

-- The labels of `by` that the jobs give: as many groups as there are in all jobs together.
local function groups_of_jobs(jobs, labels, matchers)
  local groups, unknown = 0, {}
  for _, name in ipairs(jobs) do
    local product = 1
    for _, label in ipairs(labels) do
      local size = size_of(t.jobs[name].labels[label], matchers)
      unknown[label] = unknown[label] or not size
      product = product * (size or 1)
    end
    groups = groups + product
  end
  return math.max(groups, 1), unknown
end

-- How many groups `by` makes of the metric's series, how that is calculated, and the labels of which nobody knows.
local function groups_of(p, selector)
  local metric = selector and selectors.metric_of(p, selector)
  local matchers = selector and selectors.read_by(p, selector).matchers or {}
  local groups, sizes, of_jobs, unknown = 1, {}, {}, {}
  for _, label in ipairs(p.by) do
    if metric and metric.labels[label] then
      local size = size_of(metric.labels[label], matchers)
      groups = groups * (size or 1)
      sizes[#sizes + 1] = size and size .. " of `" .. label .. "`"
      unknown[label] = not size
    elseif metric then
      of_jobs[#of_jobs + 1] = label
    else
      unknown[label] = true
    end
  end
  if #of_jobs > 0 then
    local count, open = groups_of_jobs(selectors.jobs_of(p, selector), of_jobs, matchers)
    groups = groups * count
    sizes[#sizes + 1] = count .. " of `" .. table.concat(of_jobs, "` and `") .. "`"
    for label, is_open in pairs(open) do
      unknown[label] = is_open
    end
  end
  return groups, sizes, unknown
end

local function size(map)
  local count = 0
  for _ in pairs(map) do
    count = count + 1
  end
  return count
end

-- How many series there are, and how that comes about. The promise itself, two names, is recorded once, or for each group that has
-- one of its own; everything else but the info series for each group.
local function count(p, recorded, groups)
  local names = size(recorded)
  if not p.objectives then
    return (names - 3) * groups + 3, names - 3, "; objective, budget and definition are 3 more"
  end
  local named = size(p.objectives)
  local promises = named > groups and ", 2 of them for " .. named .. " objectives" or ""
  return (names - 3) * groups + 2 * math.max(groups, named) + 1, names - 1, promises .. "; the definition is 1 more"
end

local function unknown_text(unknown)
  local list = {}
  for label, is_unknown in pairs(unknown) do
    list[#list + 1] = is_unknown and "`" .. label .. "`" or nil
  end
  return #list > 0 and "; how many values " .. table.concat(list, " and ") .. " can have is not declared, and counted as one" or ""
end

local function check(p, recorded)
  local most = t.policy.max_slo_series
  if not most then
    return
  end
  local groups, sizes, unknown = groups_of(p, p.total or p.latency or p.up)
  local series, names, others = count(p, recorded, groups)
  if series <= most then
    return
  end
  local each = #sizes > 0 and ", each for " .. table.concat(sizes, " times ") or ""
  t.error {
    name = "too-many-series",
    at = #p.by > 0 and "by" or "name",
    message = "this SLO records " .. series .. " series, and the policy allows " .. most,
    note = "counts and windows have " .. names .. " names" .. each .. others .. unknown_text(unknown),
    help = #p.by > 0 and "group by fewer labels, or by one with fewer values, or write `alerting: {rows: […]}` with fewer windows"
      or "write `alerting: {rows: […]}` with fewer windows: each is two names",
  }
end

return { check = check }
