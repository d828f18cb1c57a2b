-- The burn rate table of an SLO: the usual rows or its own, each checked.
local t = require "tocsin"
local dominated = require "slo.dominated"
local memo = require "slo.memo"
local severities = require "slo.severities"

local one = t.number(1)

-- Who is told when which share of the budget is spent within `long`; `short` ends the alert soon after the trouble. The table of
-- the SRE workbook, chapter "Alerting on SLOs": for 30 days the burn rates 14.4, 6, 3 and 1.
local usual = {
  { alert = "page", tier = "fast", long = t.duration "1h", short = t.duration "5m", share = t.number "2%" },
  { alert = "page", tier = "slow", long = t.duration "6h", short = t.duration "30m", share = t.number "5%" },
  { alert = "ticket", tier = "fast", long = t.duration "1d", short = t.duration "2h", share = t.number "10%" },
  { alert = "ticket", tier = "slow", long = t.duration "3d", short = t.duration "6h", share = t.number "10%" },
}

-- Four decimals are enough for a burn rate and keep it readable where a window divides badly.
local function burn_of(share, window, long)
  return t.number((share * (window / long) * 10000):floor()) / 10000
end

-- A row before it has a severity, with its windows as texts; in `key` they stand with the burn rate.
local function draft(alert, tier, long, short, burn)
  local long_name, short_name = long:short(), short:short()
  return {
    alert = alert,
    tier = tier,
    long = long,
    short = short,
    burn = burn,
    at = "objective",
    long_name = long_name,
    short_name = short_name,
    key = long_name .. " " .. short_name .. " " .. burn:text(),
  }
end

local function row_of(drafted, severity, tier)
  return {
    alert = drafted.alert,
    severity = severity,
    tier = tier,
    name = severity .. " " .. tier,
    long = drafted.long,
    short = drafted.short,
    burn = drafted.burn,
    at = drafted.at,
    long_name = drafted.long_name,
    short_name = drafted.short_name,
    key = drafted.key,
  }
end

-- The usual rows for a window of any length. Below a burn rate of 1 the budget lasts: a ticket is opened from 1 on, once, and a page
-- never.
local usual_rows = memo.of(function(p)
  local rows, has_one = {}, false
  for _, row in ipairs(usual) do
    local burn = burn_of(row.share, p.window, row.long)
    local is_raised = burn < 1 and row.alert == "ticket"
    burn = is_raised and one or burn
    if row.long <= p.window and burn >= one and not (is_raised and has_one) then
      rows[#rows + 1] = draft(row.alert, row.tier, row.long, row.short, burn)
      has_one = has_one or burn <= one and row.alert == "ticket"
    end
  end
  if #rows == 0 then
    t.error {
      at = "window",
      message = "no row of the usual burn rate table fits a window of " .. p.window:short(),
      help = "write rows of your own, as in `alerting: {rows: [{alert: page, long: 10m, short: 1m, burn: 10}]}`",
    }
  end
  return rows
end)

local tiers = { "fast", "slow" }

local function own_row(p, i, counts)
  local row, at = p.alerting.rows[i], "alerting.rows[" .. i .. "]"
  counts[row.alert] = (counts[row.alert] or 0) + 1
  local tier = row.tier or tiers[counts[row.alert]]
  if not tier then
    t.error { at = at, message = "the row has no `tier`", help = "the first two of a kind are called `fast` and `slow`; name the others" }
  end
  if row.long <= row.short then
    t.error {
      at = at .. ".short",
      message = "`short` must be shorter than `long`, found " .. row.short:short() .. " and " .. row.long:short(),
      help = "write `short: " .. (row.long / 12):short() .. "`, a twelfth, as in the usual rows",
    }
  end
  if p.window < row.long then
    t.error { at = at .. ".long", message = "`long` must be at most the window of " .. p.window:short() .. ", found " .. row.long:short() }
  end
  if row.burn == nil and row.share == nil then
    t.error { at = at, message = "the row needs `share` or `burn`" }
  end
  local burn = row.burn or burn_of(row.share, p.window, row.long)
  if burn < 1 then
    t.error {
      name = "burn-rate-below-one",
      at = at,
      message = "a burn rate above " .. burn .. " is no trouble: below 1 the budget lasts longer than " .. p.window:short(),
      help = "write at least `share: " .. (t.number((10000 * (row.long / p.window)):ceil()) / 10000):percent() .. "`, or a longer `long`",
    }
  end
  local drafted = draft(row.alert, tier, row.long, row.short, burn)
  drafted.severity, drafted.at = row.severity, at
  return drafted
end

-- The smallest and the largest error budget, where values have their own.
local function budgets_of(p)
  local least, most = 1 - p.objective, 1 - p.objective
  for _, objective in pairs(p.objectives or {}) do
    local budget = 1 - objective
    least = budget < least and budget or least
    most = most < budget and budget or most
  end
  return least, most
end

local function check_row(row, p, budget, shortest)
  if row.burn * budget >= one then
    local least = t.number((10000 * (1 - 1 / row.burn)):floor() + 1) / 10000
    t.error {
      name = "unreachable-burn-rate",
      at = row.at == "objective" and 1 - p.objective < budget and "objectives" or row.at,
      message = "the row of " .. row.long_name .. " and " .. row.short_name .. " can never fire: it asks for more than "
        .. (row.burn * budget):percent() .. " of errors",
      note = "that is the burn rate " .. row.burn .. " times the error budget " .. budget:percent(),
      help = "promise at least " .. least:percent() .. ", or write `alerting: {rows: […]}` without this row",
    }
  end
  if row.short < shortest then
    t.error {
      name = "short-window",
      at = row.at == "objective" and "window" or row.at .. ".short",
      message = "the window of " .. row.short_name .. " holds fewer than four scrapes, which come every " .. shortest / 4,
      help = row.at == "objective"
          and "scrape more often, or write `alerting: {rows: […]}` with short windows of at least `" .. shortest .. "`"
        or "scrape more often, or write at least `short: " .. shortest .. "`",
    }
  end
end

-- Whether the row stays. One error must not fire a row, or every error does.
local function bears_traffic(row, p, budget)
  if not p.traffic or p.low_traffic == "keep" then
    return true
  end
  local events = p.traffic * (row.long / t.duration "1h")
  local threshold = row.burn * budget
  if events * threshold >= one then
    return true
  end
  if p.low_traffic == "refuse" then
    t.error {
      name = "low-traffic",
      at = "traffic",
      message = "one single error within " .. row.long_name .. " fires the row `" .. row.name .. "`",
      note = "it fires above " .. threshold:percent() .. " of errors, and " .. events .. " events are expected in that time",
      help = "write `low_traffic: drop` to leave such rows out, or `low_traffic: keep`",
    }
  end
  return false
end

-- Rows are told apart by severity and tier: their alerts have one name.
local function check_tiers(rows)
  local known = {}
  for _, row in ipairs(rows) do
    local key = row.severity .. " " .. row.tier
    if known[key] then
      t.error {
        at = row.at,
        message = "two rows have the severity `" .. row.severity .. "` and the tier `" .. row.tier .. "`",
        help = "give them different tiers",
      }
    end
    known[key] = true
  end
end

local function drafts_of(p)
  if not p.alerting.rows then
    return usual_rows(p.known.window, p)
  end
  local drafts, counts = {}, {}
  for i = 1, #p.alerting.rows do
    drafts[i] = own_row(p, i, counts)
  end
  return drafts
end

local function rows_of(p, interval)
  local kept, drafts, page = {}, drafts_of(p), severities.of(p, "page")
  local least, most = budgets_of(p)
  local shortest = 4 * interval
  for _, drafted in ipairs(drafts) do
    local usually = severities.of(p, drafted.alert)
    local severity = usually and drafted.severity and severities.known(drafted.severity, drafted.at .. ".severity") or usually
    if severity then
      local is_same = drafted.alert == "ticket" and severity == page
      local row = row_of(drafted, severity, is_same and "ticket-" .. drafted.tier or drafted.tier)
      check_row(row, p, most, shortest)
      if bears_traffic(row, p, least) then
        kept[#kept + 1] = row
      end
    end
  end
  check_tiers(kept)
  if p.alerting.rows then
    dominated.check(kept)
  end
  return kept
end

return { of = rows_of }
