/*
 * What the tables cannot tell of data sources: whether Grafana could start with them and reach
 * them.
 */
#include "base/nearest.h"
#include "model/grafana_options.h"
#include "model/names.h"
#include "model/panel_parts.h"
#include "model/resolve_dashboard.h"
#include "promql/variable.h"
#include "schema/complain.h"

/* Grafana's own kinds. Plugins bring others, so that only what is nearly one of these is told.
 */
void
resolve_source_type(struct dashboard_scope *scope, struct text type)
{
    static const char *const types[] = { "prometheus", "loki", "tempo", "alertmanager",
        "influxdb", "elasticsearch", "graphite", "mysql", "mssql", "postgres", "cloudwatch",
        "stackdriver", "jaeger", "zipkin", "opentsdb", "parca", "grafana-testdata-datasource",
        "grafana-pyroscope-datasource", "grafana-postgresql-datasource",
        "grafana-azure-monitor-datasource", NULL };
    struct nearest nearest;
    if (!type.str.at || !span_is_set(type.span)) {
        return;
    }
    nearest_begin(&nearest, type.str);
    for (size_t i = 0; types[i]; i++) {
        if (str_is(type.str, types[i])) {
            return;
        }
        nearest_offer(&nearest, str_from(types[i]));
    }
    if (nearest.best.len > 0 && !promql_variable_is_in(type.str)) {
        struct str quoted = complain_quote(scope->arena, type.str);
        struct finding *finding = diag_report(scope->diags, &kind_unknown_name, type.span,
            "Grafana has no data sources of type %.*s", STR_ARG(quoted));
        finding_help(scope->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(scope->diags, finding, type.span, nearest.best);
    }
}

/* Kinds that Grafana asks by HTTP, and that work at no other address than their own. */
static bool
is_asked_by_http(const struct datasource *datasource)
{
    static const char *const types[] = { "prometheus", "loki", "tempo", "alertmanager",
        "influxdb", "elasticsearch", "graphite", "jaeger", "zipkin", "opentsdb",
        "grafana-pyroscope-datasource", NULL };
    for (size_t i = 0; types[i]; i++) {
        if (str_is(datasource->type.str, types[i])) {
            return true;
        }
    }
    return false;
}

static void
check_url(struct dashboard_scope *scope, const struct datasource *datasource)
{
    struct text url = datasource->url;
    if (!is_asked_by_http(datasource)) {
        return;
    }
    if (!url.str.at) {
        if (!str_is(datasource->type.str, "prometheus")) {
            struct finding *finding = diag_report(scope->diags, &kind_missing_key,
                datasource->key.span, "the data source `%.*s` does not say where it is",
                STR_ARG(datasource->key.str));
            finding_help(scope->diags, finding, "add `url:`, as Grafana reaches it");
        }
        return;
    }
    bool is_url = str_starts_with(url.str, STR("http://")) ||
                  str_starts_with(url.str, STR("https://")) ||
                  str_starts_with(url.str, STR("$"));
    if (is_url && str_find_char(url.str, ' ') == SIZE_MAX) {
        return;
    }
    struct str quoted = complain_quote(scope->arena, url.str);
    struct finding *finding = diag_report(
        scope->diags, &kind_invalid_value, url.span, "%.*s is no URL", STR_ARG(quoted));
    finding_caption(scope->diags, finding, "expected `http://HOST:PORT`");
}

static struct str
datasource_uid(struct arena *arena, const struct datasource *datasource)
{
    return datasource->uid.str.len > 0 ? datasource->uid.str
                                       : names_kebab(arena, datasource->key.str);
}

/* Against those before it: Grafana refuses to start with two defaults, and keeps the last of
 * one uid. */
static void
check_twins(struct dashboard_scope *scope, const struct datasource_list *datasources, size_t i)
{
    const struct datasource *second = &datasources->at[i];
    struct str uid = datasource_uid(scope->arena, second);
    for (size_t j = 0; j < i; j++) {
        const struct datasource *first = &datasources->at[j];
        if (first->is_default.truth && second->is_default.truth) {
            struct finding *finding = diag_report(scope->diags, &kind_conflicting_keys,
                second->is_default.span, "two data sources are the default");
            finding_caption(scope->diags, finding, "the second");
            finding_label(scope->diags, finding, first->is_default.span, "the first");
            finding_note(scope->diags, finding, "Grafana would not start");
        }
        if (str_equal(uid, datasource_uid(scope->arena, first))) {
            struct text place = second->uid.str.len > 0 ? second->uid : second->key;
            struct text other = first->uid.str.len > 0 ? first->uid : first->key;
            struct finding *finding = diag_report(scope->diags, &kind_duplicate_name,
                place.span, "two data sources have the uid `%.*s`", STR_ARG(uid));
            finding_caption(scope->diags, finding, "the second");
            finding_label(scope->diags, finding, other.span, "the first");
            finding_help(scope->diags, finding, "give one of them another `uid:`");
        }
    }
}

void
resolve_datasources(struct dashboard_scope *scope, struct datasource_list *datasources)
{
    for (size_t i = 0; i < datasources->count; i++) {
        struct datasource *datasource = &datasources->at[i];
        resolve_uid(scope, datasource->uid);
        resolve_source_type(scope, datasource->type);
        check_url(scope, datasource);
        check_twins(scope, datasources, i);
        if (datasource->json_data) {
            datasource->json_data = grafana_type_plain(scope->arena, datasource->json_data);
        }
        if (datasource->value && datasource->value->kind == VALUE_KIND_MAP) {
            datasource->value =
                grafana_type_options(scope->arena, &datasource_record, datasource->value);
        }
    }
}
