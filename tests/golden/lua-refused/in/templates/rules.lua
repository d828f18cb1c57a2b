local t = require "tocsin"
return t.template { doc = "Rules.", params = {}, rules = function() return { Same = { expr = "up == 0", severity = "critical", summary = "Down" } } end }
