local t = require "tocsin"

return t.template {
  doc = "Hostile: one call that returns a hundred million values.",
  spec = function()
    return { table.unpack({}, 1, 1e8) }
  end,
}
