local t = require "tocsin"

return t.template {
  doc = "Hostile: the time of day.",
  spec = function()
    return { help = os.date() }
  end,
}
