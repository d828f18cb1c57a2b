/*
 * A deprecated metric goes away one day, and then every query over it falls silent without a
 * word.
 */
#include "check/expression.h"

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct shape_selector *selector = shape_of(at->shapes, at->node)->selector;
    for (size_t i = 0; selector && i < selector->source_count; i++) {
        const struct metric *metric = selector->sources[i]->metric;
        if (selector->sources[i]->kind == WORLD_SOURCE_RECORDED) {
            return; /* rules come last, and one name may have thousands */
        }
        if (!metric || metric->status.value != METRIC_STATUS_DEPRECATED) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(checker, selector->name_span,
            "`%.*s` is deprecated and will go away", STR_ARG(selector->name));
        finding_topic(checker->diags, finding, metric->key.str);
        finding_caption(checker->diags, finding, "deprecated");
        finding_label(checker->diags, finding, metric->status.span, "declared so here");
        if (metric->help.str.len > 0) {
            finding_note(
                checker->diags, finding, "its help says: %.*s", STR_ARG(metric->help.str));
        }
        finding_help(checker->diags, finding, "use what replaces it");
        return;
    }
}

const struct check check_selector_deprecated_metric = {
    .kind = &check_kind_selector_deprecated_metric,
    .selector = look,
};
