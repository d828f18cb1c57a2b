/*
 * `table`: insert, remove, concat, pack, unpack, move and a stable sort.
 *
 * Each is charged by the items it touches. The sort is a merge sort over a copy: a comparison
 * that contradicts itself, or changes the list, gives some order and harms nothing.
 */
#include <lauxlib.h>
#include <stdint.h>

#include "template/expression.h"
#include "template/library.h"
#include "template/state.h"

/* A list longer than the largest block cannot be. */
enum { MOST_ITEMS = SANDBOX_LARGEST_BLOCK };

static lua_Integer
check_list(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    return (lua_Integer)lua_rawlen(lua, 1);
}

static int
table_insert(lua_State *lua)
{
    lua_Integer end = check_list(lua) + 1;
    lua_Integer at = end;
    int count = lua_gettop(lua);
    if (count == 3) {
        at = luaL_checkinteger(lua, 2);
        luaL_argcheck(lua, at >= 1 && at <= end, 2, "position out of bounds");
        running_charge(lua, (size_t)(end - at));
        for (lua_Integer i = end; i > at; i--) {
            lua_rawgeti(lua, 1, i - 1);
            lua_rawseti(lua, 1, i);
        }
    } else if (count != 2) {
        running_error(lua, "`table.insert` takes a list, a position if any, and an item");
    }
    lua_rawseti(lua, 1, at);
    return 0;
}

static int
table_remove(lua_State *lua)
{
    lua_Integer size = check_list(lua);
    lua_Integer at = luaL_optinteger(lua, 2, size);
    if (lua_gettop(lua) > 1) {
        luaL_argcheck(lua, at >= 1 && at <= size + 1, 2, "position out of bounds");
    }
    lua_rawgeti(lua, 1, at);
    running_charge(lua, at < size ? (size_t)(size - at) : 0);
    for (lua_Integer i = at; i < size; i++) {
        lua_rawgeti(lua, 1, i + 1);
        lua_rawseti(lua, 1, i);
    }
    lua_pushnil(lua);
    lua_rawseti(lua, 1, at < size ? size : at);
    return 1;
}

static void
add_item(lua_State *lua, luaL_Buffer *buffer, lua_Integer i, size_t *length)
{
    int type = lua_rawgeti(lua, 1, i);
    if (type == LUA_TTABLE || type == LUA_TNIL || type == LUA_TFUNCTION) {
        running_error(lua, "item %lld of the list for `table.concat` is %s", (long long)i,
            expression_found(lua, -1));
    }
    struct str text = library_text(lua, -1);
    lua_remove(lua, -2);
    *length += text.len;
    library_charge_text(lua, *length < text.len ? *length : text.len);
    luaL_addvalue(buffer);
}

static int
table_concat(lua_State *lua)
{
    size_t separator_length;
    lua_Integer size = check_list(lua);
    const char *separator = luaL_optlstring(lua, 2, "", &separator_length);
    lua_Integer from = luaL_optinteger(lua, 3, 1);
    lua_Integer to = luaL_optinteger(lua, 4, size);
    luaL_Buffer buffer;
    size_t length = 0;
    luaL_buffinit(lua, &buffer);
    for (lua_Integer i = from; i <= to; i++) {
        if (i > from) {
            luaL_addlstring(&buffer, separator, separator_length);
            length += separator_length;
        }
        add_item(lua, &buffer, i, &length);
        if (length > SANDBOX_LARGEST_BLOCK) {
            library_charge_text(lua, length);
        }
        if (i == INT64_MAX) {
            break;
        }
    }
    luaL_pushresult(&buffer);
    return 1;
}

static int
table_pack(lua_State *lua)
{
    int count = lua_gettop(lua);
    lua_createtable(lua, count, 1);
    lua_insert(lua, 1);
    for (int i = count; i >= 1; i--) {
        lua_rawseti(lua, 1, i);
    }
    lua_pushinteger(lua, count);
    lua_setfield(lua, 1, "n");
    return 1;
}

static int
table_unpack(lua_State *lua)
{
    enum { MOST_RESULTS = 1000 };
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_Integer from = luaL_optinteger(lua, 2, 1);
    lua_Integer to = luaL_optinteger(lua, 3, (lua_Integer)lua_rawlen(lua, 1));
    if (from > to) {
        return 0;
    }
    uint64_t count = (uint64_t)to - (uint64_t)from + 1; /* 0 for all integers there are */
    if (count - 1 >= MOST_RESULTS || !lua_checkstack(lua, (int)count)) {
        running_error(lua, "`table.unpack` gives at most %d items", (int)MOST_RESULTS);
    }
    running_charge(lua, (size_t)count);
    for (uint64_t i = 0; i < count; i++) {
        lua_rawgeti(lua, 1, from + (lua_Integer)i);
    }
    return (int)count;
}

static int
table_move(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_Integer from = luaL_checkinteger(lua, 2);
    lua_Integer to = luaL_checkinteger(lua, 3);
    lua_Integer at = luaL_checkinteger(lua, 4);
    int target = lua_isnoneornil(lua, 5) ? 1 : 5;
    luaL_checktype(lua, target, LUA_TTABLE);
    bool is_small = from > -MOST_ITEMS && to < MOST_ITEMS && at > -MOST_ITEMS &&
                    at < MOST_ITEMS && to - from < MOST_ITEMS;
    luaL_argcheck(lua, is_small, 3, "too many items to move");
    lua_Integer count = to >= from ? to - from + 1 : 0;
    running_charge(lua, (size_t)count);
    bool is_backward = target == 1 && at > from;
    for (lua_Integer i = 0; i < count; i++) {
        lua_Integer k = is_backward ? count - 1 - i : i;
        lua_rawgeti(lua, 1, from + k);
        lua_rawseti(lua, target, at + k);
    }
    lua_pushvalue(lua, target);
    return 1;
}

/* A sort at work: the stack has the list, the comparison or nil, and the copy. */
struct sorting {
    lua_State *lua;
    bool has_less;
    const lua_Integer *from;
    lua_Integer *to;
};

enum { SORTED = 1, LESS = 2, COPY = 3 };

static bool
is_less(const struct sorting *sorting, lua_Integer a, lua_Integer b)
{
    lua_State *lua = sorting->lua;
    bool answer;
    if (sorting->has_less) {
        lua_pushvalue(lua, LESS);
        lua_rawgeti(lua, COPY, a);
        lua_rawgeti(lua, COPY, b);
        lua_call(lua, 2, 1);
        answer = lua_toboolean(lua, -1);
        lua_pop(lua, 1);
    } else {
        lua_rawgeti(lua, COPY, a);
        lua_rawgeti(lua, COPY, b);
        answer = lua_compare(lua, -2, -1, LUA_OPLT);
        lua_pop(lua, 2);
    }
    return answer;
}

/* Merges two neighbours, [low, middle) and [middle, high). */
static void
merge(const struct sorting *sorting, size_t low, size_t middle, size_t high)
{
    size_t left = low;
    size_t right = middle;
    running_charge(sorting->lua, high - low);
    for (size_t i = low; i < high; i++) {
        bool takes_right =
            left == middle ||
            (right < high && is_less(sorting, sorting->from[right], sorting->from[left]));
        sorting->to[i] = sorting->from[takes_right ? right++ : left++];
    }
}

/* The order of the items as indexes into the copy. */
static const lua_Integer *
find_order(lua_State *lua, size_t count)
{
    lua_Integer *order = running_alloc(lua, count * sizeof *order);
    lua_Integer *other = running_alloc(lua, count * sizeof *other);
    for (size_t i = 0; i < count; i++) {
        order[i] = (lua_Integer)i + 1;
    }
    for (size_t width = 1; width < count; width *= 2) {
        struct sorting sorting = { lua, !lua_isnil(lua, LESS), order, other };
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = middle + width < count ? middle + width : count;
            merge(&sorting, low, middle, high);
        }
        lua_Integer *swap = order;
        order = other;
        other = swap;
    }
    return order;
}

static int
table_sort(lua_State *lua)
{
    lua_Integer size = check_list(lua);
    if (!lua_isnoneornil(lua, 2)) {
        luaL_checktype(lua, 2, LUA_TFUNCTION);
    }
    lua_settop(lua, 2);
    lua_createtable(lua, (int)size, 0);
    for (lua_Integer i = 1; i <= size; i++) {
        if (lua_rawgeti(lua, SORTED, i) == LUA_TNIL) {
            running_error(lua, "item %lld of the list for `table.sort` is nil", (long long)i);
        }
        lua_rawseti(lua, COPY, i);
    }
    const lua_Integer *order = find_order(lua, (size_t)size);
    for (lua_Integer i = 1; i <= size; i++) {
        lua_rawgeti(lua, COPY, order[i - 1]);
        lua_rawseti(lua, SORTED, i);
    }
    return 0;
}

void
library_open_table(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        { "concat", table_concat },
        { "insert", table_insert },
        { "move", table_move },
        { "pack", table_pack },
        { "remove", table_remove },
        { "sort", table_sort },
        { "unpack", table_unpack },
        { NULL, NULL },
    };
    luaL_newlib(lua, functions);
    library_make_strict(lua, "`table` has no function %s");
    lua_setfield(lua, -2, "table");
}
