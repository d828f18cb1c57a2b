/*
 * Inside the template room: places in the Lua files of the use that is running.
 *
 * A use runs the file of its template and those of the modules that it requires. Each is
 * compiled under a name that leads back to it, so that a running function, and with it every
 * line that a message or a value needs, is known to be of one file and never of another.
 */
#ifndef TOCSIN_TEMPLATE_PLACE_H
#define TOCSIN_TEMPLATE_PLACE_H

#include "template/chunk.h"
#include "template/sandbox.h"

/* The name that was last looked for on a line of a chunk, by its offset in the file, with no
 * length when it does not stand there once: each use asks the same again. */
struct place_spot {
    uint32_t at;
    uint32_t len;
};

/* What Lua calls the chunk of that number; in a message `file12:7: ` then stands first. */
enum { PLACE_CHUNK_NAME_SIZE = 32 };
void place_name_chunk(char name[PLACE_CHUNK_NAME_SIZE], size_t number);

/* Cuts `file12:7: ` off a message and gives the line, or 0. */
int place_cut_line(struct str *message);

/* Adds a file to those of the use. NULL when there is no room for its positions, which is told
 * with `place_no_room`. */
const struct running_file *place_add_file(struct running *running, struct chunk *chunk);

extern const char place_no_room[];

/* The file of the function on top of the stack, and the line on which it begins. */
const struct running_file *place_of_function(lua_State *lua, int *line);

/* The file of the use that owns a position, or NULL. */
const struct running_file *place_file_at(const struct running *running, uint32_t at);

/* A line of the file, from 1; its first for 0. */
struct span place_of_line(const struct running_file *file, int line);

/* The line that runs, of the nearest function of Lua that is called; no place when there is
 * none. Asks Lua for no memory. */
struct span place_now(lua_State *lua);

/* The word on the line at `line` when it stands there once, else the line. */
struct span place_of_word(const struct running *running, struct span line, struct str word);

/* The name of the running C function, which is not empty, on the line that called it: as
 * `place_of_word`, and faster from the second time on. */
struct span place_of_name(lua_State *lua, struct str name);

#endif
