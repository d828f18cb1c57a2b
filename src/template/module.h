/*
 * Inside the template room: the module `tocsin` of one use.
 */
#ifndef TOCSIN_TEMPLATE_MODULE_H
#define TOCSIN_TEMPLATE_MODULE_H

#include "template/sandbox.h"

/* Pushes the module with all that the files of the room add to it. */
void module_push(lua_State *lua);

/* Whether the value at `index` is what t.template gave in this use. */
bool module_is_template(lua_State *lua, int index);

/* The keys of t.template that answer, by kind: `row`, `panel`, `rules`, `spec`. */
extern const char *const module_answers[TEMPLATE_KIND_SPEC + 1];

/* Ends the use when the table at `index` has a key that is not among `known` (which ends with
 * NULL); `what` names the table: "t.error". */
void module_check_keys(lua_State *lua, int index, const char *const *known, const char *what);

/* The place of the parameter at a path, `rows[2].short`, or of what is nearest to it. */
struct span module_parameter_span(const struct template_use *use, struct str path);

#endif
