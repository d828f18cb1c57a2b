-- Utilisation, saturation, errors: what a resource is like, for finding causes.
local t = require "tocsin"

local function utilisation(p)
  if p.size then
    return t.sum(p.used, p.by) / t.sum(p.size, p.by)
  end
  return t.expr(p.used)
end

local function panels(p)
  local name = p.name
  local list = {
    t.panel {
      title = name .. ": utilisation",
      help = "How much of it is in use. Above the yellow line it soon becomes scarce, above the red one it is.",
      timeseries = utilisation(p),
      unit = p.size and "percentunit" or nil,
      min = 0,
      max = p.size and 1 or nil,
      thresholds = p.size and { base = "green", [tostring(p.high)] = "yellow", [tostring(p.full)] = "red" } or nil,
    },
  }
  if p.saturation then
    list[#list + 1] = t.panel {
      title = name .. ": saturation",
      help = "Work that has to wait for it. Normal is none; a queue that does not drain means that there is too little of it.",
      timeseries = p.saturation,
      min = 0,
    }
  end
  if p.errors then
    list[#list + 1] = t.panel {
      title = name .. ": errors",
      help = p.errors.help .. ". Normal is none.",
      timeseries = t.sum(t.rate(p.errors), p.by),
      min = 0,
    }
  end
  return list
end

return t.template {
  doc = [[
Utilisation, saturation and errors of a resource: a pool, a disk, a queue.

With `size` the utilisation is `used` divided by it, between 0 and 100 %; without, `used` is shown as it is.
]],
  params = {
    name = t.text { doc = "What the resource is called, in titles: `Connection pool`." },
    used = t.expr { doc = "How much of it is in use." },
    size = t.expr { optional = true, doc = "How much there is." },
    saturation = t.expr { optional = true, doc = "What waits for it." },
    errors = t.metric { type = "counter", optional = true, doc = "What failed because of it." },
    by = t.labels { optional = true, doc = "A line for each combination of these labels." },
    high = t.percent { default = "80%", doc = "Where the utilisation becomes yellow." },
    full = t.percent { default = "90%", doc = "Where it becomes red." },
  },
  row = function(p)
    return t.row { title = p.name, panels = panels(p) }
  end,
  panel = panels,
}
