-- Rows of one's own that tell nobody anything, because another row fires whenever they do.
--
-- While traffic is steady, more than `burn` over a window is more than `burn × window / wider` over a wider one that ends at the same
-- time, for what is bad in the one is bad in the other. So a row that looks further back with both of its windows, and asks for no
-- more errors in either, fires whenever the first does. With equal numbers of errors in both it adds something as soon as traffic
-- varies: such are the two tickets of the usual table, about which nothing is said.
local t = require "tocsin"

-- The most urgent is 1; a severity that nobody declares has no rank.
local function rank_of(severity)
  for i, declared in ipairs(t.severities) do
    if declared.name == severity then
      return i
    end
  end
end

local function is_as_urgent(row, as)
  if row.alert ~= as.alert and row.alert ~= "page" then
    return false
  end
  local rank, other = rank_of(row.severity), rank_of(as.severity)
  if rank and other then
    return rank <= other
  end
  return row.severity == as.severity or row.alert ~= as.alert
end

-- The burn rate that is left of the row's in a longer window.
local function over(row, window, longer)
  return row.burn * (row[window] / longer[window])
end

local function covers(other, row)
  if other.long < row.long or other.short < row.short or not is_as_urgent(other, row) then
    return false
  end
  local in_long, in_short = over(row, "long", other), over(row, "short", other)
  if in_long < other.burn or in_short < other.burn then
    return false
  end
  return other.burn < in_long or other.burn < in_short or not is_as_urgent(row, other)
end

local function is_same(row, other)
  return row.long == other.long and row.short == other.short and row.burn == other.burn and is_as_urgent(other, row)
end

local function windows(row)
  return row.long:short() .. " and " .. row.short:short()
end

-- Four decimals; what is left of a burn rate is at least the one, and less than or just the other.
local function rounded_down(burn)
  return t.number((burn * 10000):floor()) / 10000
end

local function rounded_up(burn)
  return t.number((burn * 10000):ceil()) / 10000
end

local function warn(row, other)
  local in_long, in_short = over(row, "long", other), over(row, "short", other)
  local enough = rounded_up(in_long < in_short and in_long or in_short)
  t.warn {
    name = "dominated-row",
    at = row.at,
    message = "the row of " .. windows(row) .. " tells nobody anything new: whenever it fires, `" .. other.at .. "` of " .. windows(other) .. " fires too",
    note = "while traffic is steady, a burn rate of " .. row.burn .. " is one of at least " .. rounded_down(in_long) .. " over "
      .. other.long:short() .. " and " .. rounded_down(in_short) .. " over " .. other.short:short() .. ", and the other row asks for "
      .. other.burn,
    help = "leave the row out, make it more urgent, or let `" .. other.at .. "` ask for a burn rate of more than " .. enough,
  }
end

-- Looks at rows that were written; each is told of once.
local function check(rows)
  for i, row in ipairs(rows) do
    for j, other in ipairs(rows) do
      if i ~= j and (covers(other, row) or j < i and is_same(row, other)) then
        warn(row, other)
        break
      end
    end
  end
end

return { check = check }
