-- Which alerts of an SLO silence which.
local t = require "tocsin"

-- The severities of the rows, pages first.
local function severities_of(rows)
  local list, known = {}, {}
  for _, kind in ipairs { "page", "ticket" } do
    for _, row in ipairs(rows) do
      if row.alert == kind and not known[row.severity] then
        known[row.severity] = true
        list[#list + 1] = row.severity
      end
    end
  end
  return list
end

-- A page says what a ticket would, a fast row what a slow one would.
local function inhibitions_of(p, rows)
  local alert = t.camel(p.name) .. "ErrorBudgetBurn"
  local equal = { "slo" }
  for _, label in ipairs(p.by) do
    equal[#equal + 1] = label
  end
  local list, later = {}, {}
  for i = #rows, 1, -1 do
    local row = rows[i]
    if later[row.severity] then
      table.insert(list, 1, {
        when = { alertname = alert, severity = row.severity, tier = row.tier },
        mute = { alertname = alert, severity = row.severity, tier = { table.unpack(later[row.severity]) } },
        equal = equal,
      })
    end
    later[row.severity] = later[row.severity] or {}
    table.insert(later[row.severity], 1, row.tier)
  end
  local severities = severities_of(rows)
  for i = #severities - 1, 1, -1 do
    local muted = { table.unpack(severities, i + 1) }
    table.insert(list, 1, {
      when = { alertname = alert, severity = severities[i] },
      mute = { alertname = alert, severity = #muted > 1 and muted or muted[1] },
      equal = equal,
    })
  end
  if p.budget.warn ~= nil and p.budget.spent then
    local prefix = t.camel(p.name)
    list[#list + 1] = {
      when = { alertname = prefix .. "ErrorBudgetSpent" },
      mute = { alertname = prefix .. "ErrorBudgetLow" },
      equal = equal,
    }
  end
  return list
end

return { of = inhibitions_of }
