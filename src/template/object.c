/*
 * The head of an object, and its metatable in Lua's registry under the address of the class.
 */
#include "template/object.h"

#include <lauxlib.h>
#include <stdint.h>

/* In front of the room; aligned for all that objects hold. */
union head {
    const char *class;
    int64_t number;
    double real;
};

bool
object_open_class(lua_State *lua, const char *class)
{
    bool is_new = luaL_newmetatable(lua, class);
    if (is_new) {
        lua_pushvalue(lua, -1);
        lua_rawsetp(lua, LUA_REGISTRYINDEX, class);
    }
    return is_new;
}

void
object_set_methods(lua_State *lua, const struct luaL_Reg *methods)
{
    lua_newtable(lua);
    luaL_setfuncs(lua, methods, 0);
    lua_createtable(lua, 0, 1);
    lua_getfield(lua, -3, "__index");
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_setfield(lua, -2, "__index");
}

static void *
push(lua_State *lua, const char *class, size_t size, int values)
{
    union head *head = lua_newuserdatauv(lua, sizeof *head + size, values);
    head->class = class;
    lua_rawgetp(lua, LUA_REGISTRYINDEX, class);
    lua_setmetatable(lua, -2);
    return head + 1;
}

void *
object_push(lua_State *lua, const char *class, size_t size)
{
    return push(lua, class, size, 0);
}

void *
object_push_holder(lua_State *lua, const char *class, size_t size)
{
    return push(lua, class, size, 1);
}

void *
object_at(lua_State *lua, int index, const char *class)
{
    /* Userdata without a room are not made here and have no class. */
    if (lua_type(lua, index) != LUA_TUSERDATA || lua_rawlen(lua, index) <= sizeof(union head)) {
        return NULL;
    }
    union head *head = lua_touserdata(lua, index);
    return head->class == class ? head + 1 : NULL;
}

void *
object_expect(lua_State *lua, int index, const char *class)
{
    void *object = object_at(lua, index, class);
    if (!object) {
        luaL_typeerror(lua, index, class);
    }
    return object;
}
