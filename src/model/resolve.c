/*
 * Following names after decoding: each part in the order in which the next needs it.
 */
#include "model/resolve.h"

/* Prometheus' own defaults, which the table gives only where `prometheus:` stands at all. */
static void
set_default_intervals(struct model_prometheus *prometheus)
{
    enum { ONE_MINUTE = 60000 };
    if (prometheus->scrape_interval.milliseconds == 0) {
        prometheus->scrape_interval.milliseconds = ONE_MINUTE;
    }
    if (prometheus->evaluation_interval.milliseconds == 0) {
        prometheus->evaluation_interval.milliseconds = ONE_MINUTE;
    }
}

void
model_resolve_facts(struct model *model, struct diags *diags)
{
    struct resolver resolver = { model, diags };
    set_default_intervals(&model->prometheus);
    resolve_vocabulary(&resolver);
    resolve_policy(&resolver);
    resolve_catalogs(&resolver);
    resolve_jobs(&resolver);
    diag_set_subject(diags, STR(""));
}

void
model_resolve_rest(struct model *model, struct diags *diags)
{
    struct resolver resolver = { model, diags };
    resolve_expressions(&resolver);
    resolve_objectives(&resolver);
    resolve_dashboards(&resolver);
    resolve_routing(&resolver);
    diag_set_subject(diags, STR(""));
}
