local t = require "tocsin"
local x = require "shop.a.b.c.d.e.f.g.h.i.j"
return t.template { doc = "Requires what cannot be had.", spec = function() return {} end }
