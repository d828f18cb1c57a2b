-- Whether Prometheus reaches its targets: what every other query relies on.
local t = require "tocsin"

local function of(p, metric)
  if #p.jobs == 0 then
    return t.expr(metric)
  end
  return t.where(t.expr(metric), { job = p.jobs })
end

return t.template {
  doc = [[
Whether Prometheus reaches the targets of its jobs.

In place of a row: the share of targets that answer, how long their answers take and how many series they hold. Beside the
rules of a group: the alert `TargetDown` for each target that has not answered for a while.

```yaml example
tocsin: v1
system: shop
versions: {prometheus: 2.42, alertmanager: 0.25, grafana: 11}
jobs: {shop: {targets: ['shop:8000'], exposes: unknown}}
severities: {critical: {color: red}}
dashboards:
  targets: {title: Targets, rows: [{template: targets}]}
alerts:
  targets: {template: targets, with: {jobs: shop, severity: critical, down_for: 10m}}
routing:
  default: team
  receivers: {team: {webhook: {url: 'http://hook:8080/'}}}
```
]],
  params = {
    jobs = t.list { of = t.text {}, default = {}, doc = "The jobs; all of them when the list is empty." },
    severity = t.severity { optional = true, doc = "Of the alert; it must be given for that." },
    down_for = t.duration { default = "5m", doc = "How long a target is down before the alert fires." },
  },
  row = function(p)
    return {
      title = "Targets",
      panels = {
        t.panel {
          title = "Targets up",
          help = "The share of a job's targets that answered the last scrape. Below 100 % some are down or unreachable.",
          unit = "percentunit",
          min = 0,
          max = 1,
          timeseries = t.avg(of(p, "up"), { by = "job" }),
        },
        t.panel {
          title = "Slowest scrape",
          help = "How long the slowest target of a job takes to answer. Close to the scrape timeout, answers begin to be lost.",
          unit = "s",
          timeseries = t.max(of(p, "scrape_duration_seconds"), { by = "job" }),
        },
        t.panel {
          title = "Samples",
          help = "How many samples the targets of a job hold. A steady rise is a label with ever more values.",
          unit = "short",
          timeseries = t.sum(of(p, "scrape_samples_post_metric_relabeling"), { by = "job" }),
        },
      },
    }
  end,
  rules = function(p)
    if p.severity == nil then
      t.error { at = "severity", message = "the alert needs a severity", help = "give `severity`, one of the spec's" }
    end
    return {
      TargetDown = t.alert {
        expr = t.eq(of(p, "up"), 0),
        ["for"] = p.down_for,
        severity = p.severity,
        summary = "{{ $labels.instance }} of the job {{ $labels.job }} does not answer",
        description = "Prometheus has not reached {{ $labels.instance }}: it is down, or the way to it is.",
      },
    }
  end,
}
