/*
 * Datasources: what is provisioned, and what a query is addressed to.
 *
 * Queries name a datasource variable, so that one dashboard serves several Prometheus; what is
 * provisioned has fixed uids, so that alert rules and links may name it.
 */
#include "base/duration.h"
#include "base/nearest.h"
#include "dashboard/make.h"
#include "model/grafana_options.h"
#include "model/names.h"

static struct str
datasource_uid(struct arena *arena, const struct datasource *datasource)
{
    return datasource->uid.str.len > 0 ? datasource->uid.str
                                       : names_kebab(arena, datasource->key.str);
}

/* Datasources of Grafana itself, which nobody declares. */
static const struct {
    const char *uid;
    const char *type;
} builtin[] = {
    { "-- Mixed --", "datasource" },
    { "-- Dashboard --", "datasource" },
    { "-- Grafana --", "grafana" },
};

static const struct variable *
find_variable(const struct dashboard *dashboard, struct str name)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        if (str_equal(dashboard->variables.at[i].key.str, name)) {
            return &dashboard->variables.at[i];
        }
    }
    return NULL;
}

/* `$name` or `${name}`: the type is what the variable chooses among; the check
 * unknown-variable tells of one that does not exist. */
static struct datasource_ref
ref_of_variable(struct dashboard_maker *maker, struct text text, struct str type)
{
    struct str name = str_slice(text.str, 1, text.str.len);
    if (name.len > 2 && name.at[0] == '{') {
        name = str_slice(name, 1, name.len - 1);
    }
    const struct variable *variable = find_variable(maker->written, name);
    if (variable && variable->kind == VARIABLE_KIND_DATASOURCE) {
        type = variable->datasource_type.str;
    }
    return (struct datasource_ref){
        .type = type,
        .uid = arena_printf(maker->arena, "${%.*s}", STR_ARG(name)),
        .span = text.span,
    };
}

static void
report_unknown(struct dashboard_maker *maker, struct text name)
{
    const struct loaded_datasource_vec *datasources = &maker->dashboards->datasources;
    struct finding *finding = diag_report(maker->diags, &kind_unknown_name, name.span,
        "there is no data source `%.*s`", STR_ARG(name.str));
    struct nearest nearest;
    nearest_begin(&nearest, name.str);
    for (size_t i = 0; i < datasources->count; i++) {
        nearest_offer(&nearest, datasources->at[i].name);
    }
    if (nearest.best.len > 0) {
        finding_help(maker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(maker->diags, finding, name.span, nearest.best);
    } else {
        finding_help(maker->diags, finding,
            "declare it under `grafana.datasources`, or name a variable: `$datasource`");
    }
}

struct datasource_ref
datasource_find(
    struct dashboard_maker *maker, struct text name, struct datasource_ref otherwise)
{
    if (name.str.len == 0) {
        return otherwise;
    }
    if (name.str.at[0] == '$') {
        return ref_of_variable(maker, name, otherwise.type);
    }
    for (size_t i = 0; i < sizeof builtin / sizeof builtin[0]; i++) {
        if (str_is(name.str, builtin[i].uid)) {
            return (struct datasource_ref){ str_from(builtin[i].type), name.str, name.span };
        }
    }
    const struct loaded_datasource_vec *datasources = &maker->dashboards->datasources;
    for (size_t i = 0; i < datasources->count; i++) {
        const struct loaded_datasource *datasource = &datasources->at[i];
        if (str_equal(datasource->name, name.str)) {
            return (struct datasource_ref){ datasource->type, datasource->uid, name.span };
        }
    }
    report_unknown(maker, name);
    return otherwise;
}

bool
datasource_find_loki(struct dashboard_maker *maker, struct datasource_ref *ref)
{
    const struct variable_list *variables = &maker->written->variables;
    for (size_t i = 0; i < variables->count; i++) {
        const struct variable *variable = &variables->at[i];
        if (variable->kind == VARIABLE_KIND_DATASOURCE &&
            str_is(variable->datasource_type.str, "loki")) {
            struct str uid = arena_printf(maker->arena, "${%.*s}", STR_ARG(variable->key.str));
            *ref = (struct datasource_ref){ STR("loki"), uid, span_none() };
            return true;
        }
    }
    const struct loaded_datasource_vec *datasources = &maker->dashboards->datasources;
    for (size_t i = 0; i < datasources->count; i++) {
        if (str_is(datasources->at[i].type, "loki")) {
            *ref = (struct datasource_ref){ STR("loki"), datasources->at[i].uid, span_none() };
            return true;
        }
    }
    return false;
}

/* Where Prometheus answers: as declared, else where it scrapes itself, else its usual port. */
static struct str
prometheus_url(const struct dashboard_maker *maker)
{
    const struct model *model = maker->model;
    if (model->urls.prometheus.str.len > 0) {
        return model->urls.prometheus.str;
    }
    for (size_t i = 0; i < model->jobs.count; i++) {
        const struct job *job = &model->jobs.at[i];
        if (str_is(job->key.str, "prometheus") && job->targets.count > 0) {
            return arena_printf(maker->arena, "http://%.*s", STR_ARG(job->targets.at[0].str));
        }
    }
    return STR("http://localhost:9090");
}

/* The interval of most jobs; Prometheus' own default when nothing is said. */
static struct str
scrape_interval(const struct dashboard_maker *maker)
{
    struct period interval = maker->model->prometheus.scrape_interval;
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, interval.is_set ? interval.milliseconds : 60000);
    struct str text = arena_copy(maker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

/* What Grafana must know of a Prometheus: `$__rate_interval` follows from timeInterval. */
static const struct value *
prometheus_settings(struct dashboard_maker *maker)
{
    struct arena *arena = maker->arena;
    struct value *settings = value_of_map(arena);
    value_put(arena, settings, "httpMethod", value_of_text(arena, STR("POST")));
    value_put(arena, settings, "timeInterval", value_of_text(arena, scrape_interval(maker)));
    value_put(arena, settings, "prometheusType", value_of_text(arena, STR("Prometheus")));
    const struct version_field *declared = &maker->model->versions.prometheus;
    if (declared->is_set) {
        struct version version = declared->version;
        value_put(arena, settings, "prometheusVersion",
            value_of_text(arena,
                arena_printf(arena, "%d.%d.%d", version.major, version.minor, version.patch)));
    }
    return settings;
}

static const struct value *
alertmanager_settings(struct arena *arena)
{
    struct value *settings = value_of_map(arena);
    value_put(arena, settings, "implementation", value_of_text(arena, STR("prometheus")));
    return settings;
}

static void
add_declared(struct dashboard_maker *maker, const struct datasource *datasource)
{
    struct arena *arena = maker->arena;
    const struct value *settings =
        str_is(datasource->type.str, "prometheus")     ? prometheus_settings(maker)
        : str_is(datasource->type.str, "alertmanager") ? alertmanager_settings(arena)
                                                       : value_of_map(arena);
    struct value *secrets = NULL;
    for (size_t i = 0; i < datasource->secure_json_data.count; i++) {
        const struct named_text *secret = &datasource->secure_json_data.at[i];
        secrets = secrets ? secrets : value_of_map(arena);
        value_add_entry(arena, secrets, secret->key.str, secret->key.span,
            value_new_text(arena, secret->value.str, secret->value.span));
    }
    struct loaded_datasource made = { .name = datasource->key.str,
        .type = datasource->type.str,
        .uid = datasource_uid(arena, datasource),
        .url = datasource->url.str,
        .is_default = datasource->is_default.truth,
        .json_data = grafana_merge(arena, settings, datasource->json_data),
        .secure_json_data = secrets,
        .datasource = datasource };
    if (made.url.len == 0 && str_is(made.type, "prometheus")) {
        made.url = prometheus_url(maker);
    }
    VEC_PUSH(arena, &maker->dashboards->datasources, made);
}

static struct loaded_datasource *
find_type(struct dashboard_maker *maker, const char *type)
{
    struct loaded_datasource_vec *datasources = &maker->dashboards->datasources;
    for (size_t i = 0; i < datasources->count; i++) {
        if (str_is(datasources->at[i].type, type)) {
            return &datasources->at[i];
        }
    }
    return NULL;
}

static bool
has_default(const struct loaded_datasource_vec *datasources)
{
    for (size_t i = 0; i < datasources->count; i++) {
        if (datasources->at[i].is_default) {
            return true;
        }
    }
    return false;
}

/* Grafana shows Alertmanager's silences and groups when it knows one. */
static void
add_alertmanager(struct dashboard_maker *maker)
{
    const struct model *model = maker->model;
    if (model->prometheus.alertmanagers.count == 0 && model->urls.alertmanager.str.len == 0) {
        return;
    }
    struct str url = model->urls.alertmanager.str;
    if (url.len == 0) {
        url = arena_printf(
            maker->arena, "http://%.*s", STR_ARG(model->prometheus.alertmanagers.at[0].str));
    }
    struct loaded_datasource made = { .name = STR("alertmanager"),
        .type = STR("alertmanager"),
        .uid = STR("alertmanager"),
        .url = url,
        .json_data = alertmanager_settings(maker->arena) };
    VEC_PUSH(maker->arena, &maker->dashboards->datasources, made);
}

/* Each Prometheus names the Alertmanager that its alerts go to, unless it names one itself. */
static void
link_alertmanager(struct dashboard_maker *maker)
{
    struct loaded_datasource_vec *datasources = &maker->dashboards->datasources;
    const struct loaded_datasource *alertmanager = find_type(maker, "alertmanager");
    for (size_t i = 0; alertmanager && i < datasources->count; i++) {
        struct loaded_datasource *datasource = &datasources->at[i];
        if (!str_is(datasource->type, "prometheus") ||
            value_find(datasource->json_data, "alertmanagerUid")) {
            continue;
        }
        struct value *uid = value_of_map(maker->arena);
        value_put(maker->arena, uid, "alertmanagerUid",
            value_of_text(maker->arena, alertmanager->uid));
        datasource->json_data = grafana_merge(maker->arena, datasource->json_data, uid);
    }
}

void
datasources_make(struct dashboard_maker *maker)
{
    const struct datasource_list *declared = &maker->model->grafana.datasources;
    struct loaded_datasource_vec *datasources = &maker->dashboards->datasources;
    for (size_t i = 0; i < declared->count; i++) {
        add_declared(maker, &declared->at[i]);
    }
    /* Who has no dashboards may have no Grafana. */
    bool is_wanted = declared->count > 0 || maker->model->dashboards.count > 0;
    if (declared->count == 0 && is_wanted) {
        struct loaded_datasource made = { .name = STR("prometheus"),
            .type = STR("prometheus"),
            .uid = STR("prometheus"),
            .url = prometheus_url(maker),
            .json_data = prometheus_settings(maker) };
        VEC_PUSH(maker->arena, datasources, made);
    }
    struct loaded_datasource *prometheus = find_type(maker, "prometheus");
    if (prometheus && !has_default(datasources)) {
        prometheus->is_default = true;
    }
    if (is_wanted && !find_type(maker, "alertmanager")) {
        add_alertmanager(maker);
    }
    link_alertmanager(maker);
}
