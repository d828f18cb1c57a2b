-- Of the library; asks for the names once more.
local t = require "tocsin"
local names = require "shop.names"

local function silent(counter, given)
  return {
    [t.camel(counter.name) .. "Silent"] = t.alert {
      expr = t.eq(t.rate(counter, "5m"), 0),
      severity = names.severity,
      summary = names.title .. (given == names and "" or ", read twice") .. ": nothing is counted",
    },
  }
end

return { silent = silent }
