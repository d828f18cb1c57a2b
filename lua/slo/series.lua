-- The recorded series of an SLO, by name.
local t = require "tocsin"

-- The series of this SLO of that name.
local function series(p, name)
  return t.expr(name .. '{slo="' .. p.name .. '"}')
end

local function ratio_name(window)
  return "slo:errors:ratio_rate" .. window:short()
end

local function burn_name(window)
  return "slo:burn_rate:ratio_rate" .. window:short()
end

return { of = series, ratio_name = ratio_name, burn_name = burn_name }
