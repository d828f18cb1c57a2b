-- What was promised and which alerts tell of it, for those who explain them: an entry of the section `objectives`.

-- What is counted, as selectors.
local function counts_of(p)
  local function code(expr)
    return "`" .. expr:text() .. "`"
  end
  if p.errors then
    return "bad are " .. code(p.errors) .. " of " .. code(p.total)
  elseif p.good then
    return "good are " .. code(p.good) .. " of " .. code(p.total)
  elseif p.latency then
    return "good is what " .. code(p.latency) .. " observes up to " .. p.under
  elseif p.up then
    return "good are the minutes in which " .. code(p.up) .. " is 1"
  end
  return "bad are as much of each minute as " .. code(p.ratio) .. " says"
end

local function percentages(objectives)
  if not objectives then
    return nil
  end
  local texts = {}
  for value, objective in pairs(objectives) do
    texts[value] = objective:percent()
  end
  return texts
end

local function rows_of(p, rows)
  local list, alert = {}, p.known.prefix .. "ErrorBudgetBurn"
  for i, row in ipairs(rows) do
    list[i] = {
      alert = alert,
      severity = row.severity,
      tier = row.tier,
      urgency = row.alert,
      long = row.long,
      short = row.short,
      burn = row.burn,
    }
  end
  return #list > 0 and list or nil
end

-- The SLO as promised; `rows` are those of its burn rate table that have an alert.
local function objective_of(p, rows)
  return {
    title = p.title,
    help = p.help,
    objective = p.objective:percent(),
    objectives = percentages(p.objectives),
    window = p.window,
    by = #p.by > 0 and p.by or nil,
    counts = counts_of(p),
    traffic = p.traffic,
    owner = p.owner,
    alerts = rows_of(p, rows),
  }
end

return { of = objective_of }
