/*
 * `histogram_quantile` reads the bounds from the label `le`. An aggregation that drops it
 * leaves one number where there were many counts, and the result is empty: no error, no data,
 * no alert.
 */
#include "check/expression.h"

static void
suggest_clause(struct checker *checker, struct finding *finding, const struct check_node *at,
    const struct cause *cause)
{
    for (uint32_t i = promql_first(at->tree, at->node); i < at->node; i++) {
        if (at->tree->nodes[i].kind != PROMQL_KIND_AGGREGATION) {
            continue;
        }
        const struct promql_grouping *grouping = promql_grouping_of(at->tree, i);
        struct span clause = grouping->has_clause ? grouping->clause : grouping->name_span;
        bool is_it =
            clause.at >= cause->span.at && clause.at < cause->span.at + cause->span.len;
        if (!is_it || grouping->is_without) {
            continue;
        }
        if (!grouping->has_clause) {
            struct str better =
                arena_printf(checker->arena, "%.*s by (le) ", STR_ARG(grouping->name));
            finding_help(checker->diags, finding, "write `%.*s(…)`", STR_ARG(better));
            finding_fix(checker->diags, finding, grouping->name_span, better);
            return;
        }
        struct buf buf;
        buf_init(&buf);
        buf_add_text(&buf, "by (");
        for (uint32_t j = 0; j < grouping->labels.count; j++) {
            buf_add(&buf, at->tree->labels[grouping->labels.first + j].name);
            buf_add_text(&buf, ", ");
        }
        buf_add_text(&buf, "le)");
        finding_help(checker->diags, finding, "write `%.*s`", STR_ARG(buf_str(&buf)));
        finding_fix(checker->diags, finding, grouping->clause, buf_str(&buf));
        buf_finish(&buf);
        return;
    }
    finding_help(checker->diags, finding, "keep `le` up to `histogram_quantile`");
}

static void
look(struct checker *checker, const struct check_node *at)
{
    if (shape_of(at->shapes, at->node)->fault != SHAPE_FAULT_NO_BUCKETS) {
        return;
    }
    struct shape_label le;
    uint32_t vector = expression_vector(at);
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    if (vector == PROMQL_NONE || expression_may_be_native(at, vector) ||
        expression_never_had_buckets(checker, at, vector) ||
        !expression_lacks(checker, at, vector, STR("le"), &le)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, call->name_span,
        "`%.*s` gets no `le`, and gives no result without it", STR_ARG(call->name));
    finding_topic(checker->diags, finding, STR("le"));
    finding_caption(checker->diags, finding, "needs the label `le` of the buckets");
    expression_explain(checker, finding, le.presence_cause, STR("le"));
    suggest_clause(checker, finding, at, &le.presence_cause);
}

const struct check check_call_quantile_without_le = {
    .kind = &check_kind_call_quantile_without_le,
    .call = look,
};
