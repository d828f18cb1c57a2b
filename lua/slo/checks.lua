-- What an SLO must be made of, and what can be refused before anything is made of it.
local t = require "tocsin"
local selectors = require "slo.selectors"

local function check_selector(p, at)
  local read, text = selectors.read_by(p, p[at]), p[at]:text()
  if not read.matchers or not read.name then
    t.error {
      at = at,
      message = "`" .. at .. "` must be one metric, with matchers or not, found `" .. text .. "`",
      help = "leave functions and ranges away: rates, sums and windows are made of it",
    }
  end
  local bare = t.replace(text, "(?s)\\{.*\\}", "")
  if bare ~= "" and bare ~= read.name then
    t.error {
      at = at,
      message = "`" .. at .. "` must be one metric, with matchers or not, found `" .. text .. "`",
      help = "leave `offset` and `@` away: all that is counted is counted at one time",
    }
  end
end

local function check_vector(p, at)
  if p[at]:type() ~= "instant vector" then
    t.error {
      name = "promql-type",
      at = at,
      message = "`" .. at .. "` must be an instant vector, found a " .. p[at]:type(),
    }
  end
end

-- An expression that begins with an aggregation over everything has no label to group by, whatever it is divided by. Other ways to
-- lose a label are found by the checks of what is made of it.
local function check_keeps(p, at)
  local text = p[at]:text()
  local operator = t.match(text, "(?s)(?:1 - )?(sum|avg|min|max|count|group|stddev|stdvar)\\(.*")
  if #p.by > 0 and operator and not t.match(text, "(?s).*(\\bor\\b|group_right).*") then
    t.error {
      name = "undefined-label",
      at = "by[1]",
      message = "`" .. at .. "` has no label `" .. p.by[1] .. "`: its `" .. operator .. "` has no `by`, so it drops all labels",
      help = "write `" .. operator .. " by (" .. table.concat(p.by, ", ") .. ") (…)`, in every part of it",
    }
  end
end

local function has_label(metric, jobs, label)
  if metric.labels[label] or label == "job" or label == "instance" then
    return true
  end
  for _, job in ipairs(jobs) do
    if t.jobs[job].is_open or t.jobs[job].labels[label] then
      return true
    end
  end
  return false
end

local function check_by(p, at, metric)
  local jobs = selectors.jobs_of(p, p[at])
  for i, label in ipairs(p.by) do
    if not has_label(metric, jobs, label) then
      t.error {
        name = "undefined-label",
        at = "by[" .. i .. "]",
        message = "`" .. metric.name .. "`, the `" .. at .. "` of this SLO, has no label `" .. label .. "`",
        help = #metric.label_names > 0 and "it has `" .. table.concat(metric.label_names, "`, `") .. "`" or "leave `by` out",
      }
    end
  end
end

local function check_kind(p, at, kinds, noun)
  check_selector(p, at)
  local metric = selectors.metric_of(p, p[at])
  if not metric then
    return nil
  end
  if not kinds[metric.type] then
    t.error {
      name = "wrong-type",
      at = at,
      message = "`" .. at .. "` must be " .. noun .. ", but `" .. metric.name .. "` is a " .. metric.type,
    }
  end
  check_by(p, at, metric)
  return metric
end

-- A gauge that is 0 or 1, or between them: where the catalog tells its range, within that.
local function check_gauge(p, at)
  local metric = check_kind(p, at, { gauge = true }, "a gauge that is 0 or 1")
  local range = metric and metric.range
  if range and #range == 2 and (range[1] < 0 or range[2] > 1) then
    t.error {
      name = "wrong-type",
      at = at,
      message = "`" .. at .. "` must be a gauge that is 0 or 1, but `" .. metric.name .. "` is from " .. range[1] .. " to " .. range[2],
    }
  end
end

-- Whether every value of the label that the one matcher lets through meets the other.
local function implies(matcher, wanted, metric)
  if matcher.op == "=" then
    return selectors.meets(matcher.value, wanted)
  elseif matcher.op == wanted.op and matcher.value == wanted.value then
    return true
  elseif wanted.op == "!=" then
    return not selectors.meets(wanted.value, matcher)
  end
  local label = metric and metric.labels[matcher.label]
  for _, value in ipairs(label and label.values or {}) do
    if selectors.meets(value, matcher) and not selectors.meets(value, wanted) then
      return false
    end
  end
  return label ~= nil and label.values ~= nil
end

-- Where only labels of `by` tell good events from bad ones of a metric, every group is all good or all bad.
local function check_groups(p, part)
  local at, asked, first = {}, {}, nil
  for i, label in ipairs(p.by) do
    at[label] = "by[" .. i .. "]"
  end
  local whole, some = selectors.read_by(p, p.total), selectors.read_by(p, p[part])
  for _, matcher in ipairs(whole.matchers) do
    asked[matcher.label .. matcher.op .. matcher.value] = true
  end
  for _, matcher in ipairs(some.matchers) do
    if not asked[matcher.label .. matcher.op .. matcher.value] then
      if not at[matcher.label] then
        return
      end
      first = first or matcher
    end
  end
  if first and some.name == whole.name then
    t.error {
      name = "always-one",
      at = at[first.label],
      message = "every group is all good or all bad: only `" .. first.label .. "` tells `" .. part .. "` from `total`",
      note = "`" .. part .. "` asks for `" .. first.label .. first.op .. '"' .. first.value .. '"`, and `total` does not',
      help = "leave `" .. first.label .. "` out of `by`",
    }
  end
end

-- Every matcher of `total` must hold for the part too, or a part of more than everything is counted.
local function check_subset(p, part)
  local some, all = selectors.read_by(p, p[part]), selectors.read_by(p, p.total)
  local metric, whole = some.metric, all.metric
  if p[part] == p.total then
    t.error {
      name = "always-one",
      at = part,
      message = "`" .. part .. "` and `total` are the same",
      help = "add the matcher that only " .. (part == "errors" and "bad" or "good") .. " events meet",
    }
  end
  if metric and whole and metric.name ~= whole.name then
    if metric.subset_of ~= whole.name then
      t.error {
        name = "no-subset",
        at = part,
        message = "nothing says that `" .. metric.name .. "` counts a part of `" .. whole.name .. "`",
        help = "declare `subset_of: " .. whole.name .. "` at the metric",
      }
    end
  end
  for _, wanted in ipairs(all.matchers) do
    local is_met = false
    for _, matcher in ipairs(some.matchers) do
      is_met = is_met or matcher.label == wanted.label and implies(matcher, wanted, metric)
    end
    if not is_met then
      local text = wanted.label .. wanted.op .. '"' .. wanted.value .. '"'
      t.error {
        name = "no-subset",
        at = part,
        message = "`" .. part .. "` is no part of `total`, which asks for `" .. text .. "`",
        help = "add `" .. text .. "` to `" .. part .. "`",
      }
    end
  end
  check_groups(p, part)
end

-- Refuses a `latency` that the catalog does not know: which buckets there are is written nowhere else.
local function no_histogram(name)
  local names = {}
  for known, metric in pairs(t.catalog.metrics) do
    names[#names + 1] = metric.type == "histogram" and known or nil
  end
  local whole = t.replace(name, "_(bucket|count|sum)$", "")
  local metric = t.catalog.metrics[whole]
  if metric and metric.type == "histogram" then
    t.error {
      name = "wrong-type",
      at = "latency",
      message = "`latency` must be a histogram, found `" .. name .. "`, a part of one",
      help = "write `" .. whole .. "`: its parts are found from it",
    }
  end
  local near = t.nearest(name, names)
  t.error {
    name = "undefined-metric",
    at = "latency",
    message = "there is no histogram `" .. name .. "`",
    note = "the bounds of its buckets stand in the catalog only, so `latency` must be declared there",
    help = near and "did you mean `" .. near .. "`?" or "declare it under `metrics`, or use a histogram that exists",
  }
end

-- The two bounds around one that is none.
local function check_bound(p, metric)
  if metric.native then
    return
  end
  local below, above
  for _, bound in ipairs(metric.buckets) do
    if bound == p.under then
      return
    elseif bound < p.under then
      below = bound
    else
      above = above or bound
    end
  end
  local nearest = below and above and "`" .. below .. "` and `" .. above .. "`" or "`" .. tostring(below or above) .. "`"
  t.error {
    name = "bucket-bound",
    at = "under",
    message = "`" .. metric.name .. "` has no bucket of the bound `" .. p.under .. "`",
    note = "how many events are below another bound is not known",
    help = (below and above and "the nearest bounds are " or "the nearest bound is ") .. nearest,
  }
end

-- What the alerts or `slo:definition:info` are labelled with anyway.
local taken = {
  slo = "is the key of the SLO",
  severity = "is the severity of each alert",
  tier = "names the row of the burn rate table",
  alertname = "is the name of each alert",
  title = "is what `title` says",
  objective = "is what `objective` says",
  window = "is what `window` says",
}

local function check_labels(p)
  local groups = {}
  for _, label in ipairs(p.by) do
    groups[label] = "is the group of each alert"
  end
  for _, label in ipairs(p.known.labels) do
    local why = taken[label.name] or groups[label.name]
    if why then
      t.error {
        at = "labels." .. label.name,
        message = "`labels` cannot set `" .. label.name .. "`: it " .. why,
        help = "leave it out, or give it another name",
      }
    end
  end
end

-- Every value that has an objective of its own must be one that the indicator's series can have, as far as it is told which.
local function check_objectives(p)
  local selector = p.total or p.latency or p.up
  local values = p.objectives and selector and selectors.values_of(p, selector, p.by[1])
  if not values then
    return
  end
  local known = {}
  for _, value in ipairs(values) do
    known[value] = true
  end
  for value in pairs(p.objectives) do
    if not known[value] then
      local near = t.nearest(value, values)
      t.error {
        name = "impossible-value",
        at = "objectives." .. value,
        message = "`" .. p.by[1] .. "` of `" .. selector:text() .. "` is never `" .. value .. "`",
        note = #values > 0 and "its values are `" .. table.concat(values, "`, `") .. "`" or nil,
        help = near and "did you mean `" .. near .. "`?" or "leave it out, or add it where the label is declared",
      }
    end
  end
end

local function check_whole(p)
  check_labels(p)
  local named = {}
  for i, label in ipairs(p.by) do
    if named[label] then
      t.error { at = "by[" .. i .. "]", message = "`by` names `" .. label .. "` twice", help = "leave one of them out" }
    end
    named[label] = true
    if label == "slo" or label == "tier" or label == "severity" then
      t.error { at = "by[" .. i .. "]", message = "`by` cannot name `" .. label .. "`, a label that every SLO's series or alerts have" }
    end
  end
  local retention = t.prometheus.retention
  if retention and retention < p.window then
    t.error {
      name = "window-beyond-retention",
      at = "window",
      message = "Prometheus keeps samples for " .. retention .. ", and the window is " .. p.window:short(),
      help = "raise `prometheus.retention`, or promise it for a shorter time",
    }
  end
  if p.objectives and #p.by ~= 1 then
    t.error { at = "objectives", message = "`objectives` needs one label in `by`, whose values it names" }
  end
end

return {
  kind = check_kind,
  gauge = check_gauge,
  vector = check_vector,
  keeps = check_keeps,
  no_histogram = no_histogram,
  subset = check_subset,
  bound = check_bound,
  objectives = check_objectives,
  whole = check_whole,
}
