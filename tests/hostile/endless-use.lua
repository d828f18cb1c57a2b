local t = require "tocsin"

return t.template {
  doc = "Hostile: a template that uses itself.",
  spec = function()
    return { use = { again = { template = "endless-use" } } }
  end,
}
