local t = require "tocsin"

return t.template {
  doc = "Hostile: a function of the language replaced.",
  spec = function()
    pairs = function() return nil end
    tostring = 1
    error("pairs is " .. type(pairs))
  end,
}
