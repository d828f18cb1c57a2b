-- What the alerts of an SLO say.
local t = require "tocsin"
local series = require "slo.series"

-- What an annotation asks Prometheus for: between `parts` stand the matchers of this very alert. `lead` goes before the answer,
-- `otherwise` stands in the place of both.
local function asked(p, parts, filter, otherwise, lead)
  local matchers, values = 'slo=\\"' .. p.name .. '\\"', ""
  for _, label in ipairs(p.by) do
    matchers = matchers .. "," .. label .. "=%q"
    values = values .. " $labels." .. label
  end
  local query = '"' .. table.concat(parts, matchers) .. '"'
  if values ~= "" then
    query = "printf " .. query .. string.rep(values, #parts - 1)
  end
  local answer = (lead or "") .. "{{ . | first | value | " .. filter .. " }}"
  return "{{ with " .. query .. " | query }}" .. answer .. (otherwise and "{{ else }}" .. otherwise or "") .. "{{ end }}"
end

local function group_text(p)
  local parts = {}
  for _, label in ipairs(p.by) do
    parts[#parts + 1] = label .. " {{ $labels." .. label .. " }}"
  end
  return #parts > 0 and " (" .. table.concat(parts, ", ") .. ")" or ""
end

-- "12.5%", beyond 100% when more than all is gone.
local function budget_spent(p)
  return asked(p, { "1 - slo:error_budget_remaining:ratio{", "}" }, "humanizePercentage", "An unknown share")
end

-- To the hundredth of a per cent: shares of odd rows need not end.
local function about(share)
  local rounded = t.number((share * 10000 + t.number "0.5"):floor()) / 10000
  return (rounded == share and "" or "about ") .. rounded:percent()
end

-- The share of bad events above which the row fires, by group where they differ.
local function threshold(p, row)
  local function of(objective)
    return (row.burn * (1 - objective)):percent()
  end
  local text, is_first = "", true
  for value, objective in pairs(p.objectives or {}) do
    local quoted = '"' .. t.replace(value, '(["\\\\])', "\\$1") .. '"'
    text = text .. (is_first and "{{ if " or "{{ else if ") .. "eq $labels." .. p.by[1] .. " " .. quoted .. " }}" .. of(objective)
    is_first = false
  end
  return is_first and of(p.objective) or text .. "{{ else }}" .. of(p.objective) .. "{{ end }}"
end

local function describe(p, row)
  local long, short = row.long:short(), row.short:short()
  local is_of_time = p.up ~= nil or p.ratio ~= nil
  local remaining = "slo:error_budget_remaining:ratio{"
  local left = { remaining, "} > 0" }
  local lasts = { "(" .. remaining, "} > 0) * " .. p.window:seconds() .. " / " .. series.burn_name(row.long) .. "{", "}" }
  local lines = {
    "More than " .. threshold(p, row) .. (is_of_time and " of the time is bad: " or " of the events are bad: ")
      .. asked(p, { series.ratio_name(row.long) .. "{", "}" }, "humanizePercentage", "?") .. " over " .. long .. ", "
      .. asked(p, { series.ratio_name(row.short) .. "{", "}" }, "humanizePercentage", "?") .. " over " .. short .. ".",
    "Row `" .. row.name .. "`: a burn rate above " .. row.burn .. ", which spends " .. about(row.burn * (row.long / p.window))
      .. " of the error budget of " .. p.window:short() .. " in " .. long .. ".",
    asked(p, left, "humanizePercentage", "Nothing") .. " of the budget is left"
      .. asked(p, lasts, "humanizeDuration", nil, "; at this rate it is spent in ") .. ".",
    p.impact,
  }
  return table.concat(lines, "\n")
end

return { group = group_text, budget_spent = budget_spent, describe = describe }
