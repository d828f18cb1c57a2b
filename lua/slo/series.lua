-- The recorded series of an SLO, by name.
local t = require "tocsin"

-- The series of this SLO of that name, each made once.
local function series(p, name)
  local known = p.known.series
  local expr = known[name]
  if not expr then
    expr = t.expr(name .. '{slo="' .. p.name .. '"}')
    known[name] = expr
  end
  return expr
end

-- Of a window as it is written in short: `7d`.
local function ratio_name(window)
  return "slo:errors:ratio_rate" .. window
end

local function burn_name(window)
  return "slo:burn_rate:ratio_rate" .. window
end

return { of = series, ratio_name = ratio_name, burn_name = burn_name }
