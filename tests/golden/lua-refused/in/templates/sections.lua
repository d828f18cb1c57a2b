local t = require "tocsin"
return t.template { doc = "No section.", params = {}, spec = function() return { alrts = {}, environments = {} } end }
