local t = require "tocsin"

return t.template {
  doc = "Hostile: recursion that fills the stack.",
  spec = function()
    local function down(n) return 1 + down(n + 1) end
    return down(1)
  end,
}
