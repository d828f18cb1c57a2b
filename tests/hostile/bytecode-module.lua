local t = require "tocsin"
local compiled = require "bytecode-module.compiled"

return t.template { doc = "Hostile: a module that is compiled.", spec = function() return compiled end }
