-- A template below `use:` may return SLOs, which become rules like those of the spec.
local t = require "tocsin"

return t.template {
  doc = "An SLO for one tenant.",
  params = { requests = t.metric { type = "counter" } },
  spec = function(p)
    return {
      slos = {
        gold = {
          objective = "99.99%",
          errors = t.where(p.requests, { status = "error", tenant = "gold" }),
          total = t.where(p.requests, { tenant = "gold" }),
        },
      },
    }
  end,
}
