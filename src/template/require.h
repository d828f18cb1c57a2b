/*
 * Inside the template room: the function `require`, and modules.
 *
 * `require "slo.rows"` runs `slo/rows.lua`, looked for where templates are, once in a use, and
 * gives the table that it returns. A module has globals of its own, sees the same functions and
 * the same `tocsin` as the template, and counts against the same limits.
 */
#ifndef TOCSIN_TEMPLATE_REQUIRE_H
#define TOCSIN_TEMPLATE_REQUIRE_H

#include "template/sandbox.h"

/* A module whose file is being run, and the one that asked for it. */
struct requiring {
    const struct requiring *by; /* NULL: the template's own file */
    struct str name;
};

/* Gives the environment below the module `tocsin` on top of the stack its `require`; pops
 * `tocsin`. */
void require_open(lua_State *lua);

#endif
