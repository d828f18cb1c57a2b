/*
 * Inside the template room: what is remembered of tables of the use that is running.
 *
 * A table that came from the spec remembers its value, one that went through t.panel and its
 * like the line. The memory is a weak table of the state, made afresh for each use.
 */
#ifndef TOCSIN_TEMPLATE_NOTES_H
#define TOCSIN_TEMPLATE_NOTES_H

#include "template/sandbox.h"

void notes_open(lua_State *lua);

/* The table at `index`. */
void notes_set_value(lua_State *lua, int index, const struct value *value);
void notes_set_line(lua_State *lua, int index, struct span line);

/* Pushes the notes. */
void notes_push(lua_State *lua);

/* The value that the table at `index` came from, or NULL; the line it was noted on, or no
 * place. A table has one of them at most. The notes are at `notes`; both indices are absolute.
 */
const struct value *notes_find(lua_State *lua, int notes, int index, struct span *line);

#endif
