local t = require "tocsin"

return t.template {
  doc = "Hostile: bytes of a function.",
  spec = function()
    return { help = string.dump(function() end) }
  end,
}
