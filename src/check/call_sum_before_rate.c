/*
 * `rate` looks for falls to see restarts. In a sum of counters the restart of one process is a
 * fall of the sum, and `rate` adds everything that all the others had counted: a spike out of
 * nothing. Rate first, then sum.
 */
#include "check/expression.h"

static bool
is_sum_of_counters(const struct shape_alternative *alternative)
{
    return alternative->is_counting && alternative->is_aggregated;
}

static bool
knows_restarts(struct str function)
{
    return str_is(function, "rate") || str_is(function, "irate") ||
           str_is(function, "increase") || str_is(function, "resets");
}

/* The aggregation under the node, or PROMQL_NONE: then a rule recorded it. */
static uint32_t
find_aggregation(const struct check_node *at)
{
    for (uint32_t i = at->node; i-- > promql_first(at->tree, at->node);) {
        if (at->tree->nodes[i].kind == PROMQL_KIND_AGGREGATION) {
            return i;
        }
    }
    return PROMQL_NONE;
}

static void
show_rule(
    struct checker *checker, struct finding *finding, const struct shape_alternative *first)
{
    if (first->source && first->source->kind == WORLD_SOURCE_RECORDED) {
        const struct rule *rule = &checker->rules->all.at[first->source->rule];
        finding_label(
            checker->diags, finding, rule->name.span, "recorded here as a sum of counters");
        finding_topic(checker->diags, finding, rule->name.str);
    }
}

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    const struct shape *operand = shape_of(at->shapes, at->node - 1);
    if (!knows_restarts(call->name) || !expression_all(operand, is_sum_of_counters)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, call->name_span, "`%.*s` of a sum of counters", STR_ARG(call->name));
    finding_caption(checker->diags, finding, "cannot see which process restarted");
    uint32_t aggregation = find_aggregation(at);
    if (aggregation != PROMQL_NONE) {
        finding_label(checker->diags, finding,
            promql_grouping_of(at->tree, aggregation)->name_span, "summed before");
    } else {
        show_rule(checker, finding, &operand->alternatives[0]);
    }
    finding_note(checker->diags, finding,
        "when one process restarts, the sum falls, and everything that the others have counted "
        "is taken for new");
    finding_help(checker->diags, finding,
        "first `%.*s`, then sum, as in `sum(%.*s(…[5m]))`; record the result of that",
        STR_ARG(call->name), STR_ARG(call->name));
}

const struct check check_call_sum_before_rate = {
    .kind = &check_kind_call_sum_before_rate,
    .call = look,
};
