/*
 * prometheus/prometheus.yml: what is scraped, which rules are loaded, where alerts go.
 *
 * The settings of the spec and those it leaves to Prometheus are first put together as values
 * and then printed in the order of Prometheus' documentation, so that it does not matter
 * which of the two a key is.
 */
#include <stdlib.h>

#include "base/map.h"
#include "emit/emitter.h"

/* What of `prometheus:` stands under `global:`, in the order of the documentation. */
static const char *const global_order[] = { "scrape_interval", "scrape_timeout",
    "scrape_protocols", "evaluation_interval", "rule_query_offset", "external_labels",
    "query_log_file", "scrape_failure_log_file", "body_size_limit", "sample_limit",
    "label_limit", "label_name_length_limit", "label_value_length_limit", "target_limit",
    "keep_dropped_targets", "metric_name_validation_scheme", "metric_name_escaping_scheme",
    "scrape_native_histograms", "always_scrape_classic_histograms",
    "convert_classic_histograms_to_nhcb", "extra_scrape_metrics", NULL };

static const char *const top_order[] = { "global", "runtime", "scrape_config_files",
    "rule_files", "alerting", "scrape_configs", "storage", "tracing", "otlp", "remote_write",
    "remote_read", NULL };

static const char *const alerting_order[] = { "alert_relabel_configs", "alertmanagers", NULL };

static const char *const job_order[] = { "job_name", "scrape_interval", "scrape_timeout",
    "scrape_protocols", "fallback_scrape_protocol", "scrape_native_histograms",
    "always_scrape_classic_histograms", "convert_classic_histograms_to_nhcb",
    "scrape_classic_histograms", "metrics_path", "honor_labels", "honor_timestamps",
    "track_timestamps_staleness", "scheme", "params", "enable_compression", "enable_http2",
    "follow_redirects", "basic_auth", "authorization", "oauth2", "tls_config", "proxy_url",
    "no_proxy", "proxy_from_environment", "proxy_connect_header", "azure_sd_configs",
    "consul_sd_configs", "digitalocean_sd_configs", "docker_sd_configs",
    "dockerswarm_sd_configs", "dns_sd_configs", "ec2_sd_configs", "eureka_sd_configs",
    "file_sd_configs", "gce_sd_configs", "hetzner_sd_configs", "http_sd_configs",
    "ionos_sd_configs", "kubernetes_sd_configs", "kuma_sd_configs", "lightsail_sd_configs",
    "linode_sd_configs", "marathon_sd_configs", "nerve_sd_configs", "nomad_sd_configs",
    "openstack_sd_configs", "ovhcloud_sd_configs", "puppetdb_sd_configs", "scaleway_sd_configs",
    "serverset_sd_configs", "stackit_sd_configs", "triton_sd_configs", "uyuni_sd_configs",
    "static_configs", "relabel_configs", "metric_relabel_configs", "body_size_limit",
    "sample_limit", "label_limit", "label_name_length_limit", "label_value_length_limit",
    "target_limit", "keep_dropped_targets", "native_histogram_bucket_limit", NULL };

/* Keys that the model reads and writes back in its own way. */
static const char *const known_settings[] = { "scrape_interval", "scrape_timeout",
    "evaluation_interval", "retention", "external_labels", "alertmanagers", "rule_files",
    "features", "alerting", NULL };
static const char *const known_job_keys[] = { "targets", "interval", "timeout", "exposes",
    "labels", "allow", "static_configs", "relabel_configs", NULL };

static int
compare_names(const void *a, const void *b)
{
    const struct named_text *left = a;
    const struct named_text *right = b;
    return str_compare(left->key.str, right->key.str);
}

/* Names and texts as a map in order of the names. */
static struct value *
text_map(const struct emitter *emitter, struct named_text_list texts)
{
    struct named_text *sorted = ARENA_ARRAY(emitter->arena, struct named_text, texts.count);
    for (size_t i = 0; i < texts.count; i++) {
        sorted[i] = texts.at[i];
    }
    if (texts.count > 0) {
        qsort(sorted, texts.count, sizeof *sorted, compare_names);
    }
    struct value *map = value_new_map(emitter->arena, span_none());
    for (size_t i = 0; i < texts.count; i++) {
        value_add_entry(emitter->arena, map, sorted[i].key.str, span_none(),
            value_new_text(emitter->arena, sorted[i].value.str, span_none()));
    }
    return map;
}

static struct value *
global_section(const struct emitter *emitter)
{
    const struct model_prometheus *prometheus = &emitter->model->prometheus;
    struct value *map = value_new_map(emitter->arena, span_none());
    emit_set_period(emitter, map, "scrape_interval", prometheus->scrape_interval);
    emit_set_period(emitter, map, "scrape_timeout", prometheus->scrape_timeout);
    emit_set_period(emitter, map, "evaluation_interval", prometheus->evaluation_interval);
    if (prometheus->external_labels.count > 0) {
        emit_set_value(
            emitter, map, "external_labels", text_map(emitter, prometheus->external_labels));
    }
    return map;
}

static struct value *
rule_files_section(const struct emitter *emitter)
{
    const struct rules *rules = emitter->rules;
    struct map names;
    map_init(&names, emitter->arena);
    for (size_t i = 0; i < rules->groups.count; i++) {
        map_put(&names, emit_group_file(emitter, &rules->groups.at[i]), NULL);
    }
    const struct map_entry **sorted = map_sorted(&names, emitter->arena);
    struct value *files = value_new_list(emitter->arena, span_none());
    for (size_t i = 0; i < names.count; i++) {
        struct str file = arena_printf(emitter->arena, "rules/%.*s", STR_ARG(sorted[i]->key));
        value_add_item(
            emitter->arena, files, value_new_text(emitter->arena, file, span_none()));
    }
    struct text_list further = emitter->model->prometheus.rule_files;
    for (size_t i = 0; i < further.count; i++) {
        value_add_item(emitter->arena, files,
            value_new_text(emitter->arena, further.at[i].str, span_none()));
    }
    return files;
}

/* `alerting` as written, with the Alertmanagers of the short form added to it. */
static struct value *
alerting_section(const struct emitter *emitter)
{
    const struct model_prometheus *prometheus = &emitter->model->prometheus;
    struct value *map = value_new_map(emitter->arena, span_none());
    struct value *alertmanagers = value_new_list(emitter->arena, span_none());
    const struct value_entry *written = value_find(prometheus->value, "alerting");
    for (size_t i = 0; written && i < written->value->entries.count; i++) {
        const struct value_entry *entry = &written->value->entries.at[i];
        if (!str_is(entry->key, "alertmanagers")) {
            VEC_PUSH(emitter->arena, &map->entries, *entry);
            continue;
        }
        for (size_t j = 0; j < entry->value->items.count; j++) {
            value_add_item(emitter->arena, alertmanagers, entry->value->items.at[j]);
        }
    }
    if (prometheus->alertmanagers.count > 0) {
        struct value *group = value_new_map(emitter->arena, span_none());
        struct value *statics = value_new_list(emitter->arena, span_none());
        struct value *one = value_new_map(emitter->arena, span_none());
        emit_set_value(
            emitter, group, "targets", emit_text_values(emitter, prometheus->alertmanagers));
        value_add_item(emitter->arena, statics, group);
        emit_set_value(emitter, one, "static_configs", statics);
        value_add_item(emitter->arena, alertmanagers, one);
    }
    if (alertmanagers->items.count > 0) {
        emit_set_value(emitter, map, "alertmanagers", alertmanagers);
    }
    return map;
}

static bool
has_discovery(const struct job *job)
{
    for (size_t i = 0; i < job->value->entries.count; i++) {
        if (str_ends_with(job->value->entries.at[i].key, STR("_sd_configs"))) {
            return true;
        }
    }
    return false;
}

/* The labels of a job that have a fixed value. */
static struct named_text_list
fixed_labels(const struct emitter *emitter, const struct job *job)
{
    struct named_text_list fixed = { 0 };
    fixed.at = ARENA_ARRAY(emitter->arena, struct named_text, job->label_entries.count);
    for (size_t i = 0; i < job->label_entries.count; i++) {
        const struct job_label *label = &job->label_entries.at[i];
        if (label->value.str.at) {
            fixed.at[fixed.count++] = (struct named_text){ label->key, label->value };
        }
    }
    return fixed;
}

/* Copies a list of the job as written, to be added to. */
static struct value *
written_list(const struct emitter *emitter, const struct job *job, const char *key)
{
    struct value *list = value_new_list(emitter->arena, span_none());
    const struct value_entry *written = value_find(job->value, key);
    for (size_t i = 0; written && i < written->value->items.count; i++) {
        value_add_item(emitter->arena, list, written->value->items.at[i]);
    }
    return list;
}

/* In a replacement `$1` is a group of the regular expression; `$$` is a dollar. */
static struct str
escape_replacement(const struct emitter *emitter, struct str text)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < text.len; i++) {
        buf_add_text(&buf, text.at[i] == '$' ? "$" : "");
        buf_add_char(&buf, text.at[i]);
    }
    struct str escaped = arena_copy(emitter->arena, buf_str(&buf));
    buf_finish(&buf);
    return escaped;
}

/* Targets that are discovered get their fixed labels by relabelling, after what is written. */
static void
add_label_rules(
    const struct emitter *emitter, struct value *relabelling, struct named_text_list labels)
{
    for (size_t i = 0; i < labels.count; i++) {
        struct value *rule = value_new_map(emitter->arena, span_none());
        emit_set_text(emitter, rule, "target_label", labels.at[i].key.str);
        emit_set_text(
            emitter, rule, "replacement", escape_replacement(emitter, labels.at[i].value.str));
        value_add_item(emitter->arena, relabelling, rule);
    }
}

static void
set_targets(const struct emitter *emitter, const struct job *job, struct value *map)
{
    struct named_text_list labels = fixed_labels(emitter, job);
    struct value *statics = written_list(emitter, job, "static_configs");
    struct value *relabelling = written_list(emitter, job, "relabel_configs");
    bool is_simple = !has_discovery(job) && statics->items.count == 0;
    if (job->targets.count > 0) {
        struct value *group = value_new_map(emitter->arena, span_none());
        emit_set_value(emitter, group, "targets", emit_text_values(emitter, job->targets));
        if (is_simple && labels.count > 0) {
            emit_set_value(emitter, group, "labels", text_map(emitter, labels));
        }
        value_add_item(emitter->arena, statics, group);
    }
    if (!is_simple) {
        add_label_rules(emitter, relabelling, labels);
    }
    if (statics->items.count > 0) {
        emit_set_value(emitter, map, "static_configs", statics);
    }
    if (relabelling->items.count > 0) {
        emit_set_value(emitter, map, "relabel_configs", relabelling);
    }
}

static struct value *
job_section(const struct emitter *emitter, const struct job *job)
{
    struct value *map = value_new_map(emitter->arena, span_none());
    emit_set_text(emitter, map, "job_name", job->key.str);
    emit_set_period(emitter, map, "scrape_interval", job->interval);
    emit_set_period(emitter, map, "scrape_timeout", job->timeout);
    set_targets(emitter, job, map);
    for (size_t i = 0; i < job->value->entries.count; i++) {
        const struct value_entry *entry = &job->value->entries.at[i];
        if (!emit_is_one_of(entry->key, known_job_keys)) {
            VEC_PUSH(emitter->arena, &map->entries, *entry);
        }
    }
    return map;
}

/* Adds the settings that are Prometheus' own: to `global` or at the top. */
static void
add_other_settings(const struct emitter *emitter, struct value *top, struct value *global)
{
    const struct value *written = emitter->model->prometheus.value;
    for (size_t i = 0; written && i < written->entries.count; i++) {
        const struct value_entry *entry = &written->entries.at[i];
        if (!emit_is_one_of(entry->key, known_settings)) {
            struct value *map = emit_is_one_of(entry->key, global_order) ? global : top;
            VEC_PUSH(emitter->arena, &map->entries, *entry);
        }
    }
}

static const struct value *
jobs_section(const struct emitter *emitter)
{
    const struct job_list *jobs = &emitter->model->jobs;
    const size_t *order = EMIT_ORDER(emitter, jobs);
    struct value *list = value_new_list(emitter->arena, span_none());
    for (size_t i = 0; i < jobs->count; i++) {
        const struct value *job = job_section(emitter, &jobs->at[order[i]]);
        value_add_item(emitter->arena, list, emit_order_keys(emitter, job, job_order));
    }
    return list;
}

static const struct value *
whole_config(const struct emitter *emitter)
{
    struct value *top = value_new_map(emitter->arena, span_none());
    struct value *global = global_section(emitter);
    add_other_settings(emitter, top, global);
    emit_set_value(emitter, top, "global", emit_order_keys(emitter, global, global_order));
    struct value *files = rule_files_section(emitter);
    struct value *alerting = alerting_section(emitter);
    if (files->items.count > 0) {
        emit_set_value(emitter, top, "rule_files", files);
    }
    if (alerting->entries.count > 0) {
        emit_set_value(
            emitter, top, "alerting", emit_order_keys(emitter, alerting, alerting_order));
    }
    if (emitter->model->jobs.count > 0) {
        emit_set_value(emitter, top, "scrape_configs", jobs_section(emitter));
    }
    return emit_order_keys(emitter, top, top_order);
}

void
emit_prometheus_config(const struct emitter *emitter)
{
    struct emitted_yaml file;
    emit_begin_yaml(emitter, &file);
    const struct value *config = whole_config(emitter);
    for (size_t i = 0; i < config->entries.count; i++) {
        yaml_key(&file.yaml, config->entries.at[i].key);
        yaml_value(&file.yaml, config->entries.at[i].value);
    }
    const struct job_list *jobs = &emitter->model->jobs;
    const size_t *order = EMIT_ORDER(emitter, jobs);
    for (size_t i = 0; i < jobs->count; i++) {
        struct str name = jobs->at[order[i]].key.str;
        emit_add_subject(
            emitter, &file.subjects, ARENA_JOIN(&emitter->made->arena, STR("jobs/"), name));
    }
    emit_end_yaml(emitter, &file, STR("prometheus/prometheus.yml"));
}
