/*
 * The builder from the inside: typed pushes onto its tables, for the parser and the builder.
 */
#ifndef TOCSIN_PROMQL_BUILD_H
#define TOCSIN_PROMQL_BUILD_H

#include <stdlib.h>

#include "promql/builder.h"

void promql_table_grow(struct promql_table *table, size_t size);

/* Gives the memory back, if it is the table's. */
static inline void
promql_table_free(struct promql_table *table)
{
    if (!table->is_lent) {
        free(table->rows);
    }
}

/* A zeroed row at the end of the table; valid until the next push. */
static inline void *
promql_table_push(struct promql_table *table, size_t size)
{
    if (table->count == table->capacity) {
        promql_table_grow(table, size);
    }
    void *row = (char *)table->rows + table->count++ * size;
    return memset(row, 0, size);
}

/* Lets an array of the caller's hold the first rows: most expressions never need more. */
#define TABLE_LEND(table, array)                                                               \
    (*(table) = (struct promql_table){                                                         \
         .rows = (array), .capacity = sizeof(array) / sizeof(array)[0], .is_lent = true })

#define TABLE_PUSH(table, type) ((type *)promql_table_push((table), sizeof(type)))
#define TABLE_AT(table, type, index) (&((type *)(table)->rows)[index])
#define TABLE_LAST(table, type) TABLE_AT(table, type, (table)->count - 1)

/* Adds a node over the last `operands` operands: size and type come from them. */
struct promql_node *promql_build_node(
    struct promql_builder *builder, enum promql_kind kind, uint32_t operands, struct span span);

/* One duration over the last `operands` durations; returns its index. */
uint32_t promql_build_duration(
    struct promql_builder *builder, uint32_t operands, struct promql_duration duration);

/* The row of the selector that the last operand is (or ranges over), or NULL. */
struct promql_selector *promql_build_selector_row(struct promql_builder *builder);

/* promql_builder_tree, for one who has something to add. */
struct promql_tree *promql_build_tree(
    const struct promql_builder *builder, struct arena *arena);

/* A view of the builder's tables as a tree, valid until the next change. */
struct promql_tree promql_build_view(const struct promql_builder *builder);

#endif
