local t = require "tocsin"
local x = require "shop.folder"
return t.template { doc = "Requires what cannot be had.", spec = function() return {} end }
