local t = require "tocsin"

return t.template {
  doc = "Hostile: a template that names a file elsewhere.",
  spec = function()
    return { use = { a = { template = "../../../etc/passwd" } } }
  end,
}
