-- Rate, errors, duration: what the users of a service notice, from its two usual metrics.
local t = require "tocsin"

-- The labels by which services commonly tell failures apart, with what a failure looks like there.
local failures = {
  { label = "status_code", is = t.re("5..") },
  { label = "status", is = t.re("5..|error|failed|failure") },
  { label = "code", is = t.re("5..") },
  { label = "http_status", is = t.re("5..") },
  { label = "outcome", is = t.re("error|failed|failure") },
  { label = "result", is = t.re("error|failed|failure") },
  { label = "grpc_code", is = t.no("OK") },
}

local function errors_of(p)
  if p.errors ~= nil then
    return p.errors
  end
  for _, failure in ipairs(failures) do
    if p.requests.labels[failure.label] then
      return t.where(p.requests, { [failure.label] = failure.is })
    end
  end
  t.error {
    at = "requests",
    message = "no label of `" .. p.requests.name .. "` tells which requests failed",
    help = 'give `errors`, as in `errors: ' .. p.requests.name .. '{state="failed"}`',
  }
end

-- Errors count as none while only their series are missing: the first failure makes them.
local function error_ratio(p)
  local all = t.sum(t.rate(p.requests), p.by)
  return t.or_(t.sum(t.rate(errors_of(p)), p.by), 0 * all) / all
end

local function of_each(p)
  return p.by and (" by " .. p.by) or ""
end

local function request_panels(p)
  return {
    t.panel {
      key = p.requests.name .. "-rate",
      title = "Request rate" .. of_each(p),
      help = p.requests.help .. ". Normal is what this hour of the week usually has; a sudden drop is as bad a sign as a peak.",
      timeseries = t.sum(t.rate(p.requests), p.by),
    },
    t.panel {
      key = p.requests.name .. "-errors",
      title = "Error ratio" .. of_each(p),
      help = "The share of requests that failed. Normal is close to zero; above the red line users notice.",
      timeseries = error_ratio(p),
      unit = "percentunit",
      min = 0,
      thresholds = { base = "green", [tostring(p.max_errors)] = "red" },
    },
  }
end

local function duration_panel(p)
  return t.panel {
    key = p.latency.name .. "-quantiles",
    title = "Duration",
    help = p.latency.help .. ". Half of the requests are faster than p50; one in a hundred is slower than p99.",
    timeseries = {
      p50 = t.quantile(0.5, p.latency),
      p95 = t.quantile(0.95, p.latency),
      p99 = t.quantile(0.99, p.latency),
    },
  }
end

local function panels(p)
  local list = request_panels(p)
  if p.latency then
    list[#list + 1] = duration_panel(p)
  end
  return list
end

return t.template {
  doc = [[
Rate, errors and duration of a service that answers requests.

The counter of requests must tell failures apart by one of its labels: `status_code`, `status`, `code`, `http_status`, `outcome`,
`result` or `grpc_code`. For any other, `errors` says which requests failed.
]],
  params = {
    requests = t.metric { type = "counter", doc = "Requests answered, or attempts made." },
    latency = t.metric { type = "histogram", optional = true, doc = "How long they took." },
    errors = t.expr { optional = true, doc = "The failed ones among them, as a selector." },
    by = t.label { of = "requests", optional = true, doc = "A line for each value of this label." },
    max_errors = t.percent { default = "1%", doc = "Above this share of errors the line is red." },
    title = t.text { optional = true, doc = "Of the row." },
  },
  row = function(p)
    return t.row { title = p.title or p.requests.help, panels = panels(p) }
  end,
  panel = panels,
}
