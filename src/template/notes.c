/*
 * The notes: a table from tables to a light userdata (a value) or an integer (the position of a
 * line).
 */
#include "template/notes.h"

static const char notes_key = 0;

void
notes_open(lua_State *lua)
{
    lua_newtable(lua);
    lua_createtable(lua, 0, 1);
    lua_pushliteral(lua, "k");
    lua_setfield(lua, -2, "__mode");
    lua_setmetatable(lua, -2);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &notes_key);
}

/* Stores what is on top of the stack. */
static void
note(lua_State *lua, int index)
{
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &notes_key);
    lua_pushvalue(lua, index);
    lua_pushvalue(lua, -3);
    lua_rawset(lua, -3);
    lua_pop(lua, 2);
}

void
notes_set_value(lua_State *lua, int index, const struct value *value)
{
    index = lua_absindex(lua, index);
    lua_pushlightuserdata(lua, (void *)(uintptr_t)value);
    note(lua, index);
}

void
notes_set_line(lua_State *lua, int index, struct span line)
{
    index = lua_absindex(lua, index);
    lua_pushinteger(lua, line.at);
    note(lua, index);
}

void
notes_push(lua_State *lua)
{
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &notes_key);
}

const struct value *
notes_find(lua_State *lua, int notes, int index, struct span *line)
{
    *line = span_none();
    lua_pushvalue(lua, index);
    int type = lua_rawget(lua, notes);
    const struct value *value = type == LUA_TLIGHTUSERDATA ? lua_touserdata(lua, -1) : NULL;
    if (type == LUA_TNUMBER) {
        line->at = (uint32_t)lua_tointeger(lua, -1);
    }
    lua_pop(lua, 1);
    return value;
}
