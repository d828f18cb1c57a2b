-- Breaks what it can reach: nobody else may see it.
local t = require "tocsin"
local panels = require "slo.panels"
local series = require "slo.series"
local hour = panels.hour:short()
local key = t.text { doc = "The key of the row." }
local slos = {}
for name in pairs(t.slos) do
  slos[#slos + 1] = name
end
panels.hour, panels.budget_colors.base, panels.most_lines = nil, "pink", 0
panels.params, panels.selected, panels.overview = nil, nil, nil
series.of, series.burn_name = nil, nil
string.char, table.insert, math.max, ipairs, pairs = nil, nil, nil, nil, nil
t.expr, t.duration, t.panel_of, t.row, t.slos, t.catalog = nil, nil, nil, nil, nil, nil
return t.template {
  doc = "Breaks what it can reach.",
  params = { key = key },
  row = function(p)
    return {
      key = p.key,
      title = "Own of " .. hour .. " " .. table.concat(slos, " "),
      panels = { t.panel { key = p.key, title = "Own", stat = { { legend = "up", expr = #p.key * t.sum("up") } } } },
    }
  end,
}
