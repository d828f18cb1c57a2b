/*
 * A metric of the system's own catalogs that no rule or dashboard reads: it is scraped and
 * stored, and nobody looks at it. Where an expression could not be read, nobody can say what it
 * would have used. What an exporter exposes is its authors' choice: a catalog `exporters/…` is
 * left alone.
 */
#include "check/check.h"

static void
look(struct checker *checker, const struct metric *metric)
{
    const struct name *name = intern(checker->model->names, metric->key.str);
    bool is_exporters = str_starts_with(metric->catalog->key.str, STR("exporters/"));
    if (!metric->is_own || is_exporters || metric->status.value == METRIC_STATUS_PLANNED ||
        xref_is_used(&checker->analysis->xref, XREF_ENTITY_METRIC, name) ||
        checker->rules->is_partial ||
        (checker->dashboards && checker->dashboards->is_partial)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, metric->key.span, "nothing reads the metric `%.*s`", STR_ARG(metric->key.str));
    finding_topic(checker->diags, finding, metric->key.str);
    finding_caption(checker->diags, finding, "scraped and stored for nobody");
    finding_help(checker->diags, finding,
        "use it in a recording, an alert or a panel, remove it, or say why it is there: "
        "`allow: {unused-metric: …}`");
}

const struct check check_metric_unused_metric = {
    .kind = &check_kind_metric_unused_metric,
    .metric = look,
};
