-- Which alerts of an SLO silence which.

-- The severities of the rows, pages first.
local function severities_of(rows)
  local list, known = {}, {}
  local function add(kind)
    for _, row in ipairs(rows) do
      if row.alert == kind and not known[row.severity] then
        known[row.severity] = true
        list[#list + 1] = row.severity
      end
    end
  end
  add "page"
  add "ticket"
  return list
end

-- The tiers of the rows after this one that have its severity.
local function later_tiers(rows, i)
  local tiers, severity = {}, rows[i].severity
  for j = i + 1, #rows do
    if rows[j].severity == severity then
      tiers[#tiers + 1] = rows[j].tier
    end
  end
  return tiers
end

-- A page says what a ticket would, a fast row what a slow one would.
local function inhibitions_of(p, rows)
  local prefix = p.known.prefix
  local alert = prefix .. "ErrorBudgetBurn"
  local equal = { "slo" }
  for _, label in ipairs(p.by) do
    equal[#equal + 1] = label
  end
  local list, severities = {}, severities_of(rows)
  for i = 1, #severities - 1 do
    local muted = { table.unpack(severities, i + 1) }
    list[#list + 1] = {
      when = { alertname = alert, severity = severities[i] },
      mute = { alertname = alert, severity = #muted > 1 and muted or muted[1] },
      equal = equal,
    }
  end
  for i, row in ipairs(rows) do
    local tiers = later_tiers(rows, i)
    if #tiers > 0 then
      list[#list + 1] = {
        when = { alertname = alert, severity = row.severity, tier = row.tier },
        mute = { alertname = alert, severity = row.severity, tier = tiers },
        equal = equal,
      }
    end
  end
  if p.budget.warn ~= nil and p.budget.spent then
    list[#list + 1] = {
      when = { alertname = prefix .. "ErrorBudgetSpent" },
      mute = { alertname = prefix .. "ErrorBudgetLow" },
      equal = equal,
    }
  end
  return list
end

return { of = inhibitions_of }
