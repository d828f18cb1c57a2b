local t = require "tocsin"

return t.template {
  doc = "Hostile: a template that uses itself a hundred times.",
  spec = function()
    local uses = {}
    for i = 1, 100 do uses["u" .. i] = { template = "exploding-use" } end
    return { use = uses }
  end,
}
