local t = require "tocsin"

return t.template {
  doc = "Hostile: chance.",
  spec = function()
    return { help = tostring(math.random()) }
  end,
}
