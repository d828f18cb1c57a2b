/*
 * Tables that grow on the heap and are copied into the arena once, at their final size.
 */
#include "promql/build.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

void
promql_table_grow(struct promql_table *table, size_t size)
{
    uint32_t capacity = table->capacity ? table->capacity * 2 : 8;
    if (table->is_lent) {
        void *rows = memory_resize(NULL, capacity * size);
        table->rows = memcpy(rows, table->rows, table->count * size);
        table->is_lent = false;
    } else {
        table->rows = memory_resize(table->rows, capacity * size);
    }
    table->capacity = capacity;
}

void
promql_builder_init(struct promql_builder *builder)
{
    struct promql_builder_room *room = &builder->room;
    TABLE_LEND(&builder->nodes, room->nodes);
    TABLE_LEND(&builder->numbers, room->numbers);
    TABLE_LEND(&builder->strings, room->strings);
    TABLE_LEND(&builder->selectors, room->selectors);
    TABLE_LEND(&builder->matchers, room->matchers);
    TABLE_LEND(&builder->ranges, room->ranges);
    TABLE_LEND(&builder->durations, room->durations);
    TABLE_LEND(&builder->matchings, room->matchings);
    TABLE_LEND(&builder->calls, room->calls);
    TABLE_LEND(&builder->groupings, room->groupings);
    TABLE_LEND(&builder->labels, room->labels);
}

void
promql_builder_finish(struct promql_builder *builder)
{
    promql_table_free(&builder->nodes);
    promql_table_free(&builder->numbers);
    promql_table_free(&builder->strings);
    promql_table_free(&builder->selectors);
    promql_table_free(&builder->matchers);
    promql_table_free(&builder->ranges);
    promql_table_free(&builder->durations);
    promql_table_free(&builder->matchings);
    promql_table_free(&builder->calls);
    promql_table_free(&builder->groupings);
    promql_table_free(&builder->labels);
}

struct promql_tree
promql_build_view(const struct promql_builder *builder)
{
    return (struct promql_tree){
        .nodes = builder->nodes.rows,
        .count = builder->nodes.count,
        .numbers = builder->numbers.rows,
        .strings = builder->strings.rows,
        .selectors = builder->selectors.rows,
        .matchers = builder->matchers.rows,
        .ranges = builder->ranges.rows,
        .durations = builder->durations.rows,
        .matchings = builder->matchings.rows,
        .calls = builder->calls.rows,
        .groupings = builder->groupings.rows,
        .labels = builder->labels.rows,
    };
}

enum { ROW_ALIGNMENT = 8 };

static size_t
size_of_table(const struct promql_table *table, size_t size)
{
    return (table->count * size + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
}

/* Copies the table to `*at`, which moves behind it. */
static void *
copy_table(char **at, const struct promql_table *table, size_t size)
{
    void *copy = *at;
    if (table->count) {
        memcpy(copy, table->rows, table->count * size);
    }
    *at += size_of_table(table, size);
    return copy; /* never NULL, so that runs of an empty table may point into it */
}

/* The tree and all its tables in one piece of memory. */
struct promql_tree *
promql_build_tree(const struct promql_builder *builder, struct arena *arena)
{
    assert(builder->nodes.count > 0);
    assert(TABLE_LAST(&builder->nodes, struct promql_node)->size == builder->nodes.count);
    struct promql_tree *tree;
    size_t size = sizeof *tree + size_of_table(&builder->nodes, sizeof *tree->nodes) +
                  size_of_table(&builder->numbers, sizeof *tree->numbers) +
                  size_of_table(&builder->strings, sizeof *tree->strings) +
                  size_of_table(&builder->selectors, sizeof *tree->selectors) +
                  size_of_table(&builder->matchers, sizeof *tree->matchers) +
                  size_of_table(&builder->ranges, sizeof *tree->ranges) +
                  size_of_table(&builder->durations, sizeof *tree->durations) +
                  size_of_table(&builder->matchings, sizeof *tree->matchings) +
                  size_of_table(&builder->calls, sizeof *tree->calls) +
                  size_of_table(&builder->groupings, sizeof *tree->groupings) +
                  size_of_table(&builder->labels, sizeof *tree->labels);
    tree = arena_alloc(arena, size, ROW_ALIGNMENT);
    char *at = (char *)(tree + 1);
    tree->count = builder->nodes.count;
    tree->nodes = copy_table(&at, &builder->nodes, sizeof *tree->nodes);
    tree->numbers = copy_table(&at, &builder->numbers, sizeof *tree->numbers);
    tree->strings = copy_table(&at, &builder->strings, sizeof *tree->strings);
    tree->selectors = copy_table(&at, &builder->selectors, sizeof *tree->selectors);
    tree->matchers = copy_table(&at, &builder->matchers, sizeof *tree->matchers);
    tree->ranges = copy_table(&at, &builder->ranges, sizeof *tree->ranges);
    tree->durations = copy_table(&at, &builder->durations, sizeof *tree->durations);
    tree->matchings = copy_table(&at, &builder->matchings, sizeof *tree->matchings);
    tree->calls = copy_table(&at, &builder->calls, sizeof *tree->calls);
    tree->groupings = copy_table(&at, &builder->groupings, sizeof *tree->groupings);
    tree->labels = copy_table(&at, &builder->labels, sizeof *tree->labels);
    return tree;
}

const struct promql_tree *
promql_builder_tree(const struct promql_builder *builder, struct arena *arena)
{
    return promql_build_tree(builder, arena);
}

uint32_t
promql_builder_top(const struct promql_builder *builder)
{
    assert(builder->nodes.count > 0);
    return builder->nodes.count - 1;
}

/* The type by the kind alone; parentheses, signs and operators take that of their operands. */
static enum promql_type
type_of_kind(enum promql_kind kind)
{
    switch (kind) {
    case PROMQL_KIND_NUMBER:
        return PROMQL_TYPE_SCALAR;
    case PROMQL_KIND_STRING:
        return PROMQL_TYPE_STRING;
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
        return PROMQL_TYPE_MATRIX;
    case PROMQL_KIND_SELECTOR:
    case PROMQL_KIND_AGGREGATION:
    case PROMQL_KIND_BINARY:
        return PROMQL_TYPE_VECTOR;
    case PROMQL_KIND_VARIABLE:
    case PROMQL_KIND_CALL:
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_UNARY:
        break;
    }
    return PROMQL_TYPE_ANY;
}

static enum promql_type
type_of_binary(enum promql_type left, enum promql_type right)
{
    if (left == PROMQL_TYPE_SCALAR && right == PROMQL_TYPE_SCALAR) {
        return PROMQL_TYPE_SCALAR;
    }
    bool may_be_scalar = (left == PROMQL_TYPE_ANY || left == PROMQL_TYPE_SCALAR) &&
                         (right == PROMQL_TYPE_ANY || right == PROMQL_TYPE_SCALAR);
    return may_be_scalar ? PROMQL_TYPE_ANY : PROMQL_TYPE_VECTOR;
}

struct promql_node *
promql_build_node(
    struct promql_builder *builder, enum promql_kind kind, uint32_t operands, struct span span)
{
    uint32_t size = 1;
    const struct promql_node *nodes = builder->nodes.rows;
    uint32_t end = builder->nodes.count;
    for (uint32_t i = 0; i < operands; i++) {
        assert(end >= size && end - size + 1 > 0);
        size += nodes[end - size].size;
    }
    assert(size - 1 <= end);
    enum promql_type type = type_of_kind(kind);
    if (kind == PROMQL_KIND_PAREN || kind == PROMQL_KIND_UNARY) {
        type = (enum promql_type)nodes[end - 1].type;
    } else if (kind == PROMQL_KIND_BINARY) {
        type = type_of_binary((enum promql_type)nodes[end - 1 - nodes[end - 1].size].type,
            (enum promql_type)nodes[end - 1].type);
    }
    struct promql_node *node = TABLE_PUSH(&builder->nodes, struct promql_node);
    node->kind = (uint8_t)kind;
    node->type = (uint8_t)type;
    node->size = size;
    node->at = span.at;
    node->len = span.len;
    return node;
}

uint32_t
promql_build_duration(
    struct promql_builder *builder, uint32_t operands, struct promql_duration duration)
{
    const struct promql_duration *rows = builder->durations.rows;
    uint32_t end = builder->durations.count;
    duration.size = 1;
    for (uint32_t i = 0; i < operands; i++) {
        duration.size += rows[end - duration.size].size;
    }
    *TABLE_PUSH(&builder->durations, struct promql_duration) = duration;
    return builder->durations.count - 1;
}

struct promql_selector *
promql_build_selector_row(struct promql_builder *builder)
{
    uint32_t top = promql_builder_top(builder);
    const struct promql_node *nodes = builder->nodes.rows;
    if (nodes[top].kind == PROMQL_KIND_RANGE) {
        top--;
    }
    if (nodes[top].kind != PROMQL_KIND_SELECTOR) {
        return NULL;
    }
    return TABLE_AT(&builder->selectors, struct promql_selector, nodes[top].data);
}

void
promql_build_number(struct promql_builder *builder, double number, struct span span)
{
    *TABLE_PUSH(&builder->numbers, double) = number;
    promql_build_node(builder, PROMQL_KIND_NUMBER, 0, span)->data = builder->numbers.count - 1;
}

void
promql_build_string(struct promql_builder *builder, struct str text, struct span span)
{
    *TABLE_PUSH(&builder->strings, struct str) = text;
    promql_build_node(builder, PROMQL_KIND_STRING, 0, span)->data = builder->strings.count - 1;
}

static struct promql_run
copy_matchers(
    struct promql_builder *builder, const struct promql_matcher *matchers, uint32_t count)
{
    struct promql_run run = { builder->matchers.count, count };
    for (uint32_t i = 0; i < count; i++) {
        *TABLE_PUSH(&builder->matchers, struct promql_matcher) = matchers[i];
    }
    return run;
}

static struct promql_run
copy_labels(struct promql_builder *builder, const struct promql_label *labels, uint32_t count)
{
    struct promql_run run = { builder->labels.count, count };
    for (uint32_t i = 0; i < count; i++) {
        *TABLE_PUSH(&builder->labels, struct promql_label) = labels[i];
    }
    return run;
}

void
promql_build_selector(struct promql_builder *builder, struct str name,
    const struct promql_matcher *matchers, uint32_t count, struct span span)
{
    struct promql_run run = copy_matchers(builder, matchers, count);
    struct promql_selector *row = TABLE_PUSH(&builder->selectors, struct promql_selector);
    row->name = name;
    row->name_span = span;
    row->matchers = run;
    row->modifiers.offset = PROMQL_NONE;
    promql_build_node(builder, PROMQL_KIND_SELECTOR, 0, span)->data =
        builder->selectors.count - 1;
}

void
promql_build_add_matchers(
    struct promql_builder *builder, const struct promql_matcher *matchers, uint32_t count)
{
    struct promql_selector *row = promql_build_selector_row(builder);
    assert(row);
    uint32_t first = builder->matchers.count;
    for (uint32_t i = 0; i < row->matchers.count; i++) {
        struct promql_matcher *copy = TABLE_PUSH(&builder->matchers, struct promql_matcher);
        *copy = *TABLE_AT(&builder->matchers, struct promql_matcher, row->matchers.first + i);
    }
    copy_matchers(builder, matchers, count);
    row->matchers = (struct promql_run){ first, row->matchers.count + count };
}

void
promql_build_add_matcher(struct promql_builder *builder, const struct promql_matcher *matcher)
{
    promql_build_add_matchers(builder, matcher, 1);
}

/* Whole milliseconds are written as a duration, anything else as a number of seconds. */
static uint32_t
add_seconds(struct promql_builder *builder, double seconds)
{
    struct promql_duration duration = { .kind = PROMQL_DURATION_LITERAL, .seconds = seconds };
    return promql_build_duration(builder, 0, duration);
}

static void
build_brackets(struct promql_builder *builder, enum promql_kind kind, double seconds,
    double step, struct span span)
{
    uint32_t range = add_seconds(builder, seconds);
    uint32_t step_index = step < 0 ? PROMQL_NONE : add_seconds(builder, step);
    struct promql_range *row = TABLE_PUSH(&builder->ranges, struct promql_range);
    row->range = range;
    row->step = step_index;
    row->brackets = span;
    row->modifiers.offset = PROMQL_NONE;
    promql_build_node(builder, kind, 1, span)->data = builder->ranges.count - 1;
}

void
promql_build_range(struct promql_builder *builder, double seconds, struct span span)
{
    build_brackets(builder, PROMQL_KIND_RANGE, seconds, -1, span);
}

void
promql_build_subquery(
    struct promql_builder *builder, double seconds, double step, struct span span)
{
    build_brackets(builder, PROMQL_KIND_SUBQUERY, seconds, step, span);
}

void
promql_build_paren(struct promql_builder *builder, struct span span)
{
    promql_build_node(builder, PROMQL_KIND_PAREN, 1, span);
}

void
promql_build_unary(struct promql_builder *builder, enum promql_op op, struct span span)
{
    promql_build_node(builder, PROMQL_KIND_UNARY, 1, span)->op = (uint8_t)op;
}

void
promql_build_binary(
    struct promql_builder *builder, enum promql_op op, bool with_bool, struct span span)
{
    struct promql_node *node = promql_build_node(builder, PROMQL_KIND_BINARY, 2, span);
    node->op = (uint8_t)op;
    node->flags = with_bool ? PROMQL_FLAG_BOOL : 0;
    node->data = span.at;
}

void
promql_build_matching(struct promql_builder *builder, enum promql_op op,
    const struct promql_matching *matching, struct promql_label_list labels,
    struct promql_label_list include)
{
    struct promql_matching row = *matching;
    row.labels = copy_labels(builder, labels.at, labels.count);
    row.include = copy_labels(builder, include.at, include.count);
    *TABLE_PUSH(&builder->matchings, struct promql_matching) = row;
    struct promql_node *node =
        promql_build_node(builder, PROMQL_KIND_BINARY, 2, matching->op_span);
    node->op = (uint8_t)op;
    node->flags = PROMQL_FLAG_MATCHING;
    node->data = builder->matchings.count - 1;
}

void
promql_build_call(struct promql_builder *builder, const struct promql_function *function,
    uint32_t count, struct span span)
{
    struct promql_call *row = TABLE_PUSH(&builder->calls, struct promql_call);
    row->function = function;
    row->name = function->name;
    row->name_span = span;
    row->argument_count = count;
    struct promql_node *node = promql_build_node(builder, PROMQL_KIND_CALL, count, span);
    node->data = builder->calls.count - 1;
    node->type = function->return_type;
}

void
promql_build_aggregation(struct promql_builder *builder, enum promql_op op,
    enum promql_clause clause, struct promql_label_list labels, struct span span)
{
    struct promql_run run = copy_labels(builder, labels.at, labels.count);
    struct promql_grouping *row = TABLE_PUSH(&builder->groupings, struct promql_grouping);
    row->name = str_from(promql_op_text(op));
    row->name_span = span;
    row->has_clause = clause != PROMQL_CLAUSE_NONE;
    row->clause = row->has_clause ? span : span_none();
    row->is_without = clause == PROMQL_CLAUSE_WITHOUT;
    row->has_parameter = promql_op_has_parameter(op);
    row->labels = run;
    struct promql_node *node =
        promql_build_node(builder, PROMQL_KIND_AGGREGATION, row->has_parameter ? 2 : 1, span);
    node->op = (uint8_t)op;
    node->data = builder->groupings.count - 1;
}

void
promql_build_rename(struct promql_builder *builder, struct str name)
{
    struct promql_selector *row = promql_build_selector_row(builder);
    assert(row);
    row->name = name;
}

void
promql_build_bool(struct promql_builder *builder)
{
    struct promql_node *top = TABLE_LAST(&builder->nodes, struct promql_node);
    assert(top->kind == PROMQL_KIND_BINARY);
    top->flags = (uint8_t)(top->flags | PROMQL_FLAG_BOOL);
}

void
promql_build_drop(struct promql_builder *builder)
{
    builder->nodes.count -= TABLE_LAST(&builder->nodes, struct promql_node)->size;
}
