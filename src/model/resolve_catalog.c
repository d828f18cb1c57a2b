/*
 * Resolving metrics and jobs: labels with domains, and which catalogs a job exposes.
 */
#include "model/resolve.h"

#include "base/nearest.h"

static void
verify_ascending(struct resolver *resolver, struct number_list numbers, const char *what)
{
    for (size_t i = 1; i < numbers.count; i++) {
        if (ratio_compare(numbers.at[i - 1].value, numbers.at[i].value) >= 0) {
            struct finding *finding = diag_report(resolver->diags, &kind_invalid_value,
                numbers.at[i].span, "%s must ascend, and `%.*s` is not greater than `%.*s`",
                what, STR_ARG(numbers.at[i].text), STR_ARG(numbers.at[i - 1].text));
            finding_label(
                resolver->diags, finding, numbers.at[i - 1].span, "the one before it");
            return;
        }
    }
}

static void
verify_histogram(struct resolver *resolver, const struct metric *metric)
{
    bool is_histogram = metric->kind == METRIC_KIND_HISTOGRAM;
    if (is_histogram && metric->is_own && metric->buckets.count == 0 && !metric->native.truth) {
        struct finding *finding =
            diag_report(resolver->diags, &kind_missing_key, metric->key.span,
                "the histogram `%.*s` has no `buckets`", STR_ARG(metric->key.str));
        finding_note(resolver->diags, finding,
            "without its bounds nobody can tell which quantiles and limits make sense");
        finding_help(resolver->diags, finding,
            "list the upper bounds, as in `buckets: [0.1, 0.5, 1]`, or say `native: true`");
    }
    if (!is_histogram && metric->buckets.count > 0) {
        diag_report(resolver->diags, &kind_invalid_value, metric->buckets.at[0].span,
            "%s has no buckets; only a histogram has",
            metric_kind_text((enum metric_kind)metric->kind));
    }
    if (metric->kind != METRIC_KIND_SUMMARY && metric->quantiles.count > 0) {
        diag_report(resolver->diags, &kind_invalid_value, metric->quantiles.at[0].span,
            "%s has no quantiles of its own; only a summary has",
            metric_kind_text((enum metric_kind)metric->kind));
    }
    verify_ascending(resolver, metric->buckets, "buckets");
    verify_ascending(resolver, metric->quantiles, "quantiles");
}

static void
verify_range(struct resolver *resolver, const struct metric *metric)
{
    if (metric->range.count != 0 && metric->range.count != 2) {
        diag_report(resolver->diags, &kind_invalid_value, metric->range.at[0].span,
            "a range is two numbers, the least and the greatest value: `[0, 1]`");
        return;
    }
    bool is_point = metric->range.count == 2 &&
                    ratio_compare(metric->range.at[0].value, metric->range.at[1].value) == 0;
    if (!is_point) {
        verify_ascending(resolver, metric->range, "the ends of a range");
    }
}

static void
verify_key_labels(struct resolver *resolver, const struct metric *metric)
{
    for (size_t i = 0; i < metric->key_labels.count; i++) {
        struct text key = metric->key_labels.at[i];
        const struct name *name = intern(resolver->model->names, key.str);
        bool is_target_label = str_is(key.str, "job") || str_is(key.str, "instance");
        if (!is_target_label && !label_list_find(metric->labels, name)) {
            diag_report(resolver->diags, &kind_unknown_name, key.span,
                "`%.*s` is no label of `%.*s`, so it cannot be part of its key",
                STR_ARG(key.str), STR_ARG(metric->key.str));
        }
    }
}

static void
verify_states(struct resolver *resolver, const struct metric *metric)
{
    for (size_t i = 0; i < metric->states.count; i++) {
        struct text key = metric->states.at[i].key;
        struct ratio ignored;
        if (!ratio_parse(key.str, &ignored)) {
            diag_report(resolver->diags, &kind_invalid_value, key.span,
                "a state is a value of the metric, and `%.*s` is no number", STR_ARG(key.str));
        }
    }
}

/* Labels that Prometheus itself gives to the series of histograms and summaries. */
static void
verify_reserved_labels(struct resolver *resolver, const struct metric *metric)
{
    for (size_t i = 0; i < metric->labels.count; i++) {
        const struct label *label = &metric->labels.at[i];
        bool is_le = metric->kind == METRIC_KIND_HISTOGRAM && str_is(label->name->text, "le");
        bool is_quantile =
            metric->kind == METRIC_KIND_SUMMARY && str_is(label->name->text, "quantile");
        if (is_le || is_quantile) {
            struct finding *finding = diag_report(resolver->diags, &kind_invalid_value,
                label->span, "%s has the label `%.*s` by itself",
                metric_kind_text((enum metric_kind)metric->kind), STR_ARG(label->name->text));
            finding_help(resolver->diags, finding, "leave it out of `labels`");
        }
    }
}

static void
resolve_metric(struct resolver *resolver, const struct catalog *catalog, struct metric *metric)
{
    metric->subject =
        arena_printf(resolver->model->arena, "metrics/%.*s", STR_ARG(metric->key.str));
    diag_set_subject(resolver->diags, metric->subject);
    metric->catalog = catalog;
    metric->is_broken = metric->kind < 0;
    if (metric->is_broken) {
        metric->kind = METRIC_KIND_UNTYPED;
    }
    metric->is_own = model_is_own(resolver->model, metric->key.span);
    metric->labels = resolve_label_refs(resolver, metric->label_refs);
    verify_histogram(resolver, metric);
    verify_range(resolver, metric);
    verify_states(resolver, metric);
    verify_reserved_labels(resolver, metric);
    verify_key_labels(resolver, metric);
}

void
resolve_catalogs(struct resolver *resolver)
{
    for (size_t i = 0; i < resolver->model->catalogs.count; i++) {
        struct catalog *catalog = resolver->model->catalogs.at[i];
        size_t first = resolver->diags->findings.count;
        for (size_t j = 0; j < catalog->metrics.count && !catalog->is_resolved; j++) {
            resolve_metric(resolver, catalog, &catalog->metrics.at[j]);
        }
        model_keep_findings(resolver->model, catalog, resolver->diags, first);
        catalog->is_resolved = true;
    }
    diag_set_subject(resolver->diags, STR(""));
}

VEC_DECLARE(catalog_vec, const struct catalog *);

static void
report_unknown_catalog(struct resolver *resolver, const struct job *job, struct text name)
{
    bool is_default = !span_is_set(name.span);
    struct finding *finding =
        diag_report(resolver->diags, &kind_unknown_name, is_default ? job->key.span : name.span,
            "the job `%.*s` exposes `%.*s`, which is no catalog", STR_ARG(job->key.str),
            STR_ARG(name.str));
    finding_topic(resolver->diags, finding, name.str);
    if (is_default) {
        finding_note(resolver->diags, finding,
            "a job without `exposes` exposes the catalog that is named like the system");
    }
    struct nearest nearest;
    nearest_begin(&nearest, name.str);
    for (size_t i = 0; i < resolver->model->catalogs.count; i++) {
        nearest_offer(&nearest, resolver->model->catalogs.at[i]->key.str);
    }
    if (nearest.best.len > 0) {
        finding_help(resolver->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        return;
    }
    if (str_find_char(name.str, '/') != SIZE_MAX) {
        finding_note(resolver->diags, finding,
            "catalogs that come with tocsin are named `exporters/…`, such as `exporters/node`");
    }
    finding_help(resolver->diags, finding,
        "define its metrics in a file headed `catalog: %.*s`, or say `exposes: unknown`",
        STR_ARG(name.str));
}

static void
add_catalog(struct resolver *resolver, const struct job *job, struct text name,
    struct catalog_vec *catalogs)
{
    const struct catalog *catalog = model_find_catalog(resolver->model, name.str);
    if (!catalog) {
        report_unknown_catalog(resolver, job, name);
        return;
    }
    for (size_t i = 0; i < catalogs->count; i++) {
        if (catalogs->at[i] == catalog) {
            return;
        }
    }
    VEC_PUSH(resolver->model->arena, catalogs, catalog);
}

static void
resolve_exposes(struct resolver *resolver, struct job *job)
{
    struct catalog_vec catalogs = { 0 };
    if (!job->exposes.at) {
        struct text same_name = { resolver->model->system.str, span_none() };
        add_catalog(resolver, job, same_name, &catalogs);
    }
    for (size_t i = 0; i < job->exposes.count; i++) {
        if (str_is(job->exposes.at[i].str, "unknown")) {
            job->is_open = true;
        } else {
            add_catalog(resolver, job, job->exposes.at[i], &catalogs);
        }
    }
    for (size_t i = 0; i < catalogs.count; i++) {
        struct text_list extends = catalogs.at[i]->extends;
        for (size_t j = 0; j < extends.count; j++) {
            add_catalog(resolver, job, extends.at[j], &catalogs);
        }
    }
    job->catalogs = catalogs.at;
    job->catalog_count = catalogs.count;
}

/* Whether relabelling may write the `instance` label of this job's targets. */
static bool
has_fixed_instances(const struct job *job)
{
    if (job->targets.count == 0 || value_find(job->value, "relabel_configs")) {
        return false;
    }
    for (size_t i = 0; i < job->value->entries.count; i++) {
        if (str_ends_with(job->value->entries.at[i].key, STR("_sd_configs")) ||
            str_is(job->value->entries.at[i].key, "static_configs")) {
            return false;
        }
    }
    return true;
}

static void
add_job_label(struct resolver *resolver, struct label_vec *labels, const char *name,
    const struct domain_words *words)
{
    struct label label = { .name = intern(resolver->model->names, str_from(name)),
        .domain = resolve_domain(resolver, words),
        .span = words->span };
    VEC_PUSH(resolver->model->arena, labels, label);
}

static void
resolve_job_labels(struct resolver *resolver, struct job *job)
{
    struct label_vec labels = { 0 };
    struct text_list one = { &job->key, 1 };
    bool says_job = false;
    bool says_instance = false;
    for (size_t i = 0; i < job->label_entries.count; i++) {
        struct job_label *entry = &job->label_entries.at[i];
        struct domain_words words = { entry->values, entry->match, entry->max, entry->class,
            entry->span };
        if (entry->value.str.at) {
            words.values = (struct text_list){ &entry->value, 1 };
        }
        struct label label = { .name = intern(resolver->model->names, entry->key.str),
            .domain = resolve_domain(resolver, &words),
            .span = entry->key.span };
        VEC_PUSH(resolver->model->arena, &labels, label);
        says_job |= str_is(entry->key.str, "job");
        says_instance |= str_is(entry->key.str, "instance");
    }
    struct domain_words words = { .span = job->key.span };
    if (!says_instance) {
        words.values = has_fixed_instances(job) ? job->targets : (struct text_list){ 0 };
        add_job_label(resolver, &labels, "instance", &words);
    }
    if (!says_job) {
        words.values = one;
        add_job_label(resolver, &labels, "job", &words);
    }
    job->labels = resolve_label_list(&labels);
}

void
resolve_jobs(struct resolver *resolver)
{
    for (size_t i = 0; i < resolver->model->jobs.count; i++) {
        struct job *job = &resolver->model->jobs.at[i];
        diag_set_subject(resolver->diags,
            arena_printf(resolver->model->arena, "jobs/%.*s", STR_ARG(job->key.str)));
        job->scrape_interval = job->interval.is_set
                                   ? job->interval.milliseconds
                                   : resolver->model->prometheus.scrape_interval.milliseconds;
        resolve_exposes(resolver, job);
        resolve_job_labels(resolver, job);
    }
    diag_set_subject(resolver->diags, STR(""));
}
