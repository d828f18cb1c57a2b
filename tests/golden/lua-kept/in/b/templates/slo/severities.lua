-- Takes the place of Tocsin's in this system, where one use is all that it is run for.
local t = require "tocsin"
local runs = 0
return {
  known = function(name)
    return name
  end,
  of = function(p, urgency)
    runs = runs + 1
    return urgency ~= "absent" and runs < 4 and "info" or nil
  end,
}
