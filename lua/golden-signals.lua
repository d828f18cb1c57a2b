-- The four golden signals of a service (Site Reliability Engineering, chapter 6).
local t = require "tocsin"

return t.template {
  doc = [[
Latency, traffic, errors and saturation of a service, in one row.

Latency, traffic and errors are drawn by the template `red`, saturation by `use`: it is `used`, or `used` divided by `size`.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, grafana: 11}
jobs: {shop: {targets: ['shop:8000']}}
metrics:
  http_requests_total: {counter: Requests answered, labels: [status: {match: '[1-5][0-9]{2}'}]}
  http_request_duration_seconds: {histogram: Time to answer a request, buckets: [100ms, 500ms, 1s, 5s]}
  workers_busy: {gauge: Workers that answer a request}
  workers: {gauge: Workers there are}
dashboards:
  api:
    title: API
    rows:
      - template: golden-signals
        with:
          requests: http_requests_total
          latency: http_request_duration_seconds
          used: workers_busy
          size: workers
          saturation_title: Workers
```
]],
  params = {
    requests = t.metric { type = "counter", doc = "Requests answered." },
    latency = t.metric { type = "histogram", doc = "How long they took." },
    errors = t.expr { optional = true, doc = "The failed ones among them; see the template `red`." },
    by = t.label { of = "requests", optional = true, doc = "A line for each value of this label." },
    used = t.expr { doc = "What becomes scarce first: connections, workers, memory." },
    size = t.expr { optional = true, doc = "How much of it there is." },
    saturation_by = t.labels { optional = true, doc = "A line of saturation for each combination of these labels." },
    saturation_title = t.text { default = "Saturation", doc = "The title of its panel." },
    title = t.text { optional = true, doc = "Of the row." },
  },
  row = function(p)
    local red = {
      template = "red",
      with = { requests = p.requests.name, latency = p.latency.name, errors = p.errors, by = p.by },
    }
    local saturation = {
      template = "use",
      key = p.requests.name .. "-saturation",
      title = p.saturation_title,
      with = { name = p.saturation_title, used = p.used, size = p.size, by = p.saturation_by },
    }
    return t.row { title = p.title or p.requests.help or p.requests.name, panels = { red, saturation } }
  end,
}
