local t = require "tocsin"
local numbers = require "endless-module.numbers"

return t.template {
  doc = "Hostile: a module whose function has no end.",
  spec = function()
    return { help = numbers.last() }
  end,
}
