/*
 * A number without a unit is read wrong: 0.2 may be seconds, a share or a fifth of a request.
 * A unit that follows from the query counts, and so do words in place of numbers.
 */
#include "check/required.h"

static bool
shows_numbers(const struct loaded_panel *panel)
{
    switch (panel->kind) {
    case PANEL_KIND_TEXT:
    case PANEL_KIND_LOGS:
    case PANEL_KIND_ALERTLIST:
        return false;
    case PANEL_KIND_TIMESERIES:
    case PANEL_KIND_STAT:
    case PANEL_KIND_GAUGE:
    case PANEL_KIND_BARGAUGE:
    case PANEL_KIND_TABLE:
    case PANEL_KIND_HEATMAP:
    case PANEL_KIND_HISTOGRAM:
    case PANEL_KIND_STATE_TIMELINE:
    case PANEL_KIND_STATUS_HISTORY:
    case PANEL_KIND_PIECHART:
    case PANEL_KIND_COUNT:
        break;
    }
    return !panel->is_row && !panel->is_library;
}

static const struct loaded_target *
find_query(const struct loaded_panel *panel)
{
    for (size_t i = 0; i < panel->targets.count; i++) {
        const struct loaded_target *target = &panel->targets.at[i];
        if (target->kind == LOADED_QUERY_PROMQL && target->tree && !target->is_hidden) {
            return target;
        }
    }
    return NULL;
}

static void
look_at_panel(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    struct span policy;
    const struct loaded_target *query = find_query(panel);
    if (!shows_numbers(panel) || !query || panel->field.unit_origin != UNIT_ORIGIN_NONE ||
        panel->field.mappings.count > 0 || required_panel_has_other_units(panel) ||
        checker->has_broken_query || !required_of_panels(checker, STR("unit"), &policy)) {
        return;
    }
    struct str name = required_panel_text(checker, panel);
    struct finding *finding = required_report_panel(checker, panel, policy,
        arena_printf(checker->arena, "%.*s has no unit, and %s", STR_ARG(name),
            panel->targets.count > 1 ? "its queries do not tell one"
                                     : "its query does not tell one"));
    if (span_is_set(query->span)) {
        finding_label(checker->diags, finding, query->span, "in what does this count?");
    }
    finding_help(checker->diags, finding,
        "add `unit:` to the panel (`seconds`, `bytes`, `ratio`, `short` for plain numbers), or "
        "to the metric, and every panel has it");
}

static void
look_at_metric(struct checker *checker, const struct metric *metric)
{
    bool is_fact = metric->kind == METRIC_KIND_INFO || metric->kind == METRIC_KIND_STATESET;
    struct span policy;
    if (!metric->is_own || is_fact || !required_of_metrics(checker, STR("unit"), &policy) ||
        unit_of_metric(metric).base != UNIT_UNKNOWN) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, metric->key.span,
        "the metric `%.*s` has no unit, and its name does not tell one",
        STR_ARG(metric->key.str));
    finding->severity = SEVERITY_ERROR;
    finding_topic(checker->diags, finding, metric->key.str);
    finding_label(checker->diags, finding, policy, "the policy requires it of every metric");
    finding_help(checker->diags, finding,
        "add `unit:` (`seconds`, `bytes`, `ratio`, or what is counted, such as `requests`)");
}

const struct check check_panel_missing_unit = {
    .kind = &check_kind_panel_missing_unit,
    .panel = look_at_panel,
    .metric = look_at_metric,
};
