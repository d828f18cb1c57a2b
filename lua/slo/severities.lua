-- Which severity a page, a ticket and an absence have.
local t = require "tocsin"

local function known_severity(name, at)
  if #t.severities > 0 and not t.severities[name] then
    local names = {}
    for i, severity in ipairs(t.severities) do
      names[i] = severity.name
    end
    t.error {
      name = "unknown-severity",
      at = at,
      message = "there is no severity `" .. name .. "`",
      help = "the severities are `" .. table.concat(names, "`, `") .. "`",
    }
  end
  return name
end

local function find(p, urgency) -- false: none
  local given = p.alerting[urgency]
  if given == "off" then
    return false
  end
  if given then
    return known_severity(given, "alerting." .. urgency)
  end
  if #t.severities == 0 then
    return urgency == "page" and "critical" or "warning"
  end
  return (urgency == "ticket" and t.severities[2] or t.severities[1]).name
end

-- nil: none. `absent` is told like a ticket unless it says otherwise.
local function severity_of(p, urgency)
  if urgency == "absent" and not p.alerting.absent then
    urgency = "ticket"
  end
  local known = p.known.severities
  if known[urgency] == nil then
    known[urgency] = find(p, urgency)
  end
  return known[urgency] or nil
end

return { known = known_severity, of = severity_of }
