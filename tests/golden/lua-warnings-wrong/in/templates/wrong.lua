local t = require "tocsin"
return t.template {
  doc = "Warns in wrong words.",
  params = { how = t.text {} },
  row = function(p)
    if p.how == "text" then
      t.warn "words"
    elseif p.how == "silent" then
      t.warn { at = "how" }
    elseif p.how == "name" then
      t.warn { message = "words", name = "Not A Name" }
    elseif p.how == "key" then
      t.warn { mesage = "words" }
    elseif p.how == "often" then
      for i = 1, 1000 do
        t.warn { message = "number " .. i, at = "how" }
      end
    end
    return {}
  end,
}
