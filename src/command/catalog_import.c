/*
 * Gathering what pages tell, and printing it as a spec.
 */
#include "command/catalog_import.h"

#include <stdlib.h>

#include "base/ratio.h"
#include "emit/yaml_writer.h"

void
catalog_import_init(struct catalog_import *import, struct arena *arena, bool is_closed)
{
    *import = (struct catalog_import){ .arena = arena, .is_closed = is_closed };
    map_init(&import->metrics, arena);
}

/* OpenMetrics names a counter's family without `_total` and an info's without `_info`; the
 * catalog names what a query reads. Histograms and summaries keep the family's name. */
static struct str
catalog_name(const struct exposition_family *family)
{
    bool is_distribution = family->type == EXPOSITION_TYPE_HISTOGRAM ||
                           family->type == EXPOSITION_TYPE_SUMMARY ||
                           family->type == EXPOSITION_TYPE_GAUGEHISTOGRAM;
    if (is_distribution || family->samples.count == 0) {
        return family->name;
    }
    for (size_t i = 0; i < family->samples.count; i++) {
        if (!str_ends_with(family->samples.at[i].name, STR("_created"))) {
            return family->samples.at[i].name;
        }
    }
    return family->name;
}

static struct imported_metric *
find_metric(struct catalog_import *import, const struct exposition_family *family)
{
    struct str name = catalog_name(family);
    struct imported_metric *metric = map_get(&import->metrics, name);
    if (!metric) {
        metric = ARENA_NEW(import->arena, struct imported_metric);
        metric->name = name;
        metric->type = family->type;
        metric->help = family->help;
        metric->unit = family->unit;
        map_put(&import->metrics, name, metric);
    }
    return metric;
}

static void
add_value(struct catalog_import *import, struct imported_metric *metric,
    const struct exposition_label *label)
{
    for (size_t i = 0; i < metric->labels.count; i++) {
        if (str_equal(metric->labels.at[i].name, label->name)) {
            map_put(&metric->labels.at[i].values, label->value, metric);
            return;
        }
    }
    struct imported_label *added = VEC_ADD(import->arena, &metric->labels);
    added->name = label->name;
    map_init(&added->values, import->arena);
    map_put(&added->values, label->value, metric);
}

/* Bounds come in order on a page, but several pages are joined: insert where the number
 * belongs. */
static void
add_bound(struct catalog_import *import, struct str_vec *bounds, struct str text)
{
    double bound;
    if (str_is(text, "+Inf") || !number_parse(text, &bound)) {
        return;
    }
    size_t at = 0;
    double other = 0;
    while (at < bounds->count && number_parse(bounds->at[at], &other) && other < bound) {
        at++;
    }
    if (at < bounds->count && other == bound) {
        return;
    }
    VEC_PUSH(import->arena, bounds, text);
    for (size_t i = bounds->count - 1; i > at; i--) {
        bounds->at[i] = bounds->at[i - 1];
    }
    bounds->at[at] = text;
}

static void
add_sample(struct catalog_import *import, struct imported_metric *metric,
    const struct exposition_sample *sample)
{
    bool is_histogram = metric->type == EXPOSITION_TYPE_HISTOGRAM;
    bool is_summary = metric->type == EXPOSITION_TYPE_SUMMARY;
    for (size_t i = 0; i < sample->labels.count; i++) {
        const struct exposition_label *label = &sample->labels.at[i];
        if (is_histogram && str_is(label->name, "le")) {
            add_bound(import, &metric->bounds, label->value);
        } else if (is_summary && str_is(label->name, "quantile")) {
            add_bound(import, &metric->quantiles, label->value);
        } else {
            add_value(import, metric, label);
        }
    }
}

/* A 1 whose labels tell facts: so named, or a gauge of one series with labels, all worth 1. */
static bool
is_info(const struct exposition_family *family, struct str name)
{
    if (family->type == EXPOSITION_TYPE_INFO) {
        return true;
    }
    if (family->type != EXPOSITION_TYPE_GAUGE || family->samples.count == 0 ||
        !str_ends_with(name, STR("_info"))) {
        return false;
    }
    for (size_t i = 0; i < family->samples.count; i++) {
        if (family->samples.at[i].value != 1) {
            return false;
        }
    }
    return true;
}

void
catalog_import_add(struct catalog_import *import, const struct exposition *page)
{
    for (size_t i = 0; i < page->families.count; i++) {
        const struct exposition_family *family = page->families.at[i];
        if (family->samples.count == 0) {
            continue;
        }
        struct imported_metric *metric = find_metric(import, family);
        metric->is_info = is_info(family, metric->name);
        for (size_t j = 0; j < family->samples.count; j++) {
            if (!str_ends_with(family->samples.at[j].name, STR("_created"))) {
                add_sample(import, metric, &family->samples.at[j]);
            }
        }
    }
}

static const char *
kind_key(const struct imported_metric *metric)
{
    if (metric->is_info) {
        return "info";
    }
    switch (metric->type) {
    case EXPOSITION_TYPE_COUNTER:
        return "counter";
    case EXPOSITION_TYPE_GAUGE:
        return "gauge";
    case EXPOSITION_TYPE_HISTOGRAM:
    case EXPOSITION_TYPE_GAUGEHISTOGRAM:
        return "histogram";
    case EXPOSITION_TYPE_SUMMARY:
        return "summary";
    case EXPOSITION_TYPE_INFO:
        return "info";
    case EXPOSITION_TYPE_STATESET:
        return "stateset";
    case EXPOSITION_TYPE_UNKNOWN:
        break;
    }
    return "untyped";
}

/* Room for values that this moment did not show: twice as many, in round numbers, at least 10.
 */
static int64_t
likely_max(size_t seen)
{
    int64_t wanted = (int64_t)seen * 2;
    int64_t round = 10;
    while (round < wanted) {
        round *= 10;
    }
    if (round / 2 >= wanted && round > 10) {
        round /= 2;
    }
    return round;
}

static void
print_label(struct yaml_writer *yaml, const struct catalog_import *import,
    const struct imported_label *label)
{
    yaml_begin_map(yaml);
    yaml_key(yaml, label->name);
    if (import->is_closed) {
        const struct map_entry **values = map_sorted(&label->values, import->arena);
        yaml_begin_list(yaml);
        for (size_t i = 0; i < label->values.count; i++) {
            yaml_text(yaml, values[i]->key);
        }
        yaml_end_list(yaml);
    } else {
        yaml_begin_map(yaml);
        yaml_word(yaml, "max");
        yaml_integer(yaml, likely_max(label->values.count));
        yaml_end_map(yaml);
    }
    yaml_end_map(yaml);
}

static void
print_numbers(struct yaml_writer *yaml, const char *key, const struct str_vec *numbers)
{
    if (numbers->count == 0) {
        return;
    }
    yaml_word(yaml, key);
    yaml_begin_list(yaml);
    for (size_t i = 0; i < numbers->count; i++) {
        double number = 0;
        number_parse(numbers->at[i], &number);
        yaml_double(yaml, number);
    }
    yaml_end_list(yaml);
}

/* The labels of an info metric are facts and tell no series apart, so its key is empty: one
 * series in each target. That is a guess for pages with one such series only. */
static void
print_info_key(struct yaml_writer *yaml, const struct imported_metric *metric)
{
    for (size_t i = 0; i < metric->labels.count; i++) {
        if (metric->labels.at[i].values.count > 1) {
            return;
        }
    }
    if (metric->labels.count > 0) {
        yaml_word(yaml, "key");
        yaml_begin_list(yaml);
        yaml_end_list(yaml);
    }
}

static void
print_metric(struct yaml_writer *yaml, const struct catalog_import *import,
    const struct imported_metric *metric)
{
    yaml_key(yaml, metric->name);
    yaml_begin_map(yaml);
    yaml_entry(yaml, kind_key(metric), metric->help);
    if (metric->labels.count > 0) {
        yaml_word(yaml, "labels");
        yaml_begin_list(yaml);
        for (size_t i = 0; i < metric->labels.count; i++) {
            print_label(yaml, import, &metric->labels.at[i]);
        }
        yaml_end_list(yaml);
    }
    if (metric->is_info) {
        print_info_key(yaml, metric);
    }
    if (metric->type == EXPOSITION_TYPE_HISTOGRAM && metric->bounds.count == 0) {
        yaml_word(yaml, "native");
        yaml_bool(yaml, true);
    }
    print_numbers(yaml, "buckets", &metric->bounds);
    print_numbers(yaml, "quantiles", &metric->quantiles);
    if (metric->unit.len > 0 && !str_contains(metric->name, metric->unit)) {
        yaml_entry(yaml, "unit", metric->unit);
    }
    yaml_end_map(yaml);
}

static void
print_job(struct yaml_writer *yaml, struct str job, struct str catalog)
{
    yaml_word(yaml, "jobs");
    yaml_begin_map(yaml);
    yaml_key(yaml, job);
    yaml_begin_map(yaml);
    yaml_comment(yaml, STR("Where it listens is not on the page."));
    yaml_word(yaml, "targets");
    yaml_begin_list(yaml);
    yaml_text(yaml, STR("localhost:8000"));
    yaml_end_list(yaml);
    yaml_word(yaml, "exposes");
    yaml_begin_list(yaml);
    yaml_text(yaml, catalog);
    yaml_end_list(yaml);
    yaml_end_map(yaml);
    yaml_end_map(yaml);
}

void
catalog_import_print(
    struct buf *buf, const struct catalog_import *import, struct str catalog, struct str job)
{
    struct yaml_writer yaml;
    yaml_writer_init(&yaml, buf);
    yaml_begin_map(&yaml);
    yaml_comment(
        &yaml, STR("Made by `tocsin import` from a page of metrics. A page cannot tell "
                   "which\nvalues a label may take later, nor which series appear only "
                   "after events:\nlook through it before you trust it."));
    if (catalog.len > 0) {
        yaml_entry(&yaml, "catalog", catalog);
    }
    if (job.len > 0) {
        print_job(&yaml, job, catalog);
    }
    yaml_word(&yaml, "metrics");
    yaml_begin_map(&yaml);
    for (size_t i = 0; i < import->metrics.count; i++) {
        print_metric(&yaml, import, import->metrics.entries[i].value);
    }
    yaml_end_map(&yaml);
    yaml_end_map(&yaml);
    yaml_writer_finish(&yaml);
}
