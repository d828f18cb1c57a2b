local t = require "tocsin"
return t.template {
  doc = "A row for each.",
  params = { of = t.list { of = t.text {} } },
  row = function(p)
    local rows = {}
    for i, name in ipairs(p.of) do rows[i] = { template = "traffic", with = { requests = name }, key = "pair-" .. i } end
    return rows
  end,
}
