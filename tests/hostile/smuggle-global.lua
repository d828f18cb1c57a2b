local t = require "tocsin"

return t.template {
  doc = "Hostile: state in a global.",
  spec = function()
    counter = (counter or 0) + 1
    if counter > 1 then return {} end
  end,
}
