/*
 * The value of a counter is the number of events since its process started. An alert that
 * compares it with a number fires once enough time has passed, whatever happens. Comparisons
 * with zero are left alone: "has ever happened" is a question.
 */
#include "check/expression.h"

static bool
is_counting(const struct shape_alternative *alternative)
{
    return alternative->is_counting;
}

static bool
is_number_but_zero(const struct check_node *at, uint32_t node)
{
    uint32_t inner = promql_unwrap(at->tree, node);
    return at->tree->nodes[inner].kind == PROMQL_KIND_NUMBER &&
           promql_number_of(at->tree, inner) != 0;
}

static void
look(struct checker *checker, const struct check_node *at)
{
    enum promql_op op = (enum promql_op)at->tree->nodes[at->node].op;
    uint32_t right = at->node - 1;
    uint32_t left = right - at->tree->nodes[right].size;
    bool is_alert = at->rule && at->rule->kind == RULE_KIND_ALERT;
    if (!is_alert || !promql_op_is_comparison(op) || !is_number_but_zero(at, right) ||
        !expression_all(shape_of(at->shapes, left), is_counting)) {
        return;
    }
    const struct metric *metric = expression_metric(shape_of(at->shapes, left));
    struct finding *finding = CHECK_REPORT(checker, promql_span(at->tree, left),
        "this alert compares the value of a counter, which only tells how long its process "
        "runs");
    finding_caption(checker->diags, finding, "a running count");
    if (metric) {
        finding_topic(checker->diags, finding, metric->key.str);
        finding_label(checker->diags, finding, metric->key.span, "declared here as %s",
            metric_kind_text((enum metric_kind)metric->kind));
    }
    finding_help(checker->diags, finding,
        "compare its `rate(…[5m])`, events per second, or its `increase(…[1h])`, events in an "
        "hour");
}

const struct check check_binary_counter_without_rate = {
    .kind = &check_kind_binary_counter_without_rate,
    .binary = look,
};
