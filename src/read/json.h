/*
 * JSON to values, with the place of every node and every key.
 *
 * The grammar is that of RFC 8259, nothing more: no comments, no trailing commas, no `01`. A
 * string without escapes is a view with a FILE span; any other gets a SCALAR source that leads
 * each decoded byte back to its bytes. Numbers stay text, so that none is too large.
 */
#ifndef TOCSIN_READ_JSON_H
#define TOCSIN_READ_JSON_H

#include "base/arena.h"
#include "data/value.h"
#include "diag/diag.h"
#include "text/source.h"

enum {
    /* Objects and lists inside each other. */
    READ_JSON_DEEPEST = 100,
};

/*
 * The value of `file` (a FILE source), or NULL after a json-syntax or too-large finding. After
 * a duplicate-key finding the first of the entries counts and reading goes on.
 *
 * Values live in `arena`; decoded strings live with the sources.
 */
const struct value *read_json(struct arena *arena, struct sources *sources,
    const struct source *file, struct diags *diags);

#endif
