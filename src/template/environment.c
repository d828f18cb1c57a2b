/*
 * The environment of one use, and names that are not there.
 *
 * A name that nobody defined is an error with the nearest name, not nil: in a template of
 * twenty lines it is always a slip. What other Lua programs have and a template has not is told
 * with what takes its place.
 */
#include "template/library.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "template/module.h"
#include "template/place.h"
#include "template/require.h"
#include "template/state.h"

enum { NAMES = 24 }; /* about as many as an environment has */

struct absent {
    const char *name;
    const char *help;
};

static const struct absent absent_names[] = {
    { "pcall", "a template ends at its first error; test for it before" },
    { "xpcall", "a template ends at its first error; test for it before" },
    { "print", "a template cannot print; `error(tostring(x))` shows a value and ends it" },
    { "io", "a template cannot read or write files: everything it needs are its parameters" },
    { "os", "a template does not know the time or the machine: the same input gives the same "
            "output" },
    { "load", "a template cannot load further code" },
    { "loadstring", "a template cannot load further code" },
    { "loadfile", "a template cannot load further code" },
    { "dofile", "a template cannot load further code" },
    { "next", "use `pairs`, which goes over keys in order" },
    { "setmetatable", "templates have no metatables; use plain tables and functions" },
    { "getmetatable", "templates have no metatables; use plain tables and functions" },
    { "rawget", "templates have no metatables: `t[k]` is all there is" },
    { "rawset", "templates have no metatables: `t[k] = v` is all there is" },
    { "rawequal", "use `==`" },
    { "rawlen", "use `#`" },
    { "coroutine", "templates have no coroutines; use functions" },
    { "collectgarbage", "memory is looked after" },
    { "debug", "a template cannot look at its own machinery" },
    { "unpack", "use `table.unpack`" },
    { "utf8", "texts are bytes; `t.match` and `t.replace` know UTF-8" },
    { "find", "use `t.contains`, or `t.match` with a regular expression" },
    { "match", "use `t.match`, with a regular expression of RE2" },
    { "gmatch", "use `t.split`, or `t.match` with a regular expression of RE2" },
    { "gsub", "use `t.replace`, with a regular expression of RE2" },
    { "random", "the same input gives the same output: there is no chance" },
    { "randomseed", "the same input gives the same output: there is no chance" },
    { NULL, NULL },
};

static const char *
absent_help(struct str name)
{
    for (const struct absent *absent = absent_names; absent->name; absent++) {
        if (str_is(name, absent->name)) {
            return absent->help;
        }
    }
    return NULL;
}

static int
compare_names(const void *left, const void *right)
{
    const struct str *a = left;
    const struct str *b = right;
    if (a->len > 0 && b->len > 0 && a->at[0] != b->at[0]) {
        return (unsigned char)a->at[0] < (unsigned char)b->at[0] ? -1 : 1;
    }
    return str_compare(*a, *b);
}

struct str_vec
library_names(lua_State *lua, int index)
{
    struct arena *arena = running_of(lua)->arena;
    struct str_vec names = { 0 };
    index = lua_absindex(lua, index);
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pop(lua, 1);
        if (lua_type(lua, -1) == LUA_TSTRING) {
            VEC_PUSH(arena, &names, text_at(lua, -1));
        }
    }
    running_charge(lua, names.count);
    if (names.count) {
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    }
    return names;
}

/* Called with the table and a key that it lacks. */
static int
read_missing(lua_State *lua)
{
    if (lua_type(lua, 2) != LUA_TSTRING) {
        lua_pushnil(lua);
        return 1;
    }
    struct diags *diags = running_of(lua)->templates->diags;
    struct str name = text_at(lua, 2);
    struct str message = str_from(lua_tostring(lua, lua_upvalueindex(1)));
    size_t at = str_find(message, STR("%s"));
    struct str quoted = running_quote(lua, name);
    struct finding *finding = running_report(lua, &kind_lua_error,
        place_of_word(running_of(lua), running_line(lua), name), "%.*s%.*s%.*s",
        STR_ARG(str_slice(message, 0, at)), STR_ARG(quoted),
        STR_ARG(str_slice(message, at + 2, message.len)));
    const char *help = absent_help(name);
    struct nearest nearest;
    nearest_begin(&nearest, name);
    struct str_vec names = library_names(lua, 1);
    for (size_t i = 0; i < names.count; i++) {
        nearest_offer(&nearest, names.at[i]);
    }
    if (help) {
        finding_help(diags, finding, "%s", help);
    } else if (nearest.best.len) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    }
    running_stop(lua);
}

void
library_make_strict(lua_State *lua, const char *message)
{
    lua_createtable(lua, 0, 1);
    lua_pushstring(lua, message);
    lua_pushcclosure(lua, read_missing, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
}

/* Texts have one metatable in the whole state. It leads to a table that no template can reach
 * to change. */
static void
give_texts_methods(lua_State *lua)
{
    lua_pushliteral(lua, "");
    lua_createtable(lua, 0, 1);
    library_push_methods(lua);
    library_make_strict(lua, "a text has no method %s");
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_pop(lua, 1);
}

void
environment_push_copy(lua_State *lua, int index)
{
    lua_createtable(lua, 0, NAMES);
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, -4);
    }
    library_make_strict(lua, "%s is not defined");
}

void
environment_push(lua_State *lua)
{
    give_texts_methods(lua);
    lua_createtable(lua, 0, NAMES);
    library_open_base(lua);
    library_open_string(lua);
    library_open_table(lua);
    library_open_math(lua);
    module_push(lua);
    require_open(lua);
    environment_push_copy(lua, lua_absindex(lua, -1));
    lua_remove(lua, -2);
}
