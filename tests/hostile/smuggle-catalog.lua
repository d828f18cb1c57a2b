local t = require "tocsin"

return t.template {
  doc = "Hostile: state in the catalog.",
  spec = function()
    t.catalog.metrics.requests_total.help = "smuggled"
  end,
}
