/*
 * Inside the template room: userdata by class.
 *
 * A template asks of nearly every value that it uses whether it is a number, an expression or
 * an object of the catalog, and Lua would compare metatables found by name for it. So each
 * userdata begins with its class, which is the address of its name.
 */
#ifndef TOCSIN_TEMPLATE_OBJECT_H
#define TOCSIN_TEMPLATE_OBJECT_H

#include <lauxlib.h>
#include <stdbool.h>

/* Pushes the metatable of the class: what its objects can do. False when it was there before,
 * and then it is complete. */
bool object_open_class(lua_State *lua, const char *class);

/* Gives the class whose metatable is on top of the stack functions that are called as in
 * `x:text()`; its `__index`, which must be set, is asked for all other names. */
void object_set_methods(lua_State *lua, const struct luaL_Reg *methods);

/* Pushes an object with room for `size` bytes and returns that. */
void *object_push(lua_State *lua, const char *class, size_t size);

/* The same of one that holds a value of Lua, as a user value. */
void *object_push_holder(lua_State *lua, const char *class, size_t size);

/* The room of the object at `index`, or NULL when it is of another class or none. */
void *object_at(lua_State *lua, int index, const char *class);

/* The same for an argument that must be one: Lua reports anything else. */
void *object_expect(lua_State *lua, int index, const char *class);

#endif
