/*
 * Reading a tree: operands by the sizes in the array, rows of the side tables by node.
 */
#include "promql/tree.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

uint32_t
promql_operand_count(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *n = &tree->nodes[node];
    switch ((enum promql_kind)n->kind) {
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_SELECTOR:
    case PROMQL_KIND_VARIABLE:
        return 0;
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_UNARY:
        return 1;
    case PROMQL_KIND_BINARY:
        return 2;
    case PROMQL_KIND_CALL:
        return tree->calls[n->data].argument_count;
    case PROMQL_KIND_AGGREGATION:
        return tree->groupings[n->data].has_parameter ? 2 : 1;
    }
    return 0;
}

uint32_t
promql_operand(const struct promql_tree *tree, uint32_t node, uint32_t index)
{
    uint32_t count = promql_operand_count(tree, node);
    assert(index < count);
    uint32_t at = node - 1;
    for (uint32_t i = count - 1; i > index; i--) {
        at -= tree->nodes[at].size;
    }
    return at;
}

const uint32_t *
promql_parents(struct arena *arena, const struct promql_tree *tree)
{
    uint32_t *parents = ARENA_ARRAY(arena, uint32_t, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        parents[i] = PROMQL_NONE;
        uint32_t child = i - 1;
        for (uint32_t left = promql_operand_count(tree, i); left > 0; left--) {
            parents[child] = i;
            child -= tree->nodes[child].size;
        }
    }
    return parents;
}

uint32_t
promql_unwrap(const struct promql_tree *tree, uint32_t node)
{
    while (tree->nodes[node].kind == PROMQL_KIND_PAREN) {
        node--;
    }
    return node;
}

const struct promql_selector *
promql_selector_of(const struct promql_tree *tree, uint32_t node)
{
    if (tree->nodes[node].kind == PROMQL_KIND_RANGE) {
        node--;
    }
    if (tree->nodes[node].kind != PROMQL_KIND_SELECTOR) {
        return NULL;
    }
    return &tree->selectors[tree->nodes[node].data];
}

struct str
promql_selector_name(
    const struct promql_tree *tree, const struct promql_selector *selector, struct span *span)
{
    if (selector->name.len) {
        if (span) {
            *span = selector->name_span;
        }
        return selector->name;
    }
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + i];
        if (matcher->match == PROMQL_MATCH_EQL && str_is(matcher->label, "__name__")) {
            if (span) {
                *span = matcher->value_span;
            }
            return matcher->value;
        }
    }
    return STR("");
}

const struct promql_matching *
promql_matching_of(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *n = &tree->nodes[node];
    if (n->kind != PROMQL_KIND_BINARY || !(n->flags & PROMQL_FLAG_MATCHING)) {
        return NULL;
    }
    return &tree->matchings[n->data];
}

bool
promql_matching_counts(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *right = &tree->nodes[node - 1];
    const struct promql_node *left = right - right->size;
    return left->type != PROMQL_TYPE_SCALAR && right->type != PROMQL_TYPE_SCALAR;
}

struct span
promql_op_span(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *n = &tree->nodes[node];
    if (n->kind == PROMQL_KIND_CALL) {
        return tree->calls[n->data].name_span;
    }
    if (n->kind == PROMQL_KIND_AGGREGATION) {
        return tree->groupings[n->data].name_span;
    }
    if (n->kind == PROMQL_KIND_UNARY) {
        return (struct span){ n->at, n->at ? 1 : 0 };
    }
    if (n->flags & PROMQL_FLAG_MATCHING) {
        return tree->matchings[n->data].op_span;
    }
    size_t len = strlen(promql_op_text((enum promql_op)n->op));
    return (struct span){ n->data, n->data ? (uint32_t)len : 0 };
}

const struct promql_range *
promql_range_of(const struct promql_tree *tree, uint32_t node)
{
    assert(tree->nodes[node].kind == PROMQL_KIND_RANGE ||
           tree->nodes[node].kind == PROMQL_KIND_SUBQUERY);
    return &tree->ranges[tree->nodes[node].data];
}

const struct promql_call *
promql_call_of(const struct promql_tree *tree, uint32_t node)
{
    assert(tree->nodes[node].kind == PROMQL_KIND_CALL);
    return &tree->calls[tree->nodes[node].data];
}

const struct promql_grouping *
promql_grouping_of(const struct promql_tree *tree, uint32_t node)
{
    assert(tree->nodes[node].kind == PROMQL_KIND_AGGREGATION);
    return &tree->groupings[tree->nodes[node].data];
}

double
promql_number_of(const struct promql_tree *tree, uint32_t node)
{
    assert(tree->nodes[node].kind == PROMQL_KIND_NUMBER);
    return tree->numbers[tree->nodes[node].data];
}

struct str
promql_string_of(const struct promql_tree *tree, uint32_t node)
{
    assert(tree->nodes[node].kind == PROMQL_KIND_STRING ||
           tree->nodes[node].kind == PROMQL_KIND_VARIABLE);
    return tree->strings[tree->nodes[node].data];
}

static double
calculate(enum promql_op op, double left, double right)
{
    if (op == PROMQL_OP_ADD) {
        return left + right;
    }
    if (op == PROMQL_OP_SUB) {
        return left - right;
    }
    if (op == PROMQL_OP_MUL) {
        return left * right;
    }
    if (op == PROMQL_OP_DIV) {
        return left / right;
    }
    return op == PROMQL_OP_MOD ? fmod(left, right) : pow(left, right);
}

/* A literal is the usual case. Arithmetic is folded over a stack as deep as the expression
 * needs, which is at most the number of its leaves. */
bool
promql_duration_seconds(const struct promql_tree *tree, uint32_t duration, double *seconds)
{
    const struct promql_duration *root = &tree->durations[duration];
    if (root->size == 1) {
        *seconds = root->seconds;
        return root->kind == PROMQL_DURATION_NUMBER || root->kind == PROMQL_DURATION_LITERAL;
    }
    double *stack = memory_resize(NULL, sizeof *stack * root->size);
    size_t top = 0;
    bool is_known = true;
    for (uint32_t i = duration + 1 - root->size; i <= duration && is_known; i++) {
        const struct promql_duration *d = &tree->durations[i];
        switch ((enum promql_duration_kind)d->kind) {
        case PROMQL_DURATION_NUMBER:
        case PROMQL_DURATION_LITERAL:
            stack[top++] = d->seconds;
            break;
        case PROMQL_DURATION_VARIABLE:
        case PROMQL_DURATION_STEP:
        case PROMQL_DURATION_RANGE:
            is_known = false;
            break;
        case PROMQL_DURATION_PAREN:
            break;
        case PROMQL_DURATION_NEGATE:
            stack[top - 1] = -stack[top - 1];
            break;
        case PROMQL_DURATION_BINARY:
            top--;
            stack[top - 1] = calculate((enum promql_op)d->op, stack[top - 1], stack[top]);
            break;
        case PROMQL_DURATION_MAX_OF:
            top--;
            stack[top - 1] = fmax(stack[top - 1], stack[top]);
            break;
        case PROMQL_DURATION_MIN_OF:
            top--;
            stack[top - 1] = fmin(stack[top - 1], stack[top]);
            break;
        }
    }
    if (is_known) {
        *seconds = stack[0];
    }
    free(stack);
    return is_known;
}

static const char *const op_texts[] = {
    [PROMQL_OP_NONE] = "",
    [PROMQL_OP_ADD] = "+",
    [PROMQL_OP_SUB] = "-",
    [PROMQL_OP_MUL] = "*",
    [PROMQL_OP_DIV] = "/",
    [PROMQL_OP_MOD] = "%",
    [PROMQL_OP_POW] = "^",
    [PROMQL_OP_ATAN2] = "atan2",
    [PROMQL_OP_EQL] = "==",
    [PROMQL_OP_NEQ] = "!=",
    [PROMQL_OP_LSS] = "<",
    [PROMQL_OP_LTE] = "<=",
    [PROMQL_OP_GTR] = ">",
    [PROMQL_OP_GTE] = ">=",
    [PROMQL_OP_TRIM_UPPER] = "</",
    [PROMQL_OP_TRIM_LOWER] = ">/",
    [PROMQL_OP_AND] = "and",
    [PROMQL_OP_OR] = "or",
    [PROMQL_OP_UNLESS] = "unless",
    [PROMQL_OP_SUM] = "sum",
    [PROMQL_OP_AVG] = "avg",
    [PROMQL_OP_COUNT] = "count",
    [PROMQL_OP_MIN] = "min",
    [PROMQL_OP_MAX] = "max",
    [PROMQL_OP_GROUP] = "group",
    [PROMQL_OP_STDDEV] = "stddev",
    [PROMQL_OP_STDVAR] = "stdvar",
    [PROMQL_OP_TOPK] = "topk",
    [PROMQL_OP_BOTTOMK] = "bottomk",
    [PROMQL_OP_COUNT_VALUES] = "count_values",
    [PROMQL_OP_QUANTILE] = "quantile",
    [PROMQL_OP_LIMITK] = "limitk",
    [PROMQL_OP_LIMIT_RATIO] = "limit_ratio",
    [PROMQL_OP_VARIABLE] = "",
};

const char *
promql_op_text(enum promql_op op)
{
    return op_texts[op];
}

bool
promql_op_is_comparison(enum promql_op op)
{
    return op >= PROMQL_OP_EQL && op <= PROMQL_OP_GTE;
}

bool
promql_op_is_set(enum promql_op op)
{
    return op >= PROMQL_OP_AND && op <= PROMQL_OP_UNLESS;
}

bool
promql_op_is_aggregation(enum promql_op op)
{
    return op >= PROMQL_OP_SUM;
}

bool
promql_op_has_parameter(enum promql_op op)
{
    return op >= PROMQL_OP_TOPK && op <= PROMQL_OP_LIMIT_RATIO;
}

const char *
promql_match_text(enum promql_match match)
{
    static const char *const texts[] = { "=", "!=", "=~", "!~", "" };
    return texts[match];
}
