/*
 * Inside the template room: a Lua file, compiled once and run afresh for each use,
 * unless it is kept.
 */
#ifndef TOCSIN_TEMPLATE_CHUNK_H
#define TOCSIN_TEMPLATE_CHUNK_H

#include "template/kept.h"
#include "template/lookup.h"
#include "template/sandbox.h"

/* The file with the index of its texts; the same address as long as the state is open. */
struct chunk {
    const struct template_file *file;
    size_t number; /* told to Lua, which tells it of a running function; from 1 */
    int function;  /* a reference in the registry, or LUA_NOREF until it is compiled */
    struct literals literals;
    struct place_spot *spots; /* see place.h; NULL until its lines are known */
    struct kept kept;         /* of a template of the binary */
};

struct chunk *chunk_of(struct templates *templates, const struct template_file *file);

/* Runs the file in the environment on top of the stack, which is replaced by what the file
 * returns. Inside a protected call; ends the use after a finding. What cannot be run at all is
 * told at `blame`. */
void chunk_call(
    lua_State *lua, struct chunk *chunk, const struct running_file *file, struct span blame);

/* Runs the file of a template in a fresh environment and pushes the table that t.template gave.
 */
void chunk_run(lua_State *lua, struct chunk *chunk);

#endif
