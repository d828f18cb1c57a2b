local t = require "tocsin"

return t.template {
  doc = "Hostile: bytes that are no text.",
  spec = function()
    return { recordings = { g = { rules = { ["job:up:sum"] = { expr = "sum by (job) (up)", labels = { a = "\xff\xfe" } } } } } }
  end,
}
