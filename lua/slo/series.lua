-- The recorded series of an SLO, by name.
local t = require "tocsin"

-- The series of this SLO of that name, each made once.
local function series(p, name)
  local expr = p.known[name]
  if not expr then
    expr = t.expr(name .. '{slo="' .. p.name .. '"}')
    p.known[name] = expr
  end
  return expr
end

local function ratio_name(window)
  return "slo:errors:ratio_rate" .. window:short()
end

local function burn_name(window)
  return "slo:burn_rate:ratio_rate" .. window:short()
end

return { of = series, ratio_name = ratio_name, burn_name = burn_name }
