local t = require "tocsin"

return t.template {
  doc = "Hostile: a jump back for ever.",
  spec = function()
    ::again::
    goto again
  end,
}
