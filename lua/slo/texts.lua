-- What the alerts of an SLO say.
local t = require "tocsin"
local series = require "slo.series"

-- What an annotation asks Prometheus for: `%s` of `expr` stands for the matchers of this very alert.
local function asked(p, expr, filter, otherwise)
  local matchers, values = 'slo=\\"' .. p.name .. '\\"', ""
  for _, label in ipairs(p.by) do
    matchers = matchers .. "," .. label .. "=%q"
    values = values .. " $labels." .. label
  end
  local text, count = "", 0
  for _, part in ipairs(t.split(expr, "%s")) do
    text = text .. (count > 0 and matchers or "") .. part
    count = count + 1
  end
  local query = '"' .. text .. '"'
  if values ~= "" then
    query = "printf " .. query .. string.rep(values, count - 1)
  end
  return "{{ with " .. query .. " | query }}{{ . | first | value | " .. filter .. " }}{{ else }}" .. otherwise .. "{{ end }}"
end

local function group_text(p)
  local parts = {}
  for _, label in ipairs(p.by) do
    parts[#parts + 1] = label .. " {{ $labels." .. label .. " }}"
  end
  return #parts > 0 and " (" .. table.concat(parts, ", ") .. ")" or ""
end

local function budget_left(p)
  return asked(p, "slo:error_budget_remaining:ratio{%s}", "humanizePercentage", "an unknown share")
end

-- To the hundredth of a per cent: shares of odd rows need not end.
local function about(share)
  local rounded = t.number((share * 10000 + t.number "0.5"):floor()) / 10000
  return (rounded == share and "" or "about ") .. rounded:percent()
end

local function describe(p, row)
  local long, short = row.long:short(), row.short:short()
  local seconds = p.window:seconds()
  local lasts = "(slo:error_budget_remaining:ratio{%s} > 0) * " .. seconds .. " / " .. series.burn_name(row.long) .. "{%s}"
  local threshold = p.objectives and row.burn .. " times its error budget" or (row.burn * (1 - p.objective)):percent()
  local lines = {
    "More than " .. threshold .. " of the events are bad: "
      .. asked(p, series.ratio_name(row.long) .. "{%s}", "humanizePercentage", "?") .. " over " .. long .. ", "
      .. asked(p, series.ratio_name(row.short) .. "{%s}", "humanizePercentage", "?") .. " over " .. short .. ".",
    "Row `" .. row.name .. "`: the budget of " .. p.window:short() .. " burns more than " .. row.burn
      .. " times as fast as it lasts, which spends " .. about(row.burn * (row.long / p.window)) .. " of it in " .. long .. ".",
    budget_left(p) .. " of the budget is left; at this rate it is spent in " .. asked(p, lasts, "humanizeDuration", "no time") .. ".",
    p.impact,
  }
  return table.concat(lines, "\n")
end

return { group = group_text, budget_left = budget_left, describe = describe }
