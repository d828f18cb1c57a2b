local t = require "tocsin"

return t.template {
  doc = "Hostile: a map of long keys.",
  spec = function()
    local map = {}
    for i = 1, 1e9 do map[("k"):rep(1000) .. i] = i end
  end,
}
