/*
 * The base functions: type, tostring, tonumber, select, ipairs, pairs, assert, error.
 */
#include "template/expression.h"
#include "template/library.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/duration.h"
#include "template/number.h"
#include "template/state.h"

enum { FLOAT_STEPS = 20 }; /* the shortest text takes some tries */

static void
push_double(lua_State *lua, double number)
{
    struct buf buf;
    running_charge(lua, FLOAT_STEPS);
    buf_init(&buf);
    number_print(&buf, number);
    struct str text = arena_copy(running_of(lua)->arena, buf_str(&buf));
    buf_finish(&buf); /* before Lua may leave */
    lua_pushlstring(lua, text.at, text.len);
}

struct str
library_text(lua_State *lua, int index)
{
    index = lua_absindex(lua, index);
    switch (lua_type(lua, index)) {
    case LUA_TNIL:
        lua_pushliteral(lua, "nil");
        break;
    case LUA_TBOOLEAN:
        lua_pushstring(lua, lua_toboolean(lua, index) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index)) {
            lua_pushfstring(lua, "%I", (LUAI_UACINT)lua_tointeger(lua, index));
        } else {
            push_double(lua, lua_tonumber(lua, index));
        }
        break;
    case LUA_TSTRING:
        lua_pushvalue(lua, index);
        break;
    default:
        if (!luaL_callmeta(lua, index, "__tostring")) {
            lua_pushstring(lua, luaL_typename(lua, index));
        }
        break;
    }
    return text_at(lua, -1);
}

static int
base_tostring(lua_State *lua)
{
    luaL_checkany(lua, 1);
    library_text(lua, 1);
    return 1;
}

static int
base_type(lua_State *lua)
{
    luaL_checkany(lua, 1);
    bool is_exact = lua_type(lua, 1) == LUA_TUSERDATA && number_is(lua, 1);
    lua_pushstring(lua, is_exact ? "number" : luaL_typename(lua, 1));
    return 1;
}

bool
library_exact(lua_State *lua, int index, struct ratio *out)
{
    bool is_float = lua_type(lua, index) == LUA_TNUMBER && !lua_isinteger(lua, index);
    return !is_float && number_to_ratio(lua, index, out);
}

double
library_double(lua_State *lua, int index)
{
    struct ratio exact;
    if (lua_type(lua, index) == LUA_TUSERDATA && library_exact(lua, index, &exact)) {
        return ratio_to_double(exact);
    }
    return luaL_checknumber(lua, index);
}

/* A text to a number, as in `0x10` and `1e3`; an exact number to one of Lua. */
static int
base_tonumber(lua_State *lua)
{
    struct ratio exact;
    luaL_checkany(lua, 1);
    if (!lua_isnoneornil(lua, 2)) {
        running_error(lua, "`tonumber` takes no base");
    }
    if (lua_type(lua, 1) == LUA_TNUMBER) {
        lua_pushvalue(lua, 1);
    } else if (lua_type(lua, 1) == LUA_TSTRING) {
        struct str text = text_at(lua, 1);
        if (lua_stringtonumber(lua, text.at) != text.len + 1) {
            lua_pushnil(lua);
        }
    } else if (!library_exact(lua, 1, &exact)) {
        lua_pushnil(lua);
    } else if (exact.den == 1) {
        lua_pushinteger(lua, exact.num);
    } else {
        lua_pushnumber(lua, ratio_to_double(exact));
    }
    return 1;
}

static int
base_select(lua_State *lua)
{
    int count = lua_gettop(lua);
    if (lua_type(lua, 1) == LUA_TSTRING && str_is(text_at(lua, 1), "#")) {
        lua_pushinteger(lua, count - 1);
        return 1;
    }
    lua_Integer from = luaL_checkinteger(lua, 1);
    from = from < 0 ? count + from : from > count ? count : from;
    luaL_argcheck(lua, from >= 1, 1, "index out of range");
    return count - (int)from;
}

static int
next_item(lua_State *lua)
{
    lua_Integer index = luaL_checkinteger(lua, 2) + 1;
    lua_pushinteger(lua, index);
    return lua_geti(lua, 1, index) == LUA_TNIL ? 1 : 2;
}

static void
check_table(lua_State *lua, const char *function)
{
    if (lua_type(lua, 1) == LUA_TTABLE || lua_type(lua, 1) == LUA_TUSERDATA) {
        return;
    }
    running_error(lua, "`%s` goes over a table, found %s", function, expression_found(lua, 1));
}

static int
base_ipairs(lua_State *lua)
{
    check_table(lua, "ipairs");
    lua_pushcfunction(lua, next_item);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Few names end in a digit and a unit, which is one letter or `ms`. */
static bool
may_have_ending(struct str name)
{
    size_t len = name.len;
    return len >= 2 && (is_digit(name.at[len - 2]) ||
                           (len >= 3 && name.at[len - 2] == 'm' && is_digit(name.at[len - 3])));
}

/* Where the duration at the end of a name begins: `5` in `rate5m`; at the end when there is
 * none. */
static size_t
find_ending(struct str name)
{
    size_t start = name.len;
    for (size_t at = name.len;; start = at) {
        size_t unit = at;
        while (at > 0 && name.at[at - 1] >= 'a' && name.at[at - 1] <= 'z') {
            at--;
        }
        size_t digits = at;
        while (at > 0 && is_digit(name.at[at - 1])) {
            at--;
        }
        if (digits == unit || at == digits) {
            return start;
        }
    }
}

/* Names that differ in a duration at their end come shortest first, as people list them. */
struct library_key
library_key_of_text(struct str text)
{
    struct library_key key = { .is_text = true, .text = text, .stem = text, .ending = -1 };
    size_t start = may_have_ending(text) ? find_ending(text) : text.len;
    int64_t milliseconds;
    if (start < text.len && duration_parse(str_slice(text, start, text.len), &milliseconds)) {
        key.stem = str_slice(text, 0, start);
        key.ending = milliseconds;
    }
    return key;
}

static int
compare_texts(const struct library_key *a, const struct library_key *b)
{
    if (a->stem.len > 0 && b->stem.len > 0 && a->stem.at[0] != b->stem.at[0]) {
        return (unsigned char)a->stem.at[0] < (unsigned char)b->stem.at[0] ? -1 : 1;
    }
    int by_stem = str_compare(a->stem, b->stem);
    int by_ending = (a->ending > b->ending) - (a->ending < b->ending);
    if (by_stem != 0 || by_ending != 0) {
        return by_stem != 0 ? by_stem : by_ending;
    }
    return str_compare(a->text, b->text);
}

int
library_compare_keys(const struct library_key *a, const struct library_key *b)
{
    if (a->is_text != b->is_text) {
        return a->is_text ? 1 : -1;
    }
    if (a->is_text) {
        return compare_texts(a, b);
    }
    return (a->number > b->number) - (a->number < b->number);
}

static int
compare_keys(const void *left, const void *right)
{
    return library_compare_keys(left, right);
}

/* What the key at the top is. An exact number is an object of its own for Lua. */
static const char *
key_found(lua_State *lua)
{
    bool is_exact = lua_type(lua, -1) == LUA_TUSERDATA && number_is(lua, -1);
    return is_exact ? "an exact number" : expression_found(lua, -1);
}

struct library_key
library_key_at_top(lua_State *lua)
{
    int type = lua_type(lua, -1);
    if (type == LUA_TSTRING) {
        return library_key_of_text(text_at(lua, -1));
    }
    if (type != LUA_TNUMBER) {
        running_error_help(lua,
            "use texts and numbers of Lua as keys; an exact number `n` becomes a text by "
            "`n:text()`",
            "a key that is %s has no place in an order", key_found(lua));
    }
    struct library_key key = { .number = lua_tonumber(lua, -1),
        .is_integer = lua_isinteger(lua, -1) };
    key.integer = key.is_integer ? lua_tointeger(lua, -1) : 0;
    return key;
}

void
library_push_key(lua_State *lua, const struct library_key *key)
{
    if (key->is_text) {
        lua_pushlstring(lua, key->text.at, key->text.len);
    } else if (key->is_integer) {
        lua_pushinteger(lua, key->integer);
    } else {
        lua_pushnumber(lua, key->number);
    }
}

struct library_key_vec
library_keys(lua_State *lua, int index)
{
    struct arena *arena = running_of(lua)->arena;
    struct library_key_vec keys = { 0 };
    bool is_ordered = true; /* as the items of a list are */
    index = lua_absindex(lua, index);
    luaL_checkstack(lua, 6, NULL);
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pop(lua, 1);
        struct library_key key = library_key_at_top(lua);
        is_ordered = is_ordered && (keys.count == 0 || compare_keys(VEC_LAST(&keys), &key) < 0);
        VEC_PUSH(arena, &keys, key);
    }
    running_charge(lua, keys.count * 8);
    if (!is_ordered) {
        qsort(keys.at, keys.count, sizeof *keys.at, compare_keys);
    }
    return keys;
}

/* Pushes a list of the keys of the table at `index`. */
static void
push_keys(lua_State *lua, int index)
{
    struct library_key_vec keys = library_keys(lua, index);
    lua_createtable(lua, (int)keys.count, 0);
    for (size_t i = 0; i < keys.count; i++) {
        library_push_key(lua, &keys.at[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

/* Upvalues: the table, its keys in order, how many were given. A key whose value has been
 * removed meanwhile is passed over. */
static int
next_pair(lua_State *lua)
{
    lua_Integer at = lua_tointeger(lua, lua_upvalueindex(3));
    for (;;) {
        at++;
        if (lua_rawgeti(lua, lua_upvalueindex(2), at) == LUA_TNIL) {
            return 1;
        }
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL) {
            break;
        }
        lua_pop(lua, 2);
        running_charge(lua, 1);
    }
    lua_pushinteger(lua, at);
    lua_replace(lua, lua_upvalueindex(3));
    return 2;
}

static int
base_pairs(lua_State *lua)
{
    check_table(lua, "pairs");
    if (luaL_getmetafield(lua, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(lua, 1);
        lua_call(lua, 1, 3);
        return 3;
    }
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    push_keys(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_pair, 3);
    return 1;
}

_Noreturn static void
fail(lua_State *lua, int index, const char *fallback)
{
    if (lua_isnoneornil(lua, index)) {
        running_error(lua, "%s", fallback);
    }
    if (lua_type(lua, index) == LUA_TTABLE) {
        running_error_help(lua,
            "to point at a parameter, write `t.error{message = …, at = …, help = …}`",
            "an error is a text, found a table");
    }
    struct str text = library_text(lua, index);
    lua_pushlstring(lua, text.at, text.len < 400 ? text.len : 400);
    running_error(lua, "%.*s", STR_ARG(text_at(lua, -1)));
}

static int
base_error(lua_State *lua)
{
    fail(lua, 1, "the template ends with an error");
}

static int
base_assert(lua_State *lua)
{
    if (!lua_toboolean(lua, 1)) {
        luaL_checkany(lua, 1);
        fail(lua, 2, "the assertion does not hold");
    }
    return lua_gettop(lua);
}

void
library_open_base(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        { "assert", base_assert },
        { "error", base_error },
        { "ipairs", base_ipairs },
        { "pairs", base_pairs },
        { "select", base_select },
        { "tonumber", base_tonumber },
        { "tostring", base_tostring },
        { "type", base_type },
        { NULL, NULL },
    };
    luaL_setfuncs(lua, functions, 0);
}
