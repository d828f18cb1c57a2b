/*
 * Inside the template room: the file of a template, compiled once and run afresh for each use.
 */
#ifndef TOCSIN_TEMPLATE_CHUNK_H
#define TOCSIN_TEMPLATE_CHUNK_H

#include "template/lookup.h"
#include "template/sandbox.h"

/* The file with the index of its texts; the same address as long as the state is open. */
struct chunk {
    const struct template_file *file;
    int function; /* a reference in the registry, or LUA_NOREF until it is compiled */
    struct literals literals;
};

struct chunk *chunk_of(struct templates *templates, const struct template_file *file);

/* Runs the file in a fresh environment and pushes the table that t.template gave. Inside a
 * protected call; ends the use after a finding. */
void chunk_run(lua_State *lua, struct chunk *chunk);

#endif
