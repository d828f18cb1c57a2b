local t = require "tocsin"
return t.template { doc = "Which.", params = {}, row = function(p)
  local names = {}
  for n in pairs(t.catalog.metrics) do names[#names+1] = n end
  return { title = t.system.name .. ": " .. table.concat(names, ",") .. " " .. tostring(t.versions.prometheus), panels = { t.panel { key="x", title="x", stat = { {legend="l", expr = t.catalog.metrics[names[1]]} } } } }
end }
