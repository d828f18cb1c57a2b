local t = require "tocsin"

return t.template {
  doc = "A hundred times itself, eight deep.",
  params = {},
  row = function()
    local rows = {}
    for i = 1, 100 do
      rows[i] = { template = "many" }
    end
    return rows
  end,
}
