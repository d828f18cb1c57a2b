/*
 * The record tables of `grafana:`, what Grafana itself is provisioned with.
 */
#include "model/panel_parts.h"

static const char *const access_words[] = { "proxy", "direct", NULL };

#define ROW(name, kind, form, text)                                                            \
    .key = name, .type = FIELD_TYPE_##kind, .shape = FIELD_SHAPE_##form,                       \
    .place = SCHEMA_NO_PLACE, .doc = text

static const struct field datasource_fields[] = {
    { .key = "type",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct datasource, type),
        .fallback = "prometheus",
        .doc = "Grafana's id of its kind: `prometheus`, `loki`, `tempo`, …" },
    { .key = "uid",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct datasource, uid),
        .doc = "Its name in dashboards, for ever; default: its name in kebab-case." },
    { .key = "url",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct datasource, url),
        .doc = "Where Grafana finds it; default, for Prometheus: `urls.prometheus`." },
    { .key = "isDefault",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct datasource, is_default),
        .also_called = "default is_default",
        .doc = "Grafana takes it where none is named; default: the first Prometheus." },
    { .key = "jsonData",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct datasource, json_data),
        .also_called = "json_data",
        .doc = "Its settings in Grafana's own words." },
    { .key = "secureJsonData",
        .type = FIELD_TYPE_SECRET,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct datasource, secure_json_data),
        .also_called = "secure_json_data",
        .doc = "Its secrets, as placeholders `${NAME}` that Grafana fills in." },
    { ROW("access", CHOICE, ONE, "Who asks it: Grafana (`proxy`) or the reader's browser."),
        .words = access_words },
    { ROW("orgId", COUNT, ONE, "The organisation it belongs to.") },
    { ROW("user", TEXT, ONE, "The name to sign in with.") },
    { ROW("database", TEXT, ONE, "The database there.") },
    { ROW("basicAuth", BOOL, ONE, "Sign in by HTTP's basic authentication.") },
    { ROW("basicAuthUser", TEXT, ONE, "The name for it.") },
    { ROW("withCredentials", BOOL, ONE, "Send cookies along.") },
    { ROW("editable", BOOL, ONE, "May be edited in Grafana.") },
    { ROW("version", COUNT, ONE, "Grafana keeps its own settings if they are newer.") },
    { .key = NULL },
};

const struct record datasource_record = {
    RECORD_DEFAULTS,
    .name = "a data source",
    .doc = "A data source that Grafana is provisioned with. A bare text is its URL.",
    .fields = datasource_fields,
    .size = sizeof(struct datasource),
    .align = _Alignof(struct datasource),
    .text_field = "url",
    .key_place = offsetof(struct datasource, key),
    .span_place = offsetof(struct datasource, span),
    .value_place = offsetof(struct datasource, value),
};

static const struct field grafana_fields[] = {
    { .key = "folder",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct grafana_settings, folder),
        .doc = "The folder of dashboards that name none; default: the system's name." },
    { .key = "path",
        .type = FIELD_TYPE_PATH,
        .place = offsetof(struct grafana_settings, path),
        .fallback = "/etc/grafana/dashboards",
        .doc = "Where Grafana finds the dashboards of the output on its own machine." },
    { .key = "datasources",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct grafana_settings, datasources),
        .record = &datasource_record,
        .doc = "The data sources by name; default: one, `prometheus`, at `urls.prometheus`." },
    { .key = "allow_ui_updates",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct grafana_settings, allow_ui_updates),
        .also_called = "allowUiUpdates",
        .doc = "Dashboards may be saved in Grafana, until the next build overwrites them." },
    { .key = NULL },
};

const struct record grafana_record = {
    RECORD_DEFAULTS,
    .name = "grafana",
    .doc = "What Grafana needs to come up with the dashboards in place.",
    .fields = grafana_fields,
    .size = sizeof(struct grafana_settings),
    .align = _Alignof(struct grafana_settings),
    .span_place = offsetof(struct grafana_settings, span),
};
