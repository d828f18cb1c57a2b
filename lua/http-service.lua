-- What every HTTP service needs: its rates recorded, alerts on errors and slowness, and a row.
local t = require "tocsin"

local statuses = { "status_code", "status", "code", "http_status" }

local function status_of(p)
  for _, name in ipairs(statuses) do
    if p.requests.labels[name] then
      return name
    end
  end
  t.error {
    at = "requests",
    message = "no label of `" .. p.requests.name .. "` holds the HTTP status",
    help = "it is looked for in `status_code`, `status`, `code` and `http_status`",
  }
end

-- `http_requests_total` is recorded as `job:http_requests:rate5m`, by endpoint as `job_endpoint:…`.
local function names_of(p)
  local level = p.by and "job_" .. p.by or "job"
  local what = t.replace(p.requests.name, "_total$", "")
  return {
    rate = level .. ":" .. what .. ":rate5m",
    errors = level .. ":" .. what .. "_errors:ratio_rate5m",
    latency = p.latency and level .. ":" .. p.latency.name .. ":p99_5m",
  }
end

-- Everything is told by job and by `by`: the duration must have that label too.
local function check_labels(p)
  if p.by and p.latency and not p.latency.labels[p.by] then
    t.error {
      at = "latency",
      message = "`" .. p.latency.name .. "` has no label `" .. p.by .. "`",
      note = "the requests are told by `" .. p.by .. "`, and so is their duration",
      help = "leave `by` out, or `latency`",
    }
  end
end

local function labels_of(p)
  return p.by and { "job", p.by } or { "job" }
end

local function recordings_of(p)
  local names, by = names_of(p), labels_of(p)
  local all = t.sum(t.rate(p.requests, "5m"), by)
  local failed = t.sum(t.rate(t.where(p.requests, { [status_of(p)] = t.re("5..") }), "5m"), by)
  local rules = {
    [names.rate] = t.recording { expr = all, help = (p.requests.help or p.requests.name) .. ", per second" },
    -- Errors count as none while only their series are missing.
    [names.errors] = t.recording { expr = t.or_(failed, 0 * all) / all, help = "The share of requests answered with a server error" },
  }
  if p.latency then
    rules[names.latency] = t.recording { expr = t.quantile(0.99, p.latency, by, "5m"), help = "The duration that one request in a hundred exceeds" }
  end
  return rules
end

local function where(p)
  return p.by and " of {{ $labels." .. p.by .. " }}" or ""
end

-- A value that the label can take, as far as the catalog tells; else nil.
local function value_of(label, wanted)
  if wanted then
    local is_match = not label.match or t.match(wanted, label.match)
    for _, value in ipairs(label.values or { wanted }) do
      if value == wanted and is_match then
        return wanted
      end
    end
    return nil
  end
  return label.values and label.values[1] or not label.match and "any" or nil
end

-- Labels of a series of the requests with this status, or nil when one cannot be made up.
local function labels_with(p, status)
  local labels = { job = p.requests.jobs[1] }
  for _, name in ipairs(p.requests.label_names) do
    labels[name] = value_of(p.requests.labels[name], name == status_of(p) and status or nil)
    if not labels[name] or t.contains(labels[name], '"') or t.contains(labels[name], "\\") then
      return nil
    end
  end
  return labels.job and labels
end

local function series_of(p, labels)
  local matchers = {}
  for name, value in pairs(labels) do
    matchers[#matchers + 1] = name .. '="' .. value .. '"'
  end
  return p.requests.name .. "{" .. table.concat(matchers, ",") .. "}"
end

-- That the alert reads what is recorded, and is silent while all is well.
local function tests_of(p)
  local failed, good = labels_with(p, "500"), labels_with(p, "200")
  local severity, limit
  for name, share in pairs(p.max_errors) do
    severity, limit = name, share
  end
  if not failed or not good or limit >= 1 then
    return nil
  end
  local at = p.hold + t.duration("10m")
  local counts = "0+60x" .. (at / 60):ceil()
  return {
    {
      name = "every request fails",
      given = { [series_of(p, failed)] = counts },
      fires = at,
      severity = severity,
      labels = { job = failed.job, [p.by or "job"] = failed[p.by or "job"] },
    },
    { name = "no request fails", given = { [series_of(p, good)] = counts }, silent = at, severity = severity },
  }
end

local function alerts_of(p, prefix)
  local names = names_of(p)
  local rules = {}
  if p.max_errors then
    rules[prefix .. "ErrorRatio"] = t.alert {
      expr = t.expr(names.errors),
      above = p.max_errors,
      ["for"] = p.hold,
      summary = "More than {{ $limit | humanizePercentage }} of the requests" .. where(p) .. " fail",
      description = "{{ $value | humanizePercentage }} of the requests" .. where(p) .. " to {{ $labels.job }} are answered with a server error; "
        .. "normal is close to none. See which began to fail, and what was deployed or went down then.",
      runbook = p.runbook,
      tests = tests_of(p),
    }
  end
  if p.latency and p.max_latency then
    rules[prefix .. "Latency"] = t.alert {
      expr = t.expr(names.latency),
      above = p.max_latency,
      ["for"] = p.hold,
      summary = "One request in a hundred" .. where(p) .. " takes more than {{ $limit | humanizeDuration }}",
      description = "One request in a hundred" .. where(p) .. " to {{ $labels.job }} takes {{ $value | humanizeDuration }} or longer. "
        .. "Look for what it waits for: the database, another service, or too many requests at once.",
      runbook = p.runbook,
    }
  end
  return rules
end

local function row(p)
  return {
    template = "red",
    with = {
      requests = p.requests.name,
      latency = p.latency and p.latency.name,
      by = p.by,
      title = p.title,
    },
  }
end

return t.template {
  doc = [[
An HTTP service from its two usual metrics: recordings, alerts and a dashboard.

Under `use:` it makes the group `NAME` of recordings (request rate, error ratio and the 99th percentile of the duration over five
minutes) and of alerts (`NAMEErrorRatio` with `max_errors`, `NAMELatency` with `max_latency`), and the dashboard `NAME` with the row of
the template `red`. In place of a row it makes that row alone. `tocsin test` shows that `NAMEErrorRatio` fires, when the catalog tells
enough of the labels to make up series.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, alertmanager: 0.25, grafana: 11}
jobs: {shop: {targets: ['shop:8000']}}
severities: {critical: {color: red}, warning: {color: yellow}}
metrics:
  http_requests_total: {counter: Requests answered, labels: [path: {max: 50}, status_code: {match: '[1-5][0-9]{2}'}]}
  http_request_duration_seconds: {histogram: Time to answer a request, labels: [path: {max: 50}], buckets: [100ms, 500ms, 1s, 5s]}
use:
  api:
    template: http-service
    with:
      name: api
      title: The API
      requests: http_requests_total
      latency: http_request_duration_seconds
      by: path
      max_errors: {warning: 1%, critical: 5%}
      max_latency: {warning: 1s}
routing:
  default: team
  receivers: {team: {webhook: {url: 'http://hook:8080/'}}}
```
]],
  params = {
    name = t.text { default = "http", doc = "What the group and the dashboard are called; the alerts begin with it." },
    title = t.text { optional = true, doc = "Of the dashboard and its row." },
    requests = t.metric { type = "counter", doc = "Requests answered, with the HTTP status as a label." },
    latency = t.metric { type = "histogram", optional = true, doc = "How long they took." },
    by = t.label { of = "requests", optional = true, doc = "Everything is told for each value of this label." },
    max_errors = t.map { of = t.percent {}, optional = true, doc = "Severity → the share of errors above which it alerts, as in `{critical: 5%}`." },
    max_latency = t.map { of = t.duration {}, optional = true, doc = "Severity → the duration above which it alerts, as in `{warning: 1s}`." },
    runbook = t.text { optional = true, doc = "Where it is told what to do; without it, `urls.runbooks` leads there." },
    hold = t.duration { default = "5m", doc = "How long it lasts before an alert fires." },
  },
  row = row,
  spec = function(p)
    check_labels(p)
    local sections = {
      recordings = { [p.name] = { rules = recordings_of(p) } },
      dashboards = {
        [p.name] = { title = p.title or p.requests.help or p.requests.name, rows = { row(p) } },
      },
    }
    if p.max_errors or p.max_latency then
      sections.alerts = { [p.name] = { rules = alerts_of(p, t.camel(p.name)) } }
    end
    return sections
  end,
}
