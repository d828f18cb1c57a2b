local t = require "tocsin"

return t.template {
  doc = "Hostile: an error that is caught.",
  spec = function()
    while true do pcall(error, "x") end
  end,
}
