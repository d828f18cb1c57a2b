local t = require "tocsin"
local first = require "doubling-module.first"

return t.template {
  doc = "Hostile: modules that grow a text while they are read.",
  spec = function()
    return { help = first.text }
  end,
}
