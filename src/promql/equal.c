/*
 * Whether two trees say the same: a loop over both arrays in step, since equal trees have equal
 * arrays up to the indices of their rows.
 */
#include "promql/promql.h"

#include <math.h>

static bool
same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool
same_duration(
    const struct promql_tree *a, uint32_t root_a, const struct promql_tree *b, uint32_t root_b)
{
    if (root_a == PROMQL_NONE || root_b == PROMQL_NONE) {
        return root_a == root_b;
    }
    uint32_t size = a->durations[root_a].size;
    if (size != b->durations[root_b].size) {
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        const struct promql_duration *x = &a->durations[root_a - i];
        const struct promql_duration *y = &b->durations[root_b - i];
        bool is_literal_x =
            x->kind == PROMQL_DURATION_NUMBER || x->kind == PROMQL_DURATION_LITERAL;
        bool is_literal_y =
            y->kind == PROMQL_DURATION_NUMBER || y->kind == PROMQL_DURATION_LITERAL;
        bool is_same_kind = x->kind == y->kind || (is_literal_x && is_literal_y);
        if (!is_same_kind || x->op != y->op || !same_number(x->seconds, y->seconds) ||
            !str_equal(x->text, y->text)) {
            return false;
        }
    }
    return true;
}

/* An offset of literal 0 is none. */
static uint32_t
offset_of(const struct promql_tree *tree, const struct promql_modifiers *modifiers)
{
    uint32_t offset = modifiers->offset;
    if (offset == PROMQL_NONE) {
        return offset;
    }
    const struct promql_duration *duration = &tree->durations[offset];
    bool is_literal =
        duration->kind == PROMQL_DURATION_NUMBER || duration->kind == PROMQL_DURATION_LITERAL;
    return is_literal && duration->seconds == 0 ? PROMQL_NONE : offset;
}

static bool
same_modifiers(const struct promql_tree *a, const struct promql_modifiers *x,
    const struct promql_tree *b, const struct promql_modifiers *y)
{
    return same_duration(a, offset_of(a, x), b, offset_of(b, y)) && x->at == y->at &&
           x->at_milliseconds == y->at_milliseconds && str_equal(x->at_text, y->at_text) &&
           x->is_anchored == y->is_anchored && x->is_smoothed == y->is_smoothed;
}

static bool
same_selector(const struct promql_tree *a, const struct promql_selector *x,
    const struct promql_tree *b, const struct promql_selector *y)
{
    if (!str_equal(x->name, y->name) || x->matchers.count != y->matchers.count) {
        return false;
    }
    for (uint32_t i = 0; i < x->matchers.count; i++) {
        const struct promql_matcher *m = &a->matchers[x->matchers.first + i];
        const struct promql_matcher *n = &b->matchers[y->matchers.first + i];
        if (m->match != n->match || !str_equal(m->label, n->label) ||
            !str_equal(m->value, n->value)) {
            return false;
        }
    }
    return same_modifiers(a, &x->modifiers, b, &y->modifiers);
}

static bool
same_labels(const struct promql_tree *a, struct promql_run x, const struct promql_tree *b,
    struct promql_run y)
{
    if (x.count != y.count) {
        return false;
    }
    for (uint32_t i = 0; i < x.count; i++) {
        if (!str_equal(a->labels[x.first + i].name, b->labels[y.first + i].name)) {
            return false;
        }
    }
    return true;
}

/* A clause without effect is the same as none. */
static bool
same_matching(const struct promql_tree *a, uint32_t i, const struct promql_tree *b, uint32_t j)
{
    static const struct promql_matching none;
    const struct promql_matching *x = promql_matching_of(a, i);
    const struct promql_matching *y = promql_matching_of(b, j);
    x = x && promql_matching_counts(a, i) ? x : &none;
    y = y && promql_matching_counts(b, j) ? y : &none;
    return x->is_on == y->is_on && x->card == y->card &&
           same_labels(a, x->labels, b, y->labels) &&
           same_labels(a, x->include, b, y->include) && x->has_fill_left == y->has_fill_left &&
           x->has_fill_right == y->has_fill_right &&
           (!x->has_fill_left || same_number(x->fill_left, y->fill_left)) &&
           (!x->has_fill_right || same_number(x->fill_right, y->fill_right));
}

static bool
same_grouping(const struct promql_tree *a, const struct promql_grouping *x,
    const struct promql_tree *b, const struct promql_grouping *y)
{
    return x->is_without == y->is_without && x->has_parameter == y->has_parameter &&
           same_labels(a, x->labels, b, y->labels);
}

static bool
same_range(const struct promql_tree *a, const struct promql_range *x,
    const struct promql_tree *b, const struct promql_range *y)
{
    return same_duration(a, x->range, b, y->range) && same_duration(a, x->step, b, y->step) &&
           same_modifiers(a, &x->modifiers, b, &y->modifiers);
}

static bool
same_node(const struct promql_tree *a, uint32_t i, const struct promql_tree *b, uint32_t j)
{
    const struct promql_node *x = &a->nodes[i];
    const struct promql_node *y = &b->nodes[j];
    const uint8_t flags = PROMQL_FLAG_DURATION | PROMQL_FLAG_BOOL;
    if (x->kind != y->kind || x->op != y->op || x->size != y->size ||
        (x->flags & flags) != (y->flags & flags)) {
        return false;
    }
    switch ((enum promql_kind)x->kind) {
    case PROMQL_KIND_NUMBER:
        return same_number(promql_number_of(a, i), promql_number_of(b, j));
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_VARIABLE:
        return str_equal(promql_string_of(a, i), promql_string_of(b, j));
    case PROMQL_KIND_SELECTOR:
        return same_selector(a, promql_selector_of(a, i), b, promql_selector_of(b, j));
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
        return same_range(a, promql_range_of(a, i), b, promql_range_of(b, j));
    case PROMQL_KIND_CALL:
        return str_equal(promql_call_of(a, i)->name, promql_call_of(b, j)->name);
    case PROMQL_KIND_AGGREGATION:
        return same_grouping(a, promql_grouping_of(a, i), b, promql_grouping_of(b, j));
    case PROMQL_KIND_BINARY:
        return same_matching(a, i, b, j);
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_UNARY:
        break;
    }
    return true;
}

bool
promql_equal(
    const struct promql_tree *a, uint32_t node_a, const struct promql_tree *b, uint32_t node_b)
{
    uint32_t size = a->nodes[node_a].size;
    if (size != b->nodes[node_b].size) {
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        if (!same_node(a, node_a - i, b, node_b - i)) {
            return false;
        }
    }
    return true;
}
