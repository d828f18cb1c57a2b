/*
 * Copying nodes from a tree into a builder, each with its rows, or only their clauses.
 */
#include "promql/build.h"

#include <assert.h>

static uint32_t
copy_duration(struct promql_builder *builder, const struct promql_tree *tree, uint32_t root)
{
    if (root == PROMQL_NONE) {
        return PROMQL_NONE;
    }
    for (uint32_t i = root + 1 - tree->durations[root].size; i <= root; i++) {
        *TABLE_PUSH(&builder->durations, struct promql_duration) = tree->durations[i];
    }
    return builder->durations.count - 1;
}

static struct promql_run
copy_labels(
    struct promql_builder *builder, const struct promql_tree *tree, struct promql_run run)
{
    struct promql_run copy = { builder->labels.count, run.count };
    for (uint32_t i = 0; i < run.count; i++) {
        *TABLE_PUSH(&builder->labels, struct promql_label) = tree->labels[run.first + i];
    }
    return copy;
}

static uint32_t
copy_selector(struct promql_builder *builder, const struct promql_tree *tree, uint32_t index)
{
    struct promql_selector row = tree->selectors[index];
    struct promql_run run = { builder->matchers.count, row.matchers.count };
    for (uint32_t i = 0; i < run.count; i++) {
        *TABLE_PUSH(&builder->matchers, struct promql_matcher) =
            tree->matchers[row.matchers.first + i];
    }
    row.matchers = run;
    row.modifiers.offset = copy_duration(builder, tree, row.modifiers.offset);
    *TABLE_PUSH(&builder->selectors, struct promql_selector) = row;
    return builder->selectors.count - 1;
}

static uint32_t
copy_range(struct promql_builder *builder, const struct promql_tree *tree, uint32_t index)
{
    struct promql_range row = tree->ranges[index];
    row.range = copy_duration(builder, tree, row.range);
    row.step = copy_duration(builder, tree, row.step);
    row.modifiers.offset = copy_duration(builder, tree, row.modifiers.offset);
    *TABLE_PUSH(&builder->ranges, struct promql_range) = row;
    return builder->ranges.count - 1;
}

static uint32_t
copy_matching(struct promql_builder *builder, const struct promql_tree *tree, uint32_t index)
{
    struct promql_matching row = tree->matchings[index];
    row.labels = copy_labels(builder, tree, row.labels);
    row.include = copy_labels(builder, tree, row.include);
    *TABLE_PUSH(&builder->matchings, struct promql_matching) = row;
    return builder->matchings.count - 1;
}

static uint32_t
copy_grouping(struct promql_builder *builder, const struct promql_tree *tree, uint32_t index)
{
    struct promql_grouping row = tree->groupings[index];
    row.labels = copy_labels(builder, tree, row.labels);
    *TABLE_PUSH(&builder->groupings, struct promql_grouping) = row;
    return builder->groupings.count - 1;
}

static uint32_t
copy_row(struct promql_builder *builder, const struct promql_tree *tree,
    const struct promql_node *node)
{
    switch ((enum promql_kind)node->kind) {
    case PROMQL_KIND_NUMBER:
        *TABLE_PUSH(&builder->numbers, double) = tree->numbers[node->data];
        return builder->numbers.count - 1;
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_VARIABLE:
        *TABLE_PUSH(&builder->strings, struct str) = tree->strings[node->data];
        return builder->strings.count - 1;
    case PROMQL_KIND_SELECTOR:
        return copy_selector(builder, tree, node->data);
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
        return copy_range(builder, tree, node->data);
    case PROMQL_KIND_BINARY:
        return node->flags & PROMQL_FLAG_MATCHING ? copy_matching(builder, tree, node->data)
                                                  : node->data;
    case PROMQL_KIND_CALL:
        *TABLE_PUSH(&builder->calls, struct promql_call) = tree->calls[node->data];
        return builder->calls.count - 1;
    case PROMQL_KIND_AGGREGATION:
        return copy_grouping(builder, tree, node->data);
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_UNARY:
        break;
    }
    return node->data;
}

void
promql_build_copy(struct promql_builder *builder, const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *from = &tree->nodes[node];
    uint32_t data = copy_row(builder, tree, from);
    struct promql_node *to = promql_build_node(builder, (enum promql_kind)from->kind,
        promql_operand_count(tree, node), promql_span(tree, node));
    to->op = from->op;
    to->flags = from->flags;
    to->data = data;
    if (from->kind == PROMQL_KIND_CALL) {
        to->type = from->type;
    }
}

void
promql_build_graft(
    struct promql_builder *builder, const struct promql_tree *tree, uint32_t node)
{
    for (uint32_t i = promql_first(tree, node); i <= node; i++) {
        uint32_t data = copy_row(builder, tree, &tree->nodes[i]);
        struct promql_node *to = TABLE_PUSH(&builder->nodes, struct promql_node);
        *to = tree->nodes[i]; /* all below it is the same: so are its size and type */
        to->data = data;
    }
}

void
promql_build_brackets(struct promql_builder *builder, const struct promql_tree *tree,
    uint32_t node, struct span span)
{
    const struct promql_range *from = promql_range_of(tree, node);
    uint32_t range = copy_duration(builder, tree, from->range);
    uint32_t step = copy_duration(builder, tree, from->step);
    struct promql_range *row = TABLE_PUSH(&builder->ranges, struct promql_range);
    *row = (struct promql_range){
        .range = range, .step = step, .brackets = span, .modifiers = { .offset = PROMQL_NONE }
    };
    enum promql_kind kind = (enum promql_kind)tree->nodes[node].kind;
    promql_build_node(builder, kind, 1, span)->data = builder->ranges.count - 1;
}

/* Where the modifiers of the operand finished last stand. */
static struct promql_modifiers *
top_modifiers(struct promql_builder *builder)
{
    const struct promql_node *top = TABLE_LAST(&builder->nodes, struct promql_node);
    if (top->kind == PROMQL_KIND_SUBQUERY) {
        return &TABLE_AT(&builder->ranges, struct promql_range, top->data)->modifiers;
    }
    struct promql_selector *row = promql_build_selector_row(builder);
    assert(row);
    return &row->modifiers;
}

void
promql_build_modifiers(struct promql_builder *builder, const struct promql_tree *tree,
    uint32_t node, struct span span)
{
    const struct promql_modifiers *from = &promql_selector_of(tree, node)->modifiers;
    uint32_t offset = copy_duration(builder, tree, from->offset);
    struct promql_modifiers *to = top_modifiers(builder);
    if (offset != PROMQL_NONE) {
        to->offset = offset;
        to->offset_span = span;
    }
    if (from->at != PROMQL_AT_NONE) {
        to->at = from->at;
        to->at_milliseconds = from->at_milliseconds;
        to->at_text = from->at_text;
        to->at_span = span;
    }
}
