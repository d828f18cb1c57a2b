-- A service level objective: two counts, everything that follows from them, and who is told when the budget burns.
local t = require "tocsin"
local alerts = require "slo.alerts"
local checks = require "slo.checks"
local cost = require "slo.cost"
local indicators = require "slo.indicators"
local inhibitions = require "slo.inhibitions"
local objective = require "slo.objective"
local recordings = require "slo.recordings"
local rows = require "slo.rows"
local selectors = require "slo.selectors"
local tests = require "slo.tests"

-- The SLO's own labels in a list, for they are gone over again and again.
local function labels_of(p)
  local labels = {}
  for name, value in pairs(p.labels) do
    labels[#labels + 1] = { name = name, value = value }
  end
  return labels
end

local function spec(p)
  local budget = 1 - p.objective
  p.known = { -- what is found once
    prefix = t.camel(p.name), -- of the names of alerts
    window = p.window:short(),
    budget = budget,
    budget_text = budget:text(),
    labels = labels_of(p),
    series = {}, -- recorded ones by their names
    severities = {}, -- by urgency
    selectors = {}, -- what they read
  }
  checks.whole(p)
  local measured = indicators.measure(p)
  checks.objectives(p)
  local burn_rows = rows.of(p, measured.interval)
  local recorded = recordings.of(p, measured, burn_rows)
  cost.check(p, recorded)
  local group = "slo-" .. p.name
  local sections = {
    recordings = { [group] = { interval = selectors.step, labels = { slo = p.name }, rules = recorded } },
    objectives = { [p.name] = objective.of(p, burn_rows) },
  }
  local rules, inhibit = alerts.of(p, burn_rows), inhibitions.of(p, burn_rows)
  if p.tests then
    tests.add(p, measured, burn_rows, rules[p.known.prefix .. "ErrorBudgetBurn"] or {}, recorded)
  end
  for _ in pairs(rules) do
    sections.alerts = { [group] = { rules = rules } }
    break
  end
  if #inhibit > 0 then
    sections.routing = { inhibit = inhibit }
  end
  return sections
end

return t.template {
  doc = [[
A service level objective: its recordings, alerts and inhibitions.

Every entry of `slos:` is handed to this template; a `templates/slo.lua` of yours takes its place. It records two counts a minute, events
and errors, and makes every window of sums of them. Alerts follow the burn rate table of the SRE workbook: a long window says how much of
the budget is gone, a short one that it still burns.

```yaml example
tocsin: v1
system: shop
severities: {critical: {}, warning: {}}
jobs: {shop: {targets: ['shop:8000'], interval: 15s}}
metrics:
  orders_total: {counter: Orders, labels: [outcome: {values: [placed, failed]}]}
slos:
  orders:
    title: Orders are placed
    objective: 99.9%
    window: 30d
    errors: orders_total{outcome="failed"}
    total: orders_total
```
]],
  params = {
    name = t.text { doc = "The SLO's key." },
    title = t.text { optional = true, doc = "What is promised, in a few words." },
    help = t.text { optional = true, doc = "What it means." },
    objective = t.percent { doc = "The share of events that are to be good." },
    objectives = t.map { of = t.percent {}, optional = true, doc = "Other objectives for single values of the label in `by`." },
    window = t.duration { default = "30d", min = "1h", doc = "The time for which it is promised." },
    errors = t.expr { optional = true, doc = "The bad ones among the events of `total`." },
    good = t.expr { optional = true, doc = "The good ones among the events of `total`." },
    total = t.expr { optional = true, doc = "All events." },
    latency = t.expr { optional = true, doc = "A histogram; what it observed is good up to `under`." },
    under = t.number { optional = true, doc = "The bound of one of its buckets." },
    up = t.expr { optional = true, doc = "A gauge that is 1 while all is well." },
    ratio = t.expr { optional = true, doc = "The share of errors, as it is." },
    by = t.list { of = t.text {}, default = {}, doc = "One objective for each value of these labels." },
    traffic = t.number { optional = true, min = 0, doc = "Events in a usual hour, of one value of `by`." },
    low_traffic = t.choice { "refuse", "drop", "keep", default = "refuse", doc = "What is done with rows that one error would fire." },
    owner = t.text { optional = true, doc = "Who answers for it." },
    labels = t.map { of = t.text {}, default = {}, doc = "Further labels of its alerts and of its info series." },
    runbook = t.text { optional = true, doc = "The runbook of its alerts." },
    dashboard = t.text { optional = true, doc = "The key of the dashboard to which its alerts lead." },
    impact = t.text { optional = true, doc = "Whom it hurts when it is missed." },
    regulatory = t.boolean { default = false, doc = "Whether a law or a contract asks for it." },
    alerting = t.record {
      page = t.text { optional = true },
      ticket = t.text { optional = true },
      absent = t.text { optional = true },
      rows = t.list {
        of = t.record {
          long = t.duration {},
          short = t.duration {},
          share = t.percent { optional = true },
          burn = t.number { optional = true },
          alert = t.choice { "page", "ticket" },
          severity = t.text { optional = true },
          tier = t.text { optional = true },
        },
        optional = true,
      },
      default = {},
      doc = "The severities of pages and tickets, or `off`, and rows in place of the usual ones.",
    },
    budget = t.record {
      warn = t.percent { optional = true },
      spent = t.boolean { default = false },
      default = {},
      doc = "Tickets about the budget itself.",
    },
    tests = t.boolean { default = true, doc = "Whether its rules get tests." },
    allow = t.map { of = t.any {}, optional = true, doc = "Checks that may not complain." },
  },
  spec = spec,
}
