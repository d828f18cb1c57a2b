/*
 * Inside the command room: expressions of `tocsin promql --catalog SPEC`, judged in that
 * system.
 */
#ifndef TOCSIN_COMMAND_PROMQL_CATALOG_H
#define TOCSIN_COMMAND_PROMQL_CATALOG_H

#include "compile/compile.h"
#include "data/json_write.h"

struct promql_catalog {
    struct compile compile;
    const struct compiled_environment *environment; /* of the first system, the first */
};

/* Compiles the system. False after messages on standard error when nothing of it can be used;
 * must be closed all the same. */
bool promql_catalog_open(struct promql_catalog *catalog, struct str spec);
void promql_catalog_close(struct promql_catalog *catalog);

/* Gives the expression a place among the sources. */
struct span promql_catalog_place(struct promql_catalog *catalog, struct str text);

/* Writes the key `findings`, and `shape` when it is wanted. `place` is that of the text. */
void promql_catalog_judge(struct promql_catalog *catalog, const struct promql_tree *tree,
    struct span place, bool has_shape, struct json_writer *json);

#endif
