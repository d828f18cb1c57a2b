/*
 * YAML to values, with the exact place of every node and every key.
 *
 * A scalar stays text until its field types it; only a plain empty scalar, `~` and `null` are
 * NULL. A scalar that equals its bytes in the file is a view with a FILE span; any other gets a
 * SCALAR source of its own whose map leads each decoded byte back to its bytes. The span of a
 * map or list covers its bytes in the file, without trailing blank lines. Aliases share nodes
 * and keep the span of the anchored node; entries of a merge key `<<` come after the map's own.
 */
#ifndef TOCSIN_READ_YAML_H
#define TOCSIN_READ_YAML_H

#include "base/arena.h"
#include "data/value.h"
#include "diag/diag.h"
#include "text/source.h"

enum {
    /* Maps and lists inside each other, aliases followed. */
    READ_YAML_DEEPEST = 100,
    /* Nodes of the tree that aliases and merge keys stand for, each counted as often as it is
     * reached; nodes written out in the file are free. */
    READ_YAML_MOST_SHARED_NODES = 1000000,
};

/*
 * The value of the only document of `file` (a FILE source). An empty document is NULL kind.
 *
 * The C NULL comes after a yaml-syntax or too-large finding: nothing can be said about the
 * rest. After a duplicate-key or lost-text finding the value is what was most likely meant (the
 * first of the entries, the text with its lost part), so that later stages find other mistakes
 * and not this one again; `diags->error_count` tells that something is wrong.
 *
 * Values live in `arena` (short-lived is fine); decoded texts live with the sources.
 */
const struct value *read_yaml(struct arena *arena, struct sources *sources,
    const struct source *file, struct diags *diags);

#endif
