local t = require "tocsin"
return t.template { doc = "A text.", params = {}, spec = function() return "alerts" end }
