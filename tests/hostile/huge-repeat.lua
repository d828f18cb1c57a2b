local t = require "tocsin"

return t.template {
  doc = "Hostile: one call that makes a gigabyte.",
  spec = function()
    return { [("x"):rep(1e9)] = 1 }
  end,
}
