local t = require "tocsin"
return t.template { doc = "Rows.", params = {}, row = function() return { { title = "A" }, { title = "B" } } end }
