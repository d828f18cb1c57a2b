local t = require "tocsin"

return t.template {
  doc = "A hundred times itself, seven deep.",
  params = { left = t.integer { default = 6 } },
  row = function(p)
    local rows = {}
    for i = 1, 100 do
      rows[i] = { template = "many", with = { left = p.left - 1 } }
    end
    return p.left > 0 and rows or {}
  end,
}
