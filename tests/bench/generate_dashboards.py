#!/usr/bin/env python3
"""Writes a system with dashboards of 20 panels: generate_dashboards.py FOLDER DASHBOARDS yaml|lua.

Four rows of five panels each; with `lua` each row is one use of a template, with `yaml` the same rows
are written out, so both build the same dashboards."""
import os
import sys

folder, count, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
os.makedirs(os.path.join(folder, "templates"), exist_ok=True)
SERVICES = ["api", "portal", "labs", "orders"]


def write(name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


metrics = "".join(f"""  {s}_requests_total:
    counter: Requests that {s} answered
    labels: [method, status]
  {s}_duration_seconds:
    histogram: Time that {s} takes to answer
    labels: [method]
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5]
  {s}_in_progress:
    gauge: Requests that {s} works on
    labels: [method]
""" for s in SERVICES)
write("system.yaml", f"""tocsin: v1
system: shop
versions: {{prometheus: 2.42, grafana: 11}}
jobs: {{shop: {{targets: ['shop:8000']}}}}
labels:
  method: {{values: [GET, POST, PUT, DELETE]}}
  status: {{match: '[1-5][0-9]{{2}}', max: 50}}
metrics:
{metrics}""")

write("templates/service.lua", """local t = require "tocsin"

return t.template {
  doc = "Traffic, errors, latency and load of one service.",
  params = {
    requests = t.metric { type = "counter", doc = "Requests answered" },
    latency = t.metric { type = "histogram", doc = "Time to answer" },
    load = t.metric { type = "gauge", doc = "Requests being answered" },
  },
  row = function(p)
    local errors = t.where(p.requests, { status = t.re("5..") })
    return {
      title = p.requests.name,
      panels = {
        { key = p.requests.name, title = "Requests", help = "Follows the day",
          timeseries = t.sum(t.rate(p.requests), "method") },
        { key = p.requests.name .. "-errors", title = "Errors", help = "Below one in a hundred",
          timeseries = t.sum(t.rate(errors), "method") / t.sum(t.rate(p.requests), "method") },
        { key = p.latency.name .. "-p50", title = "Median time", help = "Below 100 ms",
          timeseries = t.quantile("0.5", p.latency, "method") },
        { key = p.latency.name .. "-p99", title = "Slowest hundredth", help = "Below one second",
          timeseries = t.quantile("0.99", p.latency, "method") },
        { key = p.load.name, title = "In progress", help = "Below ten", unit = "short",
          timeseries = t.sum(p.load, "method") },
      },
    }
  end,
}
""")


def panel(key, title, help_text, query):
    return f"""          - key: {key}
            title: {title}
            help: {help_text}
            timeseries: {query}
"""


def row(s):
    if kind == "lua":
        return (f"      - template: service\n        with: {{requests: {s}_requests_total, "
                f"latency: {s}_duration_seconds, load: {s}_in_progress}}\n")
    rate = f"sum by (method) (rate({s}_requests_total[$__rate_interval]))"
    errors = f"sum by (method) (rate({s}_requests_total{{status=~\"5..\"}}[$__rate_interval]))"
    buckets = f"sum by (method, le) (rate({s}_duration_seconds_bucket[$__rate_interval]))"
    return (f"      - title: {s}_requests_total\n        panels:\n"
            + panel(f"{s}_requests_total", "Requests", "Follows the day", rate)
            + panel(f"{s}_requests_total-errors", "Errors", "Below one in a hundred", f"{errors} / {rate}")
            + panel(f"{s}_duration_seconds-p50", "Median time", "Below 100 ms", f"histogram_quantile(0.5, {buckets})")
            + panel(f"{s}_duration_seconds-p99", "Slowest hundredth", "Below one second", f"histogram_quantile(0.99, {buckets})")
            + panel(f"{s}_in_progress", "In progress", "Below ten", f"sum by (method) ({s}_in_progress)")
            + "            unit: short\n")


rows = "".join(row(s) for s in SERVICES)
write("dashboards.yaml", "dashboards:\n" + "".join(
    f"  dashboard-{number}:\n    title: Dashboard {number}\n    rows:\n{rows}" for number in range(count)))
