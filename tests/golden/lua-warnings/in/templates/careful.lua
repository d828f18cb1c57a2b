local t = require "tocsin"

local function row(p)
  if p.over < t.duration "2m" then
    t.warn {
      name = "restless",
      at = "over",
      message = "a rate over " .. p.over .. " is restless",
      note = "the default is 5m",
      help = "write at least `2m`",
    }
  end
  for i, title in ipairs(p.titles) do
    if title == title:upper() then
      t.warn { at = "titles[" .. i .. "]", message = "the title `" .. title .. "` shouts" }
    end
  end
  if #p.titles == 0 then
    t.warn { name = "missing-title", message = "no title is given" }
  end
  if p.over > t.duration "1h" then
    t.error { name = "sleepy", at = "over", message = "a rate over " .. p.over .. " shows nothing" }
  end
  return { title = p.titles[1] or "Row", panels = { { title = p.titles[1] or "Rate", timeseries = t.rate(p.requests, p.over) } } }
end

return t.template {
  doc = "Warns of what it is given.",
  params = {
    requests = t.metric { type = "counter" },
    over = t.duration { default = "5m" },
    titles = t.list { of = t.text {}, default = {} },
  },
  row = row,
  rules = function(p)
    if p.over < t.duration "2m" then
      t.warn { message = "nobody says why" }
    end
    return { Busy = t.alert { expr = t.gt(t.rate(p.requests, p.over), 9), severity = "warning", summary = "Busy", dashboard = "shop" } }
  end,
}
