-- What is left of every error budget, a panel each.
local t = require "tocsin"

return t.template {
  doc = "What is left of every error budget.",
  row = function()
    local panels = {}
    for name, slo in pairs(t.slos) do
      panels[#panels + 1] = t.panel {
        key = name,
        title = (slo.title or name) .. ", " .. slo.objective:percent() .. " of " .. slo.window,
        help = "What is left of the error budget of the SLO by `" .. slo.indicator .. "`"
          .. (#slo.by > 0 and ", for each " .. table.concat(slo.by, " and ") or "") .. ".",
        stat = t.where(t.expr "slo:error_budget_remaining:ratio", { slo = name }),
      }
    end
    return t.row { title = "Error budgets", panels = panels }
  end,
}
