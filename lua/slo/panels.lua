-- What the dashboards of SLOs have in common: which SLOs they show, their colours, and the table with a line for each.
local t = require "tocsin"
local query = require "slo.queries"

local panels = {}

-- What is left of a budget, from shares on; below nothing it is spent.
panels.budget_colors = { base = "red", ["0"] = "orange", ["25%"] = "green" }

panels.hour = t.duration "1h"

-- Of more lines than this a graph shows those that are worst now.
panels.most_lines = 12

panels.params = {
  names = t.list { of = t.text {}, default = {}, doc = "Only these SLOs, in this order; default: all." },
}

local function check_name(p, i)
  if t.slos[p.names[i]] then
    return
  end
  local names = {}
  for name in pairs(t.slos) do
    names[#names + 1] = "`" .. name .. "`"
  end
  t.error {
    at = "names[" .. i .. "]",
    name = "unknown-name",
    message = "there is no SLO `" .. p.names[i] .. "`",
    help = #names > 0 and #names <= 12 and "the SLOs are " .. table.concat(names, ", ") or nil,
  }
end

-- The SLOs in `names`, in their order, or all.
function panels.selected(p)
  local slos, known = {}, {}
  for i, name in ipairs(p.names) do
    check_name(p, i)
    if not known[name] then
      known[name] = true
      slos[#slos + 1] = t.slos[name]
    end
  end
  if #p.names == 0 then
    for _, slo in pairs(t.slos) do
      slos[#slos + 1] = slo
    end
  end
  return slos
end

local usual_colors = { "red", "orange", "yellow", "blue" }

-- The severities of the alerts of these SLOs, most urgent first: a list of `{name, color}`.
function panels.severities(slos)
  local used, list, rank = {}, {}, 0
  for _, slo in ipairs(slos) do
    for _, row in ipairs(slo.alerts) do
      used[row.severity] = true
    end
  end
  for name, severity in pairs(t.severities) do
    rank = rank + 1
    if used[name] then
      list[#list + 1] = { name = name, color = severity.color or usual_colors[math.min(rank, #usual_colors)] }
    end
  end
  return list
end

-- The colours of their severities, by name.
function panels.colors_of(slos)
  local colors = {}
  for _, severity in ipairs(panels.severities(slos)) do
    colors[severity.name] = severity.color
  end
  return colors
end

-- How far an axis of burn rates reaches at least: beyond the first of the limits that are drawn, so that calm looks calm.
function panels.reach(limits)
  local least
  for limit in pairs(limits) do
    if limit ~= "base" and (not least or t.number(limit) < least) then
      least = t.number(limit)
    end
  end
  return (least or t.number(1)) * t.number "1.2"
end

-- Digits of percentages that tell objectives from 100%, and what came of them from the objectives.
local function digits_of(slos)
  local most = 0
  for _, slo in ipairs(slos) do
    local shares = { slo.objective }
    for _, objective in pairs(slo.objectives or {}) do
      shares[#shares + 1] = objective
    end
    for _, share in ipairs(shares) do
      local parts = t.split(share:percent(), ".")
      most = math.max(most, parts[2] and #parts[2] - 1 or 0)
    end
  end
  return most, math.max(2, most + 1)
end

-- How many digits shares of good events are shown with.
function panels.decimals(slos)
  local _, decimals = digits_of(slos)
  return decimals
end

-- Which alert fires, the most urgent one, as a number that `mappings` turns into its severity; 0 for none.
local function alert_column(slos)
  local severities = panels.severities(slos)
  local rank = 0 * query.series(slos, "slo:error_budget_remaining:ratio")
  local mappings = { ["0"] = { text = "no", color = "text" } }
  for i, severity in ipairs(severities) do
    local worth = #severities - i + 1
    rank = t.or_(worth * query.firing(slos, severity.name), rank)
    mappings[tostring(worth)] = { text = severity.name, color = severity.color }
  end
  return {
    name = "Alert",
    expr = #severities > 0 and t.max(rank, query.labels(slos)) or nil,
    look = { unit = "none", mappings = mappings, custom = { cellOptions = { type = "color-text" }, align = "left", width = 80 } },
  }
end

-- Columns in order; one without `expr` is left out.
local function columns_of(slos)
  local digits, decimals = digits_of(slos)
  local window = slos[1].window
  for _, slo in ipairs(slos) do
    window = slo.window == window and window or nil
  end
  local function share(name, expr, shown)
    return { name = name, expr = expr, look = { unit = "percentunit", decimals = shown, custom = { align = "right", width = 120 } } }
  end
  return {
    share("Objective", (#slos > 1 or slos[1].objectives) and query.objective(slos) or nil, digits),
    share("Good, 1h", 1 - query.errors(slos, panels.hour), decimals),
    share(window and "Good, " .. window:short() or "Good, window", 1 - query.errors_in_window(slos), decimals),
    {
      name = "Budget left",
      expr = query.series(slos, "slo:error_budget_remaining:ratio"),
      look = {
        unit = "percentunit",
        decimals = 0,
        min = 0,
        max = 1,
        color = "thresholds",
        thresholds = panels.budget_colors,
        custom = { cellOptions = { type = "gauge", mode = "basic", valueDisplayMode = "text" } },
      },
    },
    {
      name = "Burn, 1h",
      expr = query.burn(slos, panels.hour),
      look = {
        unit = "none",
        decimals = 1,
        color = "thresholds",
        thresholds = { base = "text", ["1"] = "orange" },
        custom = { cellOptions = { type = "color-text" }, align = "right", width = 85 },
      },
    },
    alert_column(slos),
  }
end

-- The columns of labels that tell lines apart come first: the title and window of the SLO, and what they are grouped by.
local function label_columns(slos, is_titled)
  local order, renamed, labels = {}, {}, query.labels(slos)
  if is_titled then
    order.title, renamed.title = 0, "SLO"
    order.window, renamed.window = #labels, "Window"
  end
  for i = 2, #labels do
    order[labels[i]] = i - 1
  end
  return order, renamed
end

-- Pixels that the longest title needs, in Grafana's font.
local function width_of(slos)
  local longest = 0
  for _, slo in ipairs(slos) do
    longest = math.max(longest, #(slo.title or slo.name))
  end
  return math.min(380, 24 + 7 * longest)
end

-- A table with a line for each SLO and value of `by`, those first whose alert fires, then the smallest budget. `panel` is what differs;
-- without titles all lines are of one SLO.
function panels.overview(slos, panel, is_titled)
  local order, renamed = label_columns(slos, is_titled)
  local queries, looks = {}, {}
  for _, column in ipairs(columns_of(slos)) do
    if column.expr then
      local labels = #queries == 0 and { "title", "window" } or "title"
      local place = "Value #" .. string.char(65 + #queries)
      -- A line's labels must be the same in all columns, and no name beside them.
      local expr = is_titled and query.titled(column.expr, labels) or t.sum(column.expr, query.labels(slos))
      queries[#queries + 1] = { legend = column.name, expr = expr }
      renamed[place], order[place] = column.name, 90 + #queries
      looks[column.name] = column.look
    end
  end
  if is_titled then
    looks.SLO = { custom = { width = width_of(slos) } }
    looks.Window = { custom = { width = 80 } }
  end
  panel.table = queries
  panel.transformations = {
    { id = "merge", options = {} },
    {
      id = "organize",
      options = { excludeByName = { Time = true, __name__ = true, slo = true }, indexByName = order, renameByName = renamed },
    },
  }
  panel.overrides = looks
  local sorted = { { displayName = "Budget left", desc = false } }
  if looks.Alert then
    table.insert(sorted, 1, { displayName = "Alert", desc = true })
  end
  panel.options = { sortBy = sorted }
  return t.panel(panel)
end

-- `{{title}} {{tenant}}`: the legend of lines of several SLOs, or of one.
function panels.legend(slos, text)
  local parts = {}
  if #slos > 1 then
    parts[1] = "{{title}}"
  end
  for i, label in ipairs(query.labels(slos)) do
    if i > 1 then
      parts[#parts + 1] = "{{" .. label .. "}}"
    end
  end
  parts[#parts + 1] = text
  return table.concat(parts, " ")
end

-- Not more lines than a reader can tell apart. How many values a label has nobody knows.
function panels.worst(slos, pick, expr)
  if #slos > panels.most_lines or #query.labels(slos) > 1 then
    return query.worst(pick, panels.most_lines, expr)
  end
  return expr
end

return panels
