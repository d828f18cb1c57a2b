-- What the alerts of an SLO say.
local t = require "tocsin"
local memo = require "slo.memo"
local series = require "slo.series"

-- What an annotation asks Prometheus for: `query` with as many selectors as `count` says. `lead` goes before the answer, `otherwise`
-- stands in the place of both.
local function asked(voice, query, count, filter, otherwise, lead)
  return voice.with .. query .. '"' .. voice.values[count] .. " | query }}" .. (lead or "") .. "{{ . | first | value | " .. filter .. " }}"
    .. (otherwise and "{{ else }}" .. otherwise or "") .. "{{ end }}"
end

local function group_text(p)
  local parts = {}
  for _, label in ipairs(p.by) do
    parts[#parts + 1] = label .. " {{ $labels." .. label .. " }}"
  end
  return #parts > 0 and " (" .. table.concat(parts, ", ") .. ")" or ""
end

-- What all texts of an SLO begin with, and how their queries select the series of this very alert: `printf` sets the labels of its
-- group into `selector`.
local function voice_of(p)
  local matchers, values = 'slo=\\"' .. p.name .. '\\"', ""
  for _, label in ipairs(p.by) do
    matchers = matchers .. "," .. label .. "=%q"
    values = values .. " $labels." .. label
  end
  local voice = {
    subject = (p.title or p.name) .. group_text(p) .. ": ",
    with = #p.by > 0 and '{{ with printf "' or '{{ with "',
    selector = "{" .. matchers .. "}",
    values = { values, values .. values },
    nouns = (p.up ~= nil or p.ratio ~= nil) and " of the time is bad: " or " of the events are bad: ",
  }
  voice.remaining = "slo:error_budget_remaining:ratio" .. voice.selector
  voice.left = asked(voice, voice.remaining .. " > 0", 1, "humanizePercentage", "Nothing") .. " of the budget is left"
  return voice
end

-- "12.5%", beyond 100% when more than all is gone.
local function budget_spent(voice)
  return asked(voice, "1 - " .. voice.remaining, 1, "humanizePercentage", "An unknown share")
end

-- To the hundredth of a per cent: shares of odd rows need not end.
local function about(share)
  local rounded = t.number((share * 10000 + t.number "0.5"):floor()) / 10000
  return (rounded == share and "" or "about ") .. rounded:percent()
end

-- The numbers in the description of a row: the share of bad events above which it fires, its burn rate, the share of the budget that it
-- spends, and the window in seconds.
local figures = memo.of(function(row, p)
  return {
    threshold = (row.burn * p.known.budget):percent(),
    burn = row.burn:text(),
    spent = about(row.burn * (row.long / p.window)),
    seconds = p.window:seconds():text(),
  }
end)

-- The threshold of each group where they differ.
local function thresholds(p, row, others)
  local text, is_first = "", true
  if not p.objectives then
    return others
  end
  for value, objective in pairs(p.objectives) do
    local quoted = '"' .. t.replace(value, '(["\\\\])', "\\$1") .. '"'
    text = text .. (is_first and "{{ if " or "{{ else if ") .. "eq $labels." .. p.by[1] .. " " .. quoted .. " }}"
      .. (row.burn * (1 - objective)):percent()
    is_first = false
  end
  return text .. "{{ else }}" .. others .. "{{ end }}"
end

local function describe(p, voice, row)
  local long, short, window = row.long_name, row.short_name, p.known.window
  local figure = figures(row.key .. " " .. window .. " " .. p.known.budget_text, row, p)
  local function share(name)
    return asked(voice, series.ratio_name(name) .. voice.selector, 1, "humanizePercentage", "?") .. " over " .. name
  end
  local lasts = "(" .. voice.remaining .. " > 0) * " .. figure.seconds .. " / " .. series.burn_name(long) .. voice.selector
  return "More than " .. thresholds(p, row, figure.threshold) .. voice.nouns .. share(long) .. ", " .. share(short) .. ".\n"
    .. "Row `" .. row.name .. "`: a burn rate above " .. figure.burn .. ", which spends " .. figure.spent .. " of the error budget of "
    .. window .. " in " .. long .. ".\n"
    .. voice.left .. asked(voice, lasts, 2, "humanizeDuration", nil, "; at this rate it is spent in ") .. "."
    .. (p.impact and "\n" .. p.impact or "")
end

return { voice = voice_of, budget_spent = budget_spent, describe = describe }
