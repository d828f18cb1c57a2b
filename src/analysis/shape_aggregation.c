/*
 * The shape of an aggregation: which labels its groups keep.
 *
 * Each alternative is projected by itself, since the labels of a group are those of any series
 * in it. `topk`, `bottomk`, `limitk` and `limit_ratio` choose series and keep all their labels.
 */
#include "analysis/shaper.h"

static bool
chooses_series(enum promql_op op)
{
    return op == PROMQL_OP_TOPK || op == PROMQL_OP_BOTTOMK || op == PROMQL_OP_LIMITK ||
           op == PROMQL_OP_LIMIT_RATIO;
}

/* What the value still is: a sum of counters is a counter, a number of series is not. */
static void
aggregate_kind(enum promql_op op, struct shape_alternative *alternative)
{
    bool keeps = op == PROMQL_OP_SUM || op == PROMQL_OP_AVG || op == PROMQL_OP_MIN ||
                 op == PROMQL_OP_MAX;
    if (!keeps || alternative->kind == SERIES_KIND_QUANTILE) {
        *alternative = alternative_computed(alternative);
        return;
    }
    alternative->is_aggregated = alternative->kind != SERIES_KIND_NONE;
}

static struct shape_alternative
without_names(struct shaper *shaper, const struct shape_alternative *alternative,
    struct name_run run, struct cause cause)
{
    struct shape_alternative result =
        alternative_without(shaper, alternative, shaper->metric_name, cause);
    for (uint32_t i = 0; i < run.count; i++) {
        result =
            alternative_without(shaper, &result, intern(shaper->names, run.at[i].name), cause);
    }
    return result;
}

static struct shape_alternative
aggregate(struct shaper *shaper, uint32_t node, const struct shape_alternative *operand)
{
    const struct promql_grouping *grouping = promql_grouping_of(shaper->tree, node);
    struct name_run run = { shaper->tree->labels + grouping->labels.first,
        grouping->labels.count };
    struct shape_alternative result;
    if (!grouping->has_clause) {
        struct cause cause = { CAUSE_AGGREGATION, grouping->name_span };
        struct name_run none = { NULL, 0 };
        result = alternative_only(shaper, operand, none, cause);
    } else if (grouping->is_without) {
        struct cause cause = { CAUSE_WITHOUT, grouping->clause };
        result = without_names(shaper, operand, run, cause);
    } else {
        struct cause cause = { CAUSE_BY, grouping->clause };
        result = alternative_only(shaper, operand, run, cause);
    }
    aggregate_kind((enum promql_op)shaper->tree->nodes[node].op, &result);
    return result;
}

/* `count_values("label", v)` writes each value into a label, before `without` takes labels away
 * and beside those that `by` keeps. */
static struct shape_alternative
add_value_label(
    struct shaper *shaper, uint32_t node, const struct shape_alternative *alternative)
{
    uint32_t parameter = promql_unwrap(shaper->tree, promql_operand(shaper->tree, node, 0));
    struct cause cause = { CAUSE_FUNCTION, promql_span(shaper->tree, parameter) };
    const struct promql_node *at = &shaper->tree->nodes[parameter];
    if (at->kind != PROMQL_KIND_STRING || at->flags & PROMQL_FLAG_VARIABLE) {
        struct shape_alternative result = *alternative;
        result.rest = PRESENCE_MAYBE;
        result.rest_cause = cause;
        return result;
    }
    struct str label = promql_string_of(shaper->tree, parameter);
    return alternative_with(
        shaper, alternative, label_any(shaper, intern(shaper->names, label), cause));
}

void
shape_aggregation(struct shaper *shaper, uint32_t node)
{
    enum promql_op op = (enum promql_op)shaper->tree->nodes[node].op;
    const struct promql_grouping *grouping = promql_grouping_of(shaper->tree, node);
    struct name_run run = { shaper->tree->labels + grouping->labels.first,
        grouping->labels.count };
    const struct shape *operand = &shaper->at[node - 1];
    struct shape *shape = &shaper->at[node];
    if (operand->is_unknown || name_run_has_variable(run)) {
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
        return;
    }
    shape->filling = operand->filling;
    struct alternative_vec all = { 0 };
    for (size_t i = 0; i < operand->count; i++) {
        struct shape_alternative result = operand->alternatives[i];
        bool writes_label = op == PROMQL_OP_COUNT_VALUES;
        if (writes_label && grouping->is_without) {
            result = add_value_label(shaper, node, &result);
        }
        if (!chooses_series(op)) {
            result = aggregate(shaper, node, &result);
        }
        if (writes_label && !grouping->is_without) {
            result = add_value_label(shaper, node, &result);
        }
        VEC_PUSH(shaper->arena, &all, result);
    }
    shape_settle(shaper, shape, &all);
}
