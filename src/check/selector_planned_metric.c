/*
 * A planned metric is in the catalog so that people agree on it before it is written. Until
 * then a query over it has no data.
 */
#include "check/expression.h"

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct shape_selector *selector = shape_of(at->shapes, at->node)->selector;
    if (!selector || selector->is_open || selector->source_count == 0) {
        return;
    }
    for (size_t i = 0; i < selector->source_count; i++) {
        const struct metric *metric = selector->sources[i]->metric;
        if (!metric || metric->status.value != METRIC_STATUS_PLANNED) {
            return;
        }
    }
    const struct metric *metric = selector->sources[0]->metric;
    struct finding *finding = CHECK_REPORT(checker, selector->name_span,
        "`%.*s` is only planned: nothing exposes it yet", STR_ARG(selector->name));
    finding_topic(checker->diags, finding, metric->key.str);
    finding_caption(checker->diags, finding, "has no data");
    finding_label(checker->diags, finding, metric->status.span, "declared so here");
    finding_help(checker->diags, finding,
        "wait with this until the metric is there, or remove `status: planned` if it is");
}

const struct check check_selector_planned_metric = {
    .kind = &check_kind_selector_planned_metric,
    .selector = look,
};
