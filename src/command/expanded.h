/*
 * Inside the command room: one system after its Lua templates, as the value of one spec file.
 */
#ifndef TOCSIN_COMMAND_EXPANDED_H
#define TOCSIN_COMMAND_EXPANDED_H

#include "compile/compile.h"

/* A spec whose build gives the same bytes, of all environments or only the one named unless
 * `only` is empty. Paths in it are right for a file in `folder`. */
const struct value *expanded_make(struct arena *arena, const struct sources *sources,
    const struct compiled_system *system, struct str only, struct str folder);

/* The section with the keys of what Lua made in the order of the record tables. */
const struct value *expanded_order(struct arena *arena, const struct sources *sources,
    const char *section, const struct value *value);

#endif
