-- Results that serve more than one SLO. The files of this library stay loaded, so what stands in their functions' upvalues lasts from
-- one SLO to the next; that is fine for what follows from a few numbers alone, and for nothing else: neither facts nor parameters may
-- show through. What is found here costs no steps, so a use may come a little further than where it was made; those are some hundred
-- of the 500,000 that it has.

-- So many results are kept of a function; then it begins anew, as nobody's promises are that many.
local most = 64

-- A function of a key and what is needed to make the result. The key, a text, must tell all arguments that the result depends on. The
-- result is shared by all who ask for it and must not be changed.
local function memo(make)
  local results, count = {}, 0
  return function(key, ...)
    local result = results[key]
    if not result then
      if count == most then
        results, count = {}, 0
      end
      result = make(...)
      results[key], count = result, count + 1
    end
    return result
  end
end

return { of = memo }
