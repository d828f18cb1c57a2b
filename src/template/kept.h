/*
 * Inside the template room: templates of the binary, whose files are run once.
 *
 * What such a file makes depends on nothing but the file, and no function in it leaves anything
 * behind that the next use could see: results of pure functions at most, a few
 * (lua/slo/memo.lua). That is promised for lua/, and of nobody else's files. So its table
 * stays, and uses only call the functions in it.
 */
#ifndef TOCSIN_TEMPLATE_KEPT_H
#define TOCSIN_TEMPLATE_KEPT_H

#include <lua.h>
#include <stdbool.h>

#include "base/vec.h"

struct chunk;
struct templates;

VEC_DECLARE(chunk_vec, struct chunk *);

/* What is known of a template; zeroed by its owner. */
struct kept {
    bool is_tried;
    const struct str *folders; /* that its modules were looked for in */
    bool is_kept;
    int table;                /* a reference in the registry, if it is kept */
    struct chunk_vec modules; /* that it requires, as they were run */
};

/* Whether the template is kept, or cannot be, where templates are looked for now. */
bool kept_is_tried(const struct templates *templates, const struct chunk *chunk);

/* Before the template is run to be kept: forgets what is known of it. */
void kept_begin(struct templates *templates, struct chunk *chunk);

/* While it is run: notes a module that it requires. False when the module is not of the binary:
 * then the template cannot be kept. */
bool kept_add_module(struct templates *templates, struct chunk *chunk, struct chunk *module);

/* After it was run: keeps the table on top of the stack, and pops it. */
void kept_end(lua_State *lua, struct chunk *chunk);

/* Pushes the table of a kept template for the use that is running, and gives its files places;
 * false, and nothing pushed, when it is not kept. */
bool kept_push(lua_State *lua, struct chunk *chunk);

#endif
