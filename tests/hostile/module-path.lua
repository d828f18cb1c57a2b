local t = require "tocsin"
local secrets = require "...etc.passwd"

return t.template { doc = "Hostile: a module out of its folder.", spec = function() return secrets end }
