/*
 * Making trees: what the parser does, and what templates and rewriting do.
 *
 * A builder takes nodes in post-order: first the operands, then the node that has them. Copying
 * goes node by node too, so a rewrite is a loop:
 *
 *     for (uint32_t i = promql_first(tree, node); i <= node; i++) {
 *         promql_build_copy(&b, tree, i);          // its operands have been copied before
 *         if (wanted(tree, i)) {
 *             promql_build_drop(&b);               // the whole operand that was just finished
 *             promql_build_selector(&b, name, NULL, 0, span);
 *         }
 *     }
 *
 * Types and sizes come by themselves; a tree of wrong types is possible, and
 * `promql_check` judges it. Texts are borrowed; pass them through the arena.
 */
#ifndef TOCSIN_PROMQL_BUILDER_H
#define TOCSIN_PROMQL_BUILDER_H

#include "promql/promql.h"
#include "promql/tree.h"

/* A table that grows on the heap; its first rows may be lent by its user's stack. */
struct promql_table {
    void *rows;
    uint32_t count;
    uint32_t capacity;
    bool is_lent;
};

/* Room for the tables of a usual expression, which needs no other memory then. */
struct promql_builder_room {
    struct promql_node nodes[24];
    double numbers[8];
    struct str strings[8];
    struct promql_selector selectors[6];
    struct promql_matcher matchers[16];
    struct promql_range ranges[6];
    struct promql_duration durations[8];
    struct promql_matching matchings[2];
    struct promql_call calls[6];
    struct promql_grouping groupings[6];
    struct promql_label labels[16];
};

/* Points into itself: never to be copied. */
struct promql_builder {
    struct promql_table nodes;
    struct promql_table numbers;
    struct promql_table strings;
    struct promql_table selectors;
    struct promql_table matchers;
    struct promql_table ranges;
    struct promql_table durations;
    struct promql_table matchings;
    struct promql_table calls;
    struct promql_table groupings;
    struct promql_table labels;
    struct promql_builder_room room;
};

/* What was finished must be begun again before it is used. */
void promql_builder_init(struct promql_builder *builder);

/* Gives its memory back; it must be made anew before it is used again. */
void promql_builder_finish(struct promql_builder *builder);

/* The tree of all nodes so far, which must be one operand; copied into the arena. */
const struct promql_tree *promql_builder_tree(
    const struct promql_builder *builder, struct arena *arena);

/* The index of the operand finished last. */
uint32_t promql_builder_top(const struct promql_builder *builder);

void promql_build_number(struct promql_builder *builder, double number, struct span span);
void promql_build_string(struct promql_builder *builder, struct str text, struct span span);
void promql_build_selector(struct promql_builder *builder, struct str name,
    const struct promql_matcher *matchers, uint32_t count, struct span span);

/* Over the last operand. The range needs a selector there. `step` < 0: none. */
void promql_build_range(struct promql_builder *builder, double seconds, struct span span);
void promql_build_subquery(
    struct promql_builder *builder, double seconds, double step, struct span span);
void promql_build_paren(struct promql_builder *builder, struct span span);
void promql_build_unary(struct promql_builder *builder, enum promql_op op, struct span span);

/* Over the last two operands. */
void promql_build_binary(
    struct promql_builder *builder, enum promql_op op, bool with_bool, struct span span);

/* The same with a vector matching; only `is_on`, `card` and the spans of `matching` are taken,
 * with `labels` and `include`. */
struct promql_label_list {
    const struct promql_label *at;
    uint32_t count;
};
void promql_build_matching(struct promql_builder *builder, enum promql_op op,
    const struct promql_matching *matching, struct promql_label_list labels,
    struct promql_label_list include);

/* Over the last `count` operands. */
void promql_build_call(struct promql_builder *builder, const struct promql_function *function,
    uint32_t count, struct span span);

/* Over the last operand, or the last two when the operation has a parameter. `clause`: `by`,
 * `without` or nothing. */
enum promql_clause {
    PROMQL_CLAUSE_NONE,
    PROMQL_CLAUSE_BY,
    PROMQL_CLAUSE_WITHOUT,
};
void promql_build_aggregation(struct promql_builder *builder, enum promql_op op,
    enum promql_clause clause, struct promql_label_list labels, struct span span);

/* Copies one node with its rows; its operands must have been added already. */
void promql_build_copy(
    struct promql_builder *builder, const struct promql_tree *tree, uint32_t node);

/* Copies a whole subtree. */
void promql_build_graft(
    struct promql_builder *builder, const struct promql_tree *tree, uint32_t node);

/* Puts brackets over the last operand, as those of `node`, a RANGE or SUBQUERY of any tree. */
void promql_build_brackets(struct promql_builder *builder, const struct promql_tree *tree,
    uint32_t node, struct span span);

/* Gives the selector or subquery finished last the `offset` and `@` that the selector `node`
 * of any tree has; what that lacks stays as it is. */
void promql_build_modifiers(struct promql_builder *builder, const struct promql_tree *tree,
    uint32_t node, struct span span);

/* Another name outside the braces for the selector finished last. */
void promql_build_rename(struct promql_builder *builder, struct str name);

/* `bool` for the comparison finished last. */
void promql_build_bool(struct promql_builder *builder);

/* Takes the last operand away again, with all under it. */
void promql_build_drop(struct promql_builder *builder);

/* Adds a matcher to the selector finished last (or to that of the range or subquery-less
 * operand on top), behind the others. */
void promql_build_add_matcher(
    struct promql_builder *builder, const struct promql_matcher *matcher);

/* The same for several at once. */
void promql_build_add_matchers(
    struct promql_builder *builder, const struct promql_matcher *matchers, uint32_t count);

/* Printing a tree as a text that is going to be read: the tree that parsing gives for the text
 * is told along with it, when that is certain. The buffer must be empty. */
struct promql_placed {
    struct promql_builder builder;
    bool is_known;
};
void promql_placed_print(struct promql_placed *placed, struct buf *buf,
    const struct promql_tree *tree, const struct promql_options *options,
    struct promql_origins *origins);

/* Takes a copy of the text that lives as long as the tree, and its place; the arguments of
 * promql_parse. NULL when nothing but parsing tells the tree. To be called in any case. */
const struct promql_tree *promql_placed_finish(
    struct promql_placed *placed, struct arena *arena, struct str text, struct span span);

/* The type checks of Prometheus on any tree; the first error in its order. */
bool promql_check(struct arena *arena, const struct promql_options *options,
    const struct promql_tree *tree, struct promql_error *error);

#endif
