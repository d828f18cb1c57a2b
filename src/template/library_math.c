/*
 * `math` without chance. Whole and exact numbers stay exact where the result is one.
 */
#include <lauxlib.h>
#include <math.h>

#include "template/library.h"

/* Pushes a whole double as an integer when it fits. */
static int
push_whole(lua_State *lua, double number)
{
    lua_Integer whole;
    if (lua_numbertointeger(number, &whole)) {
        lua_pushinteger(lua, whole);
    } else {
        lua_pushnumber(lua, number);
    }
    return 1;
}

static lua_Integer
floor_of(struct ratio exact)
{
    lua_Integer whole = exact.num / exact.den;
    return exact.num % exact.den < 0 ? whole - 1 : whole;
}

static int
math_floor(lua_State *lua)
{
    struct ratio exact;
    if (library_exact(lua, 1, &exact)) {
        lua_pushinteger(lua, floor_of(exact));
        return 1;
    }
    return push_whole(lua, floor(luaL_checknumber(lua, 1)));
}

static int
math_ceil(lua_State *lua)
{
    struct ratio exact;
    if (library_exact(lua, 1, &exact)) {
        lua_pushinteger(lua, floor_of(exact) + (exact.den > 1));
        return 1;
    }
    return push_whole(lua, ceil(luaL_checknumber(lua, 1)));
}

static int
math_abs(lua_State *lua)
{
    struct ratio exact;
    if (lua_isinteger(lua, 1)) {
        lua_Integer number = lua_tointeger(lua, 1);
        lua_pushinteger(lua, number < 0 ? (lua_Integer)(0U - (lua_Unsigned)number) : number);
    } else if (library_exact(lua, 1, &exact) && exact.num > INT64_MIN) {
        exact.num = exact.num < 0 ? -exact.num : exact.num;
        number_push(lua, exact, STR(""), running_line(lua));
    } else {
        lua_pushnumber(lua, fabs(library_double(lua, 1)));
    }
    return 1;
}

/* The first of the arguments that none comes before. */
static int
pick(lua_State *lua, bool largest)
{
    int count = lua_gettop(lua);
    int best = 1;
    luaL_checkany(lua, 1);
    for (int i = 1; i <= count; i++) {
        library_double(lua, i);
        if (largest ? lua_compare(lua, best, i, LUA_OPLT)
                    : lua_compare(lua, i, best, LUA_OPLT)) {
            best = i;
        }
    }
    lua_pushvalue(lua, best);
    return 1;
}

static int
math_max(lua_State *lua)
{
    return pick(lua, true);
}

static int
math_min(lua_State *lua)
{
    return pick(lua, false);
}

static int
math_sqrt(lua_State *lua)
{
    lua_pushnumber(lua, sqrt(library_double(lua, 1)));
    return 1;
}

static int
math_exp(lua_State *lua)
{
    lua_pushnumber(lua, exp(library_double(lua, 1)));
    return 1;
}

static int
math_log(lua_State *lua)
{
    double number = library_double(lua, 1);
    if (lua_isnoneornil(lua, 2)) {
        lua_pushnumber(lua, log(number));
        return 1;
    }
    double base = library_double(lua, 2);
    double result = base == 2.0    ? log2(number)
                    : base == 10.0 ? log10(number)
                                   : log(number) / log(base);
    lua_pushnumber(lua, result);
    return 1;
}

static int
math_fmod(lua_State *lua)
{
    lua_pushnumber(lua, fmod(library_double(lua, 1), library_double(lua, 2)));
    return 1;
}

/* The integer that a number is, or nil. */
static int
math_tointeger(lua_State *lua)
{
    struct ratio exact;
    int is_integer = 0;
    lua_Integer number = 0;
    if (library_exact(lua, 1, &exact)) {
        number = exact.num;
        is_integer = exact.den == 1;
    } else if (lua_type(lua, 1) == LUA_TNUMBER) {
        number = lua_tointegerx(lua, 1, &is_integer);
    }
    if (is_integer) {
        lua_pushinteger(lua, number);
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

static int
math_type(lua_State *lua)
{
    luaL_checkany(lua, 1);
    if (lua_type(lua, 1) == LUA_TNUMBER) {
        lua_pushstring(lua, lua_isinteger(lua, 1) ? "integer" : "float");
    } else if (lua_type(lua, 1) == LUA_TUSERDATA && number_is(lua, 1)) {
        lua_pushliteral(lua, "exact");
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

void
library_open_math(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        { "abs", math_abs },
        { "ceil", math_ceil },
        { "exp", math_exp },
        { "floor", math_floor },
        { "fmod", math_fmod },
        { "log", math_log },
        { "max", math_max },
        { "min", math_min },
        { "sqrt", math_sqrt },
        { "tointeger", math_tointeger },
        { "type", math_type },
        { NULL, NULL },
    };
    luaL_newlib(lua, functions);
    lua_pushnumber(lua, HUGE_VAL);
    lua_setfield(lua, -2, "huge");
    lua_pushnumber(lua, 3.141592653589793);
    lua_setfield(lua, -2, "pi");
    lua_pushinteger(lua, LUA_MAXINTEGER);
    lua_setfield(lua, -2, "maxinteger");
    lua_pushinteger(lua, LUA_MININTEGER);
    lua_setfield(lua, -2, "mininteger");
    library_make_strict(lua, "`math` has no function %s");
    lua_setfield(lua, -2, "math");
}
