/*
 * A quantile is a share: 0.99, not 99. Of anything above 1 Prometheus makes +Inf, of anything
 * below 0 -Inf, and an alert that waits for less than that, or more, fires for ever.
 */
#include "base/ratio.h"
#include "check/expression.h"

/* `0.99` of 99; empty when it was no percentage. */
static struct str
as_share(struct checker *checker, double quantile)
{
    struct str share = { 0 };
    struct ratio percent;
    struct buf buf;
    buf_init(&buf);
    number_print(&buf, quantile);
    if (quantile > 1 && quantile <= 100 && ratio_parse(buf_str(&buf), &percent) &&
        ratio_divide(percent, ratio_from(100), &percent)) {
        buf_clear(&buf);
        ratio_print(&buf, percent);
        share = arena_copy(checker->arena, buf_str(&buf));
    }
    buf_finish(&buf);
    return share;
}

static void
judge(struct checker *checker, const struct check_node *at, struct span reader)
{
    uint32_t operand = promql_operand(at->tree, at->node, 0);
    uint32_t node = promql_unwrap(at->tree, operand);
    if (at->tree->nodes[node].kind != PROMQL_KIND_NUMBER) {
        return;
    }
    double quantile = promql_number_of(at->tree, node);
    if (!(quantile > 1)) {
        return;
    }
    struct span place = promql_span(at->tree, operand);
    struct finding *finding =
        CHECK_REPORT(checker, place, "a quantile is at most 1, so this is always +Inf");
    finding_caption(checker->diags, finding, "not between 0 and 1");
    finding_label(checker->diags, finding, reader, "takes a quantile");
    struct str share = as_share(checker, quantile);
    if (share.len > 0) {
        finding_help(checker->diags, finding, "write `%.*s`", STR_ARG(share));
        finding_fix(checker->diags, finding, place, share);
    }
}

static void
look_at_call(struct checker *checker, const struct check_node *at)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    if (str_is(call->name, "histogram_quantile") || str_is(call->name, "quantile_over_time")) {
        judge(checker, at, call->name_span);
    }
}

static void
look_at_aggregation(struct checker *checker, const struct check_node *at)
{
    if (at->tree->nodes[at->node].op == PROMQL_OP_QUANTILE) {
        judge(checker, at, promql_grouping_of(at->tree, at->node)->name_span);
    }
}

const struct check check_call_quantile_range = {
    .kind = &check_kind_call_quantile_range,
    .call = look_at_call,
    .aggregation = look_at_aggregation,
};
