-- Rate, errors, duration: what the users of a service notice, from its two usual metrics.
local t = require "tocsin"

-- The labels by which services commonly tell failures apart, with what a failure looks like there.
local failures = {
  { label = "status_code", is = "5.." },
  { label = "status", is = "5..|error|failed|failure" },
  { label = "code", is = "5.." },
  { label = "http_status", is = "5.." },
  { label = "outcome", is = "error|failed|failure" },
  { label = "result", is = "error|failed|failure" },
  { label = "grpc_code", is_not = "OK" },
}

local function errors_of(p)
  if p.errors ~= nil then
    return p.errors
  end
  for _, failure in ipairs(failures) do
    if p.requests.labels[failure.label] then
      return t.where(p.requests, { [failure.label] = failure.is and t.re(failure.is) or t.no(failure.is_not) })
    end
  end
  t.error {
    at = "requests",
    message = "no label of `" .. p.requests.name .. "` tells which requests failed",
    help = 'give `errors`, as in `errors: ' .. p.requests.name .. '{state="failed"}`',
  }
end

local most_lines = 20 -- a panel with more is a carpet
local drawn = 10

-- Whether `by` may take more values than a panel can show, or nobody knows how many.
local function is_wide(p)
  local label = p.by and p.requests.labels[p.by]
  return label ~= nil and (label.max == nil or label.max > most_lines)
end

-- Of many lines the highest.
local function highest(p, expr)
  return is_wide(p) and t.topk(drawn, expr) or expr
end

-- Errors count as none while only their series are missing: the first failure makes them.
local function error_ratio(p)
  local all = t.sum(t.rate(p.requests), p.by)
  return t.or_(t.sum(t.rate(errors_of(p)), p.by), 0 * all) / all
end

local function of_each(p)
  if is_wide(p) then
    return ", the " .. drawn .. " highest by " .. p.by
  end
  return p.by and " by " .. p.by or ""
end

local function help_of(metric)
  return metric.help or "`" .. metric.name .. "`"
end

local function request_panels(p)
  return {
    t.panel {
      key = p.requests.name .. "-rate",
      title = "Request rate" .. of_each(p),
      help = help_of(p.requests) .. ". Normal is what this hour of the week usually has; a sudden drop is as bad a sign as a peak.",
      timeseries = highest(p, t.sum(t.rate(p.requests), p.by)),
    },
    t.panel {
      key = p.requests.name .. "-errors",
      title = "Error ratio" .. of_each(p),
      help = "The share of requests that failed. Normal is close to zero; above the red line, at "
        .. p.max_errors:percent() .. ", users notice.",
      timeseries = highest(p, error_ratio(p)),
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
    help = help_of(p.latency) .. ". Half of the requests are faster than p50; one in a hundred is slower than p99. "
      .. "Normal is a p99 that keeps its distance to p50 all day.",
    timeseries = {
      p50 = t.quantile(0.5, p.latency),
      p95 = t.quantile(0.95, p.latency),
      p99 = t.quantile(0.99, p.latency),
    },
    min = 0,
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
`result` or `grpc_code`. For any other, `errors` says which requests failed. The error ratio is 0, not gone, while nothing has failed
yet. With `by`, labels of more than 20 values show the ten highest lines.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, grafana: 11}
jobs: {shop: {targets: ['shop:8000']}}
metrics:
  orders_total: {counter: Orders taken, labels: [outcome: {values: [ok, failed]}]}
  order_duration_seconds: {histogram: Time to take an order, buckets: [100ms, 500ms, 1s, 5s]}
dashboards:
  orders:
    title: Orders
    rows:
      - {template: red, with: {requests: orders_total, latency: order_duration_seconds, max_errors: 0.5%}}
```
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
    return t.row { title = p.title or p.requests.help or p.requests.name, panels = panels(p) }
  end,
  panel = panels,
}
