local t = require "tocsin"
return t.template {
  doc = "More.",
  params = { name = t.text {} },
  spec = function(p)
    return { alerts = { [p.name .. "-more"] = { rules = { [p.name .. "More"] = { expr = "up == 0", severity = "critical", summary = "x" } } } } }
  end,
}
