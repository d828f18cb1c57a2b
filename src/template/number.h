/*
 * Inside the template room: exact numbers as Lua sees them.
 */
#ifndef TOCSIN_TEMPLATE_NUMBER_H
#define TOCSIN_TEMPLATE_NUMBER_H

#include "base/ratio.h"
#include "template/sandbox.h"

/* The exact number at `index`: one of ours, an integer, or a float by its shortest decimal
 * text. False for other values, and for floats that no ratio holds. */
bool number_to_ratio(lua_State *lua, int index, struct ratio *out);

/* The same as the double of an expression, infinities and NaN too. */
bool number_to_double(lua_State *lua, int index, double *out);

/* Whether it is a duration, one of whole milliseconds, and how that is written. */
bool number_is_duration(lua_State *lua, int index);
bool number_to_milliseconds(lua_State *lua, int index, int64_t *milliseconds);
struct str number_text(lua_State *lua, int index);

#endif
