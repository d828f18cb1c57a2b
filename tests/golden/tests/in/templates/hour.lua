-- A recording and an alert over an hour of a counter, each with its tests.
local t = require "tocsin"

return t.template {
  doc = "What happens in an hour, recorded, and an alert when that is much.",
  params = { counter = t.metric { type = "counter", doc = "What is counted." } },
  spec = function(p)
    local hour = t.sum(t.increase(p.counter, "1h"))
    local series = p.counter.name .. '{status="ok"}'
    return {
      recordings = { hour = { rules = {
        ["shop:requests:increase1h"] = t.recording {
          expr = hour,
          tests = { { name = "made by a template", given = { [series] = "0+1x120" }, at = "2h", gives = 60 } },
        },
      } } },
      alerts = { hour = { rules = {
        ManyInAnHour = t.alert {
          expr = t.gt(hour, 100),
          severity = "warning",
          summary = "More than a hundred in an hour",
          tests = { { given = { [series] = "0+1x60 60+2x60" }, silent = { "1h", "90m" }, fires = "2h" } },
        },
      } } },
    }
  end,
}
