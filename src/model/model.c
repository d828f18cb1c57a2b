/*
 * The record tables of a whole spec, and decoding it.
 *
 * Two records share most of their fields: `model_record` is a spec as people write it, with
 * `metrics:` in a file; the merged root has `catalogs:` instead, in which `spec` has gathered
 * the metrics of all files by the name of their catalog. The root is decoded in two parts: the
 * facts, which Lua templates read, and the rest, which they may make.
 */
#include "model/model.h"

#include "model/prometheus_records.h"
#include "model/resolve.h"
#include "model/slo.h"
#include "model/use.h"

static const struct field versions_fields[] = {
    { .key = "prometheus",
        .type = FIELD_TYPE_VERSION,
        .place = offsetof(struct model_versions, prometheus),
        .doc = "The oldest Prometheus that loads the output; gates PromQL and settings." },
    { .key = "alertmanager",
        .type = FIELD_TYPE_VERSION,
        .place = offsetof(struct model_versions, alertmanager),
        .doc = "The oldest Alertmanager that loads the output." },
    { .key = "grafana",
        .type = FIELD_TYPE_VERSION,
        .place = offsetof(struct model_versions, grafana),
        .doc = "The oldest Grafana that loads the output: 10 or newer." },
    { .key = NULL },
};

enum { OLDEST_GRAFANA = 10 };

/* Dashboards are written in the shapes that Grafana has had since 10. */
static bool
verify_versions(struct schema_context *context, const void *record)
{
    const struct model_versions *versions = record;
    if (!versions->grafana.is_set || versions->grafana.version.major >= OLDEST_GRAFANA) {
        return true;
    }
    struct finding *finding =
        diag_report(context->diags, &kind_invalid_value, versions->grafana.span,
            "dashboards are written for Grafana %d and newer", OLDEST_GRAFANA);
    finding_caption(context->diags, finding, "older");
    return false;
}

static const struct record versions_record = {
    RECORD_DEFAULTS,
    .name = "versions",
    .verify = verify_versions,
    .doc = "What will load the output. A tool that is not named is taken to be the newest.",
    .fields = versions_fields,
    .size = sizeof(struct model_versions),
    .align = _Alignof(struct model_versions),
};

static const struct field urls_fields[] = {
    { .key = "grafana",
        .type = FIELD_TYPE_URL,
        .place = offsetof(struct model_urls, grafana),
        .doc = "Where Grafana is, for links from alerts." },
    { .key = "runbooks",
        .type = FIELD_TYPE_URL,
        .place = offsetof(struct model_urls, runbooks),
        .doc =
            "What stands before an alert's name in kebab-case to make its runbook's address." },
    { .key = "prometheus",
        .type = FIELD_TYPE_URL,
        .place = offsetof(struct model_urls, prometheus),
        .doc = "Where Prometheus is." },
    { .key = "alertmanager",
        .type = FIELD_TYPE_URL,
        .place = offsetof(struct model_urls, alertmanager),
        .doc = "Where Alertmanager is." },
    { .key = NULL },
};

/* Paths of dashboards are put behind it, in annotations, which are templates. */
static bool
verify_urls(struct schema_context *context, const void *record)
{
    const struct text *grafana = &((const struct model_urls *)record)->grafana;
    static const char *const ends[] = { "?", "#", "{{" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_contains(grafana->str, str_from(ends[i]))) {
            struct finding *finding =
                diag_report(context->diags, &kind_invalid_value, grafana->span,
                    "the address of Grafana must have no `%s`: paths of dashboards are put "
                    "behind it",
                    ends[i]);
            finding_help(context->diags, finding, "write it as `https://grafana.example.org`");
            return false;
        }
    }
    return true;
}

static const struct record urls_record = {
    RECORD_DEFAULTS,
    .name = "urls",
    .verify = verify_urls,
    .doc = "Addresses that annotations and links are made from.",
    .fields = urls_fields,
    .size = sizeof(struct model_urls),
    .align = _Alignof(struct model_urls),
};

static const struct field prometheus_fields[] = {
    { .key = "scrape_interval",
        .type = FIELD_TYPE_DURATION,
        .fallback = "1m",
        .place = offsetof(struct model_prometheus, scrape_interval),
        .doc = "How often targets are scraped." },
    { .key = "scrape_timeout",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct model_prometheus, scrape_timeout),
        .doc = "After how long a scrape fails; Prometheus' default is 10s." },
    { .key = "evaluation_interval",
        .type = FIELD_TYPE_DURATION,
        .fallback = "1m",
        .place = offsetof(struct model_prometheus, evaluation_interval),
        .doc = "How often rules are evaluated." },
    { .key = "retention",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct model_prometheus, retention),
        .doc = "How long Prometheus keeps samples (its `--storage.tsdb.retention.time`)." },
    { .key = "external_labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct model_prometheus, external_labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels of everything that leaves Prometheus." },
    { .key = "alertmanagers",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct model_prometheus, alertmanagers),
        .doc = "Where alerts are sent, `host:port`." },
    { .key = "rule_files",
        .type = FIELD_TYPE_PATH,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct model_prometheus, rule_files),
        .doc = "Further rule files, beside those that are made." },
    { .key = "features",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct model_prometheus, features),
        .doc = "Feature flags that Prometheus runs with, such as "
               "`promql-experimental-functions`." },
#include "model/prometheus_global_rows.def"
#include "model/prometheus_file_rows.def"
    { .key = NULL },
};

static const struct record prometheus_record = {
    RECORD_DEFAULTS,
    .name = "prometheus",
    .doc = "Prometheus' own settings, and what only Tocsin needs to know of it.",
    .fields = prometheus_fields,
    .size = sizeof(struct model_prometheus),
    .align = _Alignof(struct model_prometheus),
    .value_place = offsetof(struct model_prometheus, value),
};

static const struct field severity_fields[] = {
    { .key = "color",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct severity_entry, color),
        .doc = "Its colour in dashboards." },
    { .key = "respond",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct severity_entry, respond),
        .doc = "Within what time somebody answers." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct severity_entry, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels that every alert of this severity gets." },
    { .key = "help",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct severity_entry, help),
        .doc = "What it means." },
    { .key = NULL },
};

static const struct record severity_record = {
    RECORD_DEFAULTS,
    .name = "a severity",
    .doc = "How urgent an alert can be; the most urgent comes first.",
    .fields = severity_fields,
    .size = sizeof(struct severity_entry),
    .align = _Alignof(struct severity_entry),
    .key_place = offsetof(struct severity_entry, key),
    .span_place = offsetof(struct severity_entry, span),
};

/* Same order as enum severity. */
static const char *const severity_words[] = { "off", "info", "warning", "error", NULL };

static const struct field check_setting_fields[] = {
    { .key = "severity",
        .type = FIELD_TYPE_CHOICE,
        .words = severity_words,
        .place = offsetof(struct check_setting, severity),
        .is_required = true,
        .doc = "How severe its findings are." },
    { .key = NULL },
};

static const struct record check_setting_record = {
    RECORD_DEFAULTS,
    .name = "a check's setting",
    .doc = "How severe the findings of a check are: `off`, `info`, `warning` or `error`.",
    .fields = check_setting_fields,
    .size = sizeof(struct check_setting),
    .align = _Alignof(struct check_setting),
    .text_field = "severity",
    .key_place = offsetof(struct check_setting, key),
};

#define FIELD_MAP(name, member, element, kind, text)                                           \
    {                                                                                          \
        .key = name, .type = FIELD_TYPE_RECORD, .shape = FIELD_SHAPE_MAP,                      \
        .place = offsetof(struct model, member), .record = &element, .key_type = kind,         \
        .doc = text                                                                            \
    }

/* The facts: known before any Lua template runs, so none can make them. */
#define FACT_FIELDS                                                                            \
    { .key = "system",                                                                         \
        .type = FIELD_TYPE_KEY,                                                                \
        .place = offsetof(struct model, system),                                               \
        .doc = "The system's name; exactly one file of its folder says it." },                 \
        { .key = "help",                                                                       \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(struct model, help),                                             \
            .doc = "What the system is, for `CATALOG.md`." },                                  \
        { .key = "versions",                                                                   \
            .type = FIELD_TYPE_RECORD,                                                         \
            .record = &versions_record,                                                        \
            .place = offsetof(struct model, versions),                                         \
            .doc = "What will load the output." },                                             \
        { .key = "prometheus",                                                                 \
            .type = FIELD_TYPE_RECORD,                                                         \
            .record = &prometheus_record,                                                      \
            .place = offsetof(struct model, prometheus),                                       \
            .doc = "Settings of Prometheus." },                                                \
        { .key = "urls",                                                                       \
            .type = FIELD_TYPE_RECORD,                                                         \
            .record = &urls_record,                                                            \
            .place = offsetof(struct model, urls),                                             \
            .doc = "Addresses for links." },                                                   \
        FIELD_MAP("severities", severities, severity_record, FIELD_TYPE_KEY,                   \
            "How urgent alerts can be, most urgent first."),                                   \
        FIELD_MAP("jobs", jobs, job_record, FIELD_TYPE_KEY,                                    \
            "What is scraped, and which catalogs it exposes."),                                \
        FIELD_MAP("labels", labels, label_entry_record, FIELD_TYPE_LABEL,                      \
            "The vocabulary: what values labels take."),                                       \
        { .key = "grafana",                                                                    \
            .type = FIELD_TYPE_RECORD,                                                         \
            .record = &grafana_record,                                                         \
            .place = offsetof(struct model, grafana),                                          \
            .doc = "What Grafana itself needs: data sources, folders." },                      \
    {                                                                                          \
        .key = "policy", .type = FIELD_TYPE_RECORD, .record = &policy_record,                  \
        .place = offsetof(struct model, policy), .doc = "What this organisation insists on."   \
    }

/* Everything else: decoded after the Lua templates have run. */
#define MADE_FIELDS                                                                            \
    FIELD_MAP("recordings", recordings, recording_group_record, FIELD_TYPE_KEY,                \
        "Groups of recording rules."),                                                         \
        FIELD_MAP("alerts", alerts, alert_group_record, FIELD_TYPE_KEY, "Groups of alerts."),  \
        FIELD_MAP("dashboards", dashboards, dashboard_record, FIELD_TYPE_KEY,                  \
            "The dashboards; the uid of each follows from its key."),                          \
        FIELD_MAP("objectives", objectives, objective_record, FIELD_TYPE_KEY,                  \
            "What SLOs promise, and the alerts that tell of it; mostly made by templates."),   \
        { .key = "routing",                                                                    \
            .type = FIELD_TYPE_RECORD,                                                         \
            .record = &routing_record,                                                         \
            .place = offsetof(struct model, routing),                                          \
            .doc = "Who is told of which alert." },                                            \
        FIELD_MAP("checks", checks, check_setting_record, FIELD_TYPE_KEY,                      \
            "The severity of each check."),                                                    \
    {                                                                                          \
        .key = "allow", .type = FIELD_TYPE_RECORD, .shape = FIELD_SHAPE_LIST,                  \
        .place = offsetof(struct model, allow), .record = &allow_rule_record,                  \
        .doc = "Exceptions from checks, for objects named by their subjects."                  \
    }

static const struct field model_fields[] = {
    { .key = "tocsin",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .doc = "The version of this language: `v1`." },
    { .key = "include",
        .type = FIELD_TYPE_PATH,
        .shape = FIELD_SHAPE_LIST,
        .place = SCHEMA_NO_PLACE,
        .doc = "Folders with libraries: vocabularies, severities, policy, receivers." },
    { .key = "catalog",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "The catalog that this file's `metrics` belong to; default: the system's." },
    { .key = "extends",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = SCHEMA_NO_PLACE,
        .doc = "Other catalogs that the same program exposes." },
    FACT_FIELDS,
    { .key = "metrics",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = SCHEMA_NO_PLACE,
        .record = &metric_record,
        .key_type = FIELD_TYPE_METRIC,
        .doc = "The metrics of the file's catalog." },
    { .key = "catalogs",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = SCHEMA_NO_PLACE,
        .record = &catalog_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "Several catalogs in one file, by name." },
    { .key = "slos",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = SCHEMA_NO_PLACE,
        .record = &slo_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "Service level objectives by name: what is promised, from which recordings and "
               "alerts follow." },
    MADE_FIELDS,
    { .key = "use",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = SCHEMA_NO_PLACE,
        .record = &use_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "Lua templates that return sections, by names of yours." },
    { .key = "environments",
        .type = FIELD_TYPE_VALUE,
        .place = SCHEMA_NO_PLACE,
        .doc = "One folder of output each: what differs from the rest of the spec. Maps merge "
               "key by key, anything else replaces, nothing (`~`) removes." },
    { .key = NULL },
};

const struct record model_record = {
    RECORD_DEFAULTS,
    .name = "a spec",
    .doc = "A file of a spec. The files of a system's folder merge; a name defined twice is an "
           "error. Keys that begin with `x-` are yours, for anchors.",
    .fields = model_fields,
};

/* The merged root is decoded in two parts, each of which passes over the other's sections;
 * `spec` has refused what is no section at all. */
static const struct field fact_fields[] = {
    FACT_FIELDS,
    { .key = "catalogs",
        .type = FIELD_TYPE_VALUE,
        .place = SCHEMA_NO_PLACE,
        .doc = "The catalogs by name; decoded one by one, see decode_catalogs." },
    { .key = "library_policies",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct model, library_policies),
        .record = &policy_record,
        .doc = "The policies of the included libraries." },
    { .key = NULL },
};

static const struct record facts_record = {
    RECORD_DEFAULTS,
    .name = "a spec",
    .doc = "What a system's merged spec says before its Lua templates run.",
    .fields = fact_fields,
    .size = sizeof(struct model),
    .align = _Alignof(struct model),
    .takes_other_keys = true,
};

static const struct field made_fields[] = {
    MADE_FIELDS,
    { .key = NULL },
};

static const struct record made_record = {
    RECORD_DEFAULTS,
    .name = "a spec",
    .doc = "What a system's merged spec says after its Lua templates have run.",
    .fields = made_fields,
    .size = sizeof(struct model),
    .align = _Alignof(struct model),
    .takes_other_keys = true,
};

/* Versions gate other fields, so they are decoded before everything else. */
static void
read_versions(struct schema_context *context, const struct value *root)
{
    struct model_versions versions = { 0 };
    const struct value_entry *entry = value_find(root, "versions");
    struct diags ignored;
    diags_init(&ignored, context->arena);
    struct schema_context quiet = { .arena = context->arena, .diags = &ignored };
    if (entry) {
        schema_decode(&quiet, &versions_record, entry->value, &versions);
    }
    context->versions[TOOL_PROMETHEUS] = versions.prometheus.version;
    context->versions[TOOL_ALERTMANAGER] = versions.alertmanager.version;
    context->versions[TOOL_GRAFANA] = versions.grafana.version;
}

void
model_cache_init(struct model_cache *cache, struct arena *arena)
{
    map_init(&cache->catalogs, arena);
}

/* What was found in a shared catalog is found in each environment that has it. */
static void
repeat_findings(struct diags *diags, const struct finding_vec *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        VEC_PUSH(diags->arena, &diags->findings, findings->at[i]);
        diags->error_count += findings->at[i]->severity == SEVERITY_ERROR;
    }
}

void
model_keep_findings(
    const struct model *model, struct catalog *catalog, const struct diags *diags, size_t first)
{
    for (size_t i = first; i < diags->findings.count; i++) {
        VEC_PUSH(model->arena, &catalog->findings, diags->findings.at[i]);
    }
}

static struct catalog *
decode_catalog(struct schema_context *context, struct model *model,
    const struct value_entry *entry, const struct value *vocabulary)
{
    const void *origins[2] = { entry->value, vocabulary };
    struct str key = arena_copy(model->arena, str_make((const char *)origins, sizeof origins));
    struct catalog *known = map_get(&model->cache->catalogs, key);
    if (known) {
        repeat_findings(context->diags, &known->findings);
        return known;
    }
    struct catalog *catalog = ARENA_NEW(model->arena, struct catalog);
    size_t first = context->diags->findings.count;
    schema_decode(context, &catalog_record, entry->value, catalog);
    model_keep_findings(model, catalog, context->diags, first);
    catalog->key = (struct text){ entry->key, entry->key_span };
    map_put(&model->cache->catalogs, key, catalog);
    return catalog;
}

static void
decode_catalogs(struct schema_context *context, struct model *model, const struct value *root)
{
    const struct value_entry *labels = value_find(root, "labels");
    const struct value *catalogs = value_find(root, "catalogs")->value;
    size_t count = catalogs->entries.count;
    model->catalogs.at = ARENA_ARRAY(model->arena, struct catalog *, count);
    for (size_t i = 0; i < count; i++) {
        const struct value_entry *entry = &catalogs->entries.at[i];
        model->catalogs.at[model->catalogs.count++] =
            decode_catalog(context, model, entry, labels ? labels->value : NULL);
    }
}

static void
keep_secrets(struct model *model, const struct schema_secret_vec *secrets)
{
    for (size_t i = 0; i < secrets->count; i++) {
        VEC_PUSH(model->arena, &model->secrets, secrets->at[i]);
    }
}

bool
model_decode_facts(const struct value *root, struct model *model, struct diags *diags)
{
    struct schema_context context = {
        .arena = model->arena, .diags = diags, .misplaced = &use_misplaced
    };
    read_versions(&context, root);
    diag_set_subject(diags, STR(""));
    schema_decode(&context, &facts_record, root, model);
    if (!model->prometheus.value) { /* not written: its fallbacks count all the same */
        schema_decode(&context, &prometheus_record, value_new_map(model->arena, span_none()),
            &model->prometheus);
    }
    decode_catalogs(&context, model, root);
    keep_secrets(model, &context.secrets);
    return model->system.str.len > 0;
}

void
model_decode_rest(const struct value *root, struct model *model, struct diags *diags)
{
    struct schema_context context = { .arena = model->arena,
        .diags = diags,
        .misplaced = &use_misplaced,
        .threads = model->threads };
    read_versions(&context, root);
    diag_set_subject(diags, STR(""));
    schema_decode(&context, &made_record, root, model);
    keep_secrets(model, &context.secrets);
}

bool
model_is_fact(struct str section)
{
    for (const struct field *field = fact_fields; field->key; field++) {
        if (str_is(section, field->key)) {
            return true;
        }
    }
    return str_is(section, "metrics");
}

const struct severity_entry *
model_find_severity(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->severities.count; i++) {
        if (str_equal(model->severities.at[i].key.str, name)) {
            return &model->severities.at[i];
        }
    }
    return NULL;
}

const struct dashboard *
model_find_dashboard(const struct model *model, struct str key)
{
    for (size_t i = 0; i < model->dashboards.count; i++) {
        if (str_equal(model->dashboards.at[i].key.str, key)) {
            return &model->dashboards.at[i];
        }
    }
    return NULL;
}

const struct catalog *
model_find_catalog(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->catalogs.count; i++) {
        if (str_equal(model->catalogs.at[i]->key.str, name)) {
            return model->catalogs.at[i];
        }
    }
    return NULL;
}

bool
model_is_own(const struct model *model, struct span span)
{
    struct span in_file = sources_to_file(model->sources, span);
    const struct source *source = sources_find(model->sources, in_file.at);
    return !source || !source->is_library;
}
