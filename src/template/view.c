/*
 * Read-only objects: what the facts look like in Lua.
 *
 * An object is a userdata with a pointer into the model and a class that answers for it. It is
 * made when it is asked for and copies nothing, so that a catalog of ten thousand metrics costs
 * a template nothing but those that it looks at.
 */
#include "template/catalog.h"

#include <lauxlib.h>

#include "base/nearest.h"
#include "template/expression.h"
#include "template/object.h"
#include "template/state.h"

struct view {
    const struct view_class *class;
    const void *object;
    struct span span;
};

static const char view_class_name[] = "tocsin.view";

void
view_push(lua_State *lua, const struct view_class *class, const void *object, struct span span)
{
    running_charge(lua, 1);
    struct view *view = object_push(lua, view_class_name, sizeof *view);
    *view = (struct view){ class, object, span };
}

const void *
view_take(lua_State *lua, int index, const struct view_class *class)
{
    const struct view *view = object_at(lua, index, view_class_name);
    return view && view->class == class ? view->object : NULL;
}

struct span
metric_span(lua_State *lua, int index)
{
    const struct view *view = object_at(lua, index, view_class_name);
    return view && span_is_set(view->span) ? view->span : running_line(lua);
}

static size_t
count_of(lua_State *lua, const struct view *view)
{
    if (view->class->count) {
        return view->class->count(lua, view->object);
    }
    size_t count = 0;
    while (view->class->keys[count]) {
        count++;
    }
    return count;
}

static struct str
key_of(lua_State *lua, const struct view *view, size_t index)
{
    return view->class->count ? view->class->key_at(lua, view->object, index)
                              : str_from(view->class->keys[index]);
}

static _Noreturn void
refuse_key(lua_State *lua, const struct view *view, struct str key)
{
    struct nearest nearest;
    nearest_begin(&nearest, key);
    size_t count = count_of(lua, view);
    running_charge(lua, count);
    for (size_t i = 0; i < count; i++) {
        nearest_offer(&nearest, key_of(lua, view, i));
    }
    struct str shown = running_quote(lua, key);
    if (nearest.best.len) {
        struct str help = arena_printf(running_of(lua)->templates->diags->arena,
            "did you mean `%.*s`?", STR_ARG(nearest.best));
        running_error_help(lua, help.at, "%s has no %.*s", view->class->name, STR_ARG(shown));
    }
    running_error(lua, "%s has no %.*s", view->class->name, STR_ARG(shown));
}

/* A collection answers nil for what it lacks, so that a template can ask; an object knows its
 * keys, and another one is a slip. */
static int
get(lua_State *lua)
{
    const struct view *view = object_expect(lua, 1, view_class_name);
    running_charge(lua, 1);
    if (lua_isinteger(lua, 2) && view->class->count) {
        lua_Integer index = lua_tointeger(lua, 2);
        if (index < 1 || (size_t)index > count_of(lua, view)) {
            lua_pushnil(lua);
            return 1;
        }
        struct str key = key_of(lua, view, (size_t)index - 1);
        view->class->get(lua, view->object, key);
        return 1;
    }
    struct str key = lua_type(lua, 2) == LUA_TSTRING ? text_at(lua, 2) : STR("");
    if (view->class->get(lua, view->object, key)) {
        return 1;
    }
    if (view->class->keys) {
        refuse_key(lua, view, key);
    }
    lua_pushnil(lua);
    return 1;
}

static int
refuse_change(lua_State *lua)
{
    const struct view *view = object_expect(lua, 1, view_class_name);
    running_error_help(lua,
        "templates read the facts and return more spec; keep notes in "
        "tables of your own",
        "%s cannot be changed", view->class->name);
}

static int
length(lua_State *lua)
{
    lua_pushinteger(lua, (lua_Integer)count_of(lua, object_expect(lua, 1, view_class_name)));
    return 1;
}

/* The iterator: the view, and how many steps have been made. Keys without a value are passed
 * over. */
static int
next_entry(lua_State *lua)
{
    const struct view *view = object_expect(lua, lua_upvalueindex(1), view_class_name);
    size_t count = count_of(lua, view);
    size_t index = (size_t)lua_tointeger(lua, lua_upvalueindex(2));
    for (; index < count; index++) {
        running_charge(lua, 1);
        struct str key = key_of(lua, view, index);
        lua_pushlstring(lua, key.at, key.len);
        if (view->class->get(lua, view->object, key) && !lua_isnil(lua, -1)) {
            lua_pushinteger(lua, (lua_Integer)index + 1);
            lua_replace(lua, lua_upvalueindex(2));
            return 2;
        }
        lua_settop(lua, 0);
    }
    lua_pushnil(lua);
    return 1;
}

static int
pairs(lua_State *lua)
{
    object_expect(lua, 1, view_class_name);
    lua_settop(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_entry, 2);
    return 1;
}

static int
to_string(lua_State *lua)
{
    const struct view *view = object_expect(lua, 1, view_class_name);
    if (view->class->keys && view->class->get(lua, view->object, STR("name")) &&
        lua_type(lua, -1) == LUA_TSTRING) {
        return 1;
    }
    lua_pushstring(lua, view->class->name);
    return 1;
}

static int
refuse_joining(lua_State *lua)
{
    int index = object_at(lua, 1, view_class_name) ? 1 : 2;
    const struct view *view = object_expect(lua, index, view_class_name);
    running_error_help(
        lua, "join its `.name`", "%s cannot be joined with `..`", view->class->name);
}

static int
equals(lua_State *lua)
{
    const struct view *a = object_at(lua, 1, view_class_name);
    const struct view *b = object_at(lua, 2, view_class_name);
    lua_pushboolean(lua, a && b && a->class == b->class && a->object == b->object);
    return 1;
}

void
view_open(lua_State *lua)
{
    if (object_open_class(lua, view_class_name)) {
        expression_set_operators(lua);
        expression_set_function(lua, "__eq", "==", equals, 0);
        expression_set_function(lua, "__index", ".", get, 0);
        expression_set_function(lua, "__newindex", "=", refuse_change, 0);
        expression_set_function(lua, "__len", "#", length, 0);
        expression_set_function(lua, "__pairs", "pairs", pairs, 0);
        expression_set_function(lua, "__tostring", "tostring", to_string, 0);
        expression_set_function(lua, "__concat", "..", refuse_joining, 0);
    }
    lua_pop(lua, 1);
}
