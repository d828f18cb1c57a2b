-- A house's own idea of an SLO: one recorded ratio and one alert.
local t = require "tocsin"

return t.template {
  doc = "A ratio and an alert.",
  params = { name = t.text {}, objective = t.percent {}, errors = t.expr {}, total = t.expr {}, owner = t.text { optional = true } },
  spec = function(p)
    local ratio = t.sum(t.rate(p.errors, "1h")) / t.sum(t.rate(p.total, "1h"))
    return {
      recordings = { [p.name] = { labels = { slo = p.name }, rules = { ["slo:errors:ratio_rate1h"] = ratio } } },
      alerts = {
        [p.name] = {
          rules = {
            TooManyErrors = {
              expr = t.gt(t.where("slo:errors:ratio_rate1h", { slo = p.name }), 1 - p.objective),
              severity = "warning",
              labels = { owner = p.owner },
              summary = "More than " .. (1 - p.objective):percent() .. " of the requests fail",
            },
          },
        },
      },
    }
  end,
}
