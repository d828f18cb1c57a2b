-- The four golden signals of a service (Site Reliability Engineering, chapter 6).
local t = require "tocsin"

local function saturation_panel(p)
  local ratio = p.size and t.sum(p.used, p.saturation_by) / t.sum(p.size, p.saturation_by)
  return t.panel {
    key = p.requests.name .. "-saturation",
    title = p.saturation_title,
    help = "How full the service is: what becomes scarce first. Plan for more before it is full.",
    timeseries = ratio or t.expr(p.used),
    unit = ratio and "percentunit" or nil,
    min = 0,
    max = ratio and 1 or nil,
    thresholds = ratio and { base = "green", ["80%"] = "yellow", ["90%"] = "red" } or nil,
  }
end

return t.template {
  doc = [[
Latency, traffic, errors and saturation of a service, in one row.

Latency, traffic and errors are drawn by the template `red`; saturation is `used`, or `used` divided by `size`.
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
    return t.row { title = p.title or p.requests.help, panels = { red, saturation_panel(p) } }
  end,
}
