-- What is left of every error budget, a panel each.
local t = require "tocsin"

-- What its alerts ask for: `critical fast, a page: above 1.44% in 1h and 5m`.
local function alerts_of(slo)
  local lines = {}
  for i, row in ipairs(slo.alerts) do
    lines[i] = row.severity .. " " .. row.tier .. ", a " .. row.urgency .. ": above " .. (row.burn * (1 - slo.objective)):percent() .. " in "
      .. row.long:short() .. " and " .. row.short:short()
  end
  return #lines > 0 and "\n\n" .. slo.alerts[1].alert .. ":\n- " .. table.concat(lines, "\n- ") or ""
end

return t.template {
  doc = "What is left of every error budget.",
  row = function()
    local panels = {}
    for name, slo in pairs(t.slos) do
      panels[#panels + 1] = t.panel {
        key = name,
        title = (slo.title or name) .. ", " .. slo.objective:percent() .. " of " .. slo.window,
        help = "What is left of the error budget of the SLO by `" .. slo.indicator .. "`"
          .. (#slo.by > 0 and ", for each " .. table.concat(slo.by, " and ") or "") .. "." .. alerts_of(slo),
        stat = t.where(t.expr "slo:error_budget_remaining:ratio", { slo = name }),
      }
    end
    return t.row { title = "Error budgets", panels = panels }
  end,
}
