/*
 * Types and function tables, as the parser and the check of this room see them.
 */
#ifndef TOCSIN_GOTMPL_FUNCTIONS_H
#define TOCSIN_GOTMPL_FUNCTIONS_H

#include "gotmpl/gotmpl.h"

enum type {
#define TYPE(id, text) TYPE_##id,
#include "gotmpl/types.def"
#undef TYPE
};

enum type function_result(const struct gotmpl_function *function);

/* Whether the dialect has the function in some version; `*since` is the first one. */
bool function_is_in(const struct gotmpl_function *function,
    const struct gotmpl_options *options, struct version *since);

/* Whether the version (0.0.0: the newest) has what came with `since`. */
bool version_has(struct version version, struct version since);

#endif
