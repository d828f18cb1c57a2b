/*
 * The queries of a panel as Grafana asks them.
 *
 * What shows the newest value asks for one instant; what shows a course asks for the range. A
 * stat draws its course behind the number unless its `graphMode` is `none`.
 */
#include "dashboard/make.h"

/* Whether an option written under `options` has one of the two texts. */
static const struct value *
written_option(const struct panel *written, const char *key)
{
    const struct value_entry *entry =
        written->options ? value_find(written->options, key) : NULL;
    return entry ? entry->value : NULL;
}

/* Whether the number shown is the newest value; a mean or maximum needs the range. */
static bool
shows_last_value(const struct panel *written)
{
    const struct value *reduce = written_option(written, "reduceOptions");
    const struct value_entry *calcs = reduce ? value_find(reduce, "calcs") : NULL;
    if (!calcs || calcs->value->kind != VALUE_KIND_LIST) {
        return true;
    }
    for (size_t i = 0; i < calcs->value->items.count; i++) {
        struct str calc = calcs->value->items.at[i]->text;
        if (!str_is(calc, "lastNotNull") && !str_is(calc, "last")) {
            return false;
        }
    }
    return true;
}

static bool
is_instant_kind(const struct panel_maker *panel)
{
    switch (panel->panel->kind) {
    case PANEL_KIND_TABLE:
    case PANEL_KIND_PIECHART:
    case PANEL_KIND_GAUGE:
    case PANEL_KIND_BARGAUGE:
        return shows_last_value(panel->written);
    case PANEL_KIND_STAT: {
        const struct value *graph = written_option(panel->written, "graphMode");
        return graph && str_is(graph->text, "none") && shows_last_value(panel->written);
    }
    case PANEL_KIND_TIMESERIES:
    case PANEL_KIND_HEATMAP:
    case PANEL_KIND_HISTOGRAM:
    case PANEL_KIND_STATE_TIMELINE:
    case PANEL_KIND_STATUS_HISTORY:
    case PANEL_KIND_TEXT:
    case PANEL_KIND_LOGS:
    case PANEL_KIND_ALERTLIST:
    case PANEL_KIND_COUNT:
        return false;
    }
    return false;
}

static bool
has_le(const struct promql_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind != PROMQL_KIND_AGGREGATION) {
            continue;
        }
        const struct promql_grouping *grouping = promql_grouping_of(tree, i);
        for (uint32_t j = 0; !grouping->is_without && j < grouping->labels.count; j++) {
            if (str_is(tree->labels[grouping->labels.first + j].name, "le")) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a query yields the buckets of a histogram, classic or native, rather than values that
 * Grafana would have to count into buckets itself. */
static bool
yields_buckets(const struct panel_maker *panel, const struct query *query)
{
    const struct name *le = intern(panel->maker->model->names, STR("le"));
    if (!query->tree || query->shape->is_unknown || query->shape->count == 0) {
        return query->tree && has_le(query->tree);
    }
    for (size_t i = 0; i < query->shape->count; i++) {
        const struct shape_alternative *alternative = &query->shape->alternatives[i];
        bool has_label = shape_alternative_label(alternative, le).presence == PRESENCE_ALWAYS;
        if (!has_label && alternative->kind != SERIES_KIND_NATIVE_HISTOGRAM) {
            return false;
        }
    }
    return true;
}

static enum target_format
choose_format(const struct panel_maker *panel, const struct query *query, bool is_instant)
{
    if (panel->panel->kind == PANEL_KIND_TABLE && is_instant) {
        return TARGET_FORMAT_TABLE;
    }
    bool is_heatmap = panel->panel->kind == PANEL_KIND_HEATMAP;
    return is_heatmap && yields_buckets(panel, query) ? TARGET_FORMAT_HEATMAP
                                                      : TARGET_FORMAT_TIME_SERIES;
}

struct loaded_target *
target_add(struct panel_maker *panel, const struct promql_tree *tree)
{
    struct dashboard_maker *maker = panel->maker;
    struct shapes shapes;
    analysis_shapes(maker->analysis, tree, &maker->scratch, &shapes);
    struct query query = { .tree = tree, .shape = shape_of_root(&shapes) };
    VEC_PUSH(&maker->scratch, &panel->queries, query);
    struct loaded_target *target = VEC_ADD(maker->arena, &panel->panel->targets);
    target->kind = LOADED_QUERY_PROMQL;
    target->tree = filter_apply(maker, tree, &shapes);
    target->span = promql_span(tree, promql_root(tree));
    target->datasource = panel->panel->datasource;
    target->is_instant = is_instant_kind(panel);
    target->format = choose_format(panel, &query, target->is_instant);
    return target;
}

/* A query that is not PromQL: nothing is known of its result. */
static struct loaded_target *
add_foreign(struct panel_maker *panel, enum loaded_query_kind kind, struct span span)
{
    VEC_PUSH(&panel->maker->scratch, &panel->queries, ((struct query){ 0 }));
    struct loaded_target *target = VEC_ADD(panel->maker->arena, &panel->panel->targets);
    target->kind = kind;
    target->span = span;
    target->datasource = panel->panel->datasource;
    return target;
}

/* LogQL is asked of what `datasource:` names: Loki, or a plugin that understands it. */
static void
check_loki(struct panel_maker *panel, const struct target *written)
{
    struct text name =
        written->datasource.str.len > 0 ? written->datasource : panel->written->datasource;
    const struct loaded_datasource_vec *known = &panel->maker->dashboards->datasources;
    for (size_t i = 0; i < known->count; i++) {
        const struct loaded_datasource *datasource = &known->at[i];
        if (!str_equal(datasource->name, name.str) || !str_is(datasource->type, "prometheus")) {
            continue;
        }
        struct finding *finding = diag_report(panel->maker->diags, &kind_invalid_value,
            name.span, "the data source `%.*s` is a `%.*s`, which does not understand LogQL",
            STR_ARG(name.str), STR_ARG(datasource->type));
        finding_label(panel->maker->diags, finding, written->logql.span, "asked for this");
        finding_help(panel->maker->diags, finding, "name a data source of type `loki`");
    }
}

static struct loaded_target *
add_logql(struct panel_maker *panel, const struct target *written)
{
    struct loaded_target *target = add_foreign(panel, LOADED_QUERY_LOGQL, written->logql.span);
    target->query = written->logql.str;
    target->max_lines = written->max_lines.value;
    check_loki(panel, written);
    bool is_addressed = written->datasource.str.len > 0 ||
                        panel->written->datasource.str.len > 0 ||
                        datasource_find_loki(panel->maker, &target->datasource);
    if (!is_addressed) {
        struct finding *finding = diag_report(panel->maker->diags, &kind_unknown_name,
            written->logql.span, "there is no data source of type `loki` for this query");
        finding_help(panel->maker->diags, finding,
            "declare one under `grafana.datasources`, or a variable `{datasources: loki}`");
    }
    return target;
}

static struct loaded_target *
add_written(struct panel_maker *panel, const struct target *written)
{
    struct loaded_target *target = NULL;
    switch ((enum target_kind)written->kind) {
    case TARGET_KIND_EXPR:
        if (!written->expr.tree) {
            panel->maker->dashboards->is_partial = true;
            return NULL;
        }
        target = target_add(panel, written->expr.tree);
        target->span = written->expr.text.span;
        return target;
    case TARGET_KIND_LOGQL:
        return add_logql(panel, written);
    case TARGET_KIND_PANEL:
        target = add_foreign(panel, LOADED_QUERY_PANEL, written->panel.span);
        target->datasource =
            (struct datasource_ref){ STR("datasource"), STR("-- Dashboard --"), span_none() };
        return target;
    case TARGET_KIND_RAW:
        target = add_foreign(panel, LOADED_QUERY_RAW, written->span);
        target->raw = written->raw;
        return target;
    }
    return NULL;
}

static void
complete(struct panel_maker *panel, struct loaded_target *target, const struct target *written)
{
    target->target = written;
    target->ref = written->ref.str;
    target->ref_span = written->ref.span;
    target->legend = written->legend;
    target->interval = written->interval;
    target->has_exemplar = written->exemplar.truth;
    target->is_hidden = written->hide.truth;
    target->datasource = datasource_find(panel->maker, written->datasource, target->datasource);
    if (written->instant.is_set) {
        target->is_instant = written->instant.truth;
    }
    if (written->format.is_set) {
        target->format = (enum target_format)written->format.value;
    } else if (!target->is_instant && target->format == TARGET_FORMAT_TABLE) {
        target->format = TARGET_FORMAT_TIME_SERIES;
    }
}

/* A panel whose queries go to several datasources says so; one that shows another panel's
 * result says that. */
static void
judge_mixture(struct loaded_panel *panel)
{
    for (size_t i = 0; i < panel->targets.count; i++) {
        const struct datasource_ref *ref = &panel->targets.at[i].datasource;
        if (!str_equal(ref->uid, panel->targets.at[0].datasource.uid)) {
            panel->datasource = (struct datasource_ref){ STR("datasource"), STR("-- Mixed --"),
                panel->datasource.span };
            return;
        }
    }
    if (panel->targets.count > 0) {
        panel->datasource = panel->targets.at[0].datasource;
    }
}

void
targets_make(struct panel_maker *panel)
{
    const struct target_list *written = &panel->written->targets;
    for (size_t i = 0; i < written->count; i++) {
        struct loaded_target *target = add_written(panel, &written->at[i]);
        if (target) {
            complete(panel, target, &written->at[i]);
        }
    }
    judge_mixture(panel->panel);
    refs_assign(panel->maker, panel->panel);
    for (size_t i = 0; i < panel->panel->targets.count; i++) {
        struct loaded_target *target = &panel->panel->targets.at[i];
        if (target->legend.str.len == 0) {
            target->legend = (struct text){ legend_derive(panel, i), span_none() };
        }
    }
}
