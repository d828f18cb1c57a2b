local t = require "tocsin"

return t.template {
  doc = "Hostile: a coroutine, which has no hook.",
  spec = function()
    local c = coroutine.create(function() while true do end end)
    coroutine.resume(c)
  end,
}
