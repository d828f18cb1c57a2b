/*
 * Printing from the inside: the printers of one line and of many share the tokens.
 */
#ifndef TOCSIN_PROMQL_PRINT_PARTS_H
#define TOCSIN_PROMQL_PRINT_PARTS_H

#include "promql/build.h"

struct printer {
    struct buf *buf;
    const struct promql_tree *tree;
    struct promql_origins *origins; /* may be NULL */
    uint32_t *starts; /* by node: where its text starts and ends; NULL when nobody asks */
    uint32_t *ends;
    bool is_placing; /* the tree is the printer's own, and its spans become those of the text,
                      * their offsets counted from 1; see placed.c */
    struct promql_table tasks; /* of the line that is being printed */
};

/* When placing: the span is that of the text from `start` on. */
static inline void
promql_print_place(const struct printer *printer, const struct span *span, size_t start)
{
    if (printer->is_placing) {
        struct span *own = (struct span *)(uintptr_t)span;
        *own = (struct span){ (uint32_t)start + 1, (uint32_t)(printer->buf->len - start) };
    }
}

/* A token that came from the span. */
void promql_print_token(struct printer *printer, struct str text, struct span from);

/* ` + on (a) group_left (b)`: the operator with its modifiers, without blanks around. */
void promql_print_operator(struct printer *printer, uint32_t node);

/* `sum by (a) `, `rate`: what stands before the opening parenthesis. */
void promql_print_head(struct printer *printer, uint32_t node);

/* `[5m:1m] @ 5.000 offset 1m`: what stands behind the operand of a RANGE or SUBQUERY. */
void promql_print_tail(struct printer *printer, uint32_t node);

void promql_print_modifiers(struct printer *printer, const struct promql_modifiers *modifiers);

void promql_print_selector(struct printer *printer, uint32_t node);

/* The node and all under it, in one line. */
void promql_print_line(struct printer *printer, uint32_t node);

/* Whether the operand must stand in parentheses to be read back as this node's. */
bool promql_print_needs_parens(const struct promql_tree *tree, uint32_t node, uint32_t operand);

unsigned promql_print_precedence(enum promql_op op);

/* Names that need no quotes where metrics and labels of clauses stand. */
bool promql_print_is_bare_metric(struct str name);
bool promql_print_is_bare_label(const struct promql_label *label);

#endif
