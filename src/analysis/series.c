/*
 * How many series a metric can have.
 */
#include "analysis/analysis.h"

static int64_t
multiply(int64_t a, int64_t b)
{
    return a != 0 && b > INT64_MAX / a ? INT64_MAX : a * b;
}

static int64_t
add(int64_t a, int64_t b)
{
    return b > INT64_MAX - a ? INT64_MAX : a + b;
}

/* Series of one label set and one target. */
static int64_t
series_per_set(const struct metric *metric)
{
    switch ((enum metric_kind)metric->kind) {
    case METRIC_KIND_HISTOGRAM: {
        bool is_classic = !metric->native.truth || metric->buckets.count > 0;
        return (metric->native.truth ? 1 : 0) +
               (is_classic ? (int64_t)metric->buckets.count + 3 : 0);
    }
    case METRIC_KIND_SUMMARY:
        return (int64_t)metric->quantiles.count + 2;
    case METRIC_KIND_STATESET:
        return metric->states.count > 0 ? (int64_t)metric->states.count : 1;
    case METRIC_KIND_COUNTER:
    case METRIC_KIND_GAUGE:
    case METRIC_KIND_INFO:
    case METRIC_KIND_UNTYPED:
        return 1;
    }
    return 1;
}

/* Whether the label tells series apart: with a `key` only its labels do. */
static bool
is_in_key(const struct metric *metric, const struct label *label)
{
    bool has_key = metric->key_labels.at != NULL;
    for (size_t i = 0; i < metric->key_labels.count; i++) {
        if (str_equal(metric->key_labels.at[i].str, label->name->text)) {
            return true;
        }
    }
    return !has_key;
}

/* How many targets a job has; 0: unknown. */
static int64_t
count_targets(const struct job *job)
{
    int64_t count = 1;
    for (size_t i = 0; i < job->labels.count; i++) {
        count = multiply(count, job->labels.at[i].domain->max);
    }
    return job->targets.count > 0 && count > (int64_t)job->targets.count
               ? (int64_t)job->targets.count
               : count;
}

static bool
exposes(const struct job *job, const struct catalog *catalog)
{
    for (size_t i = 0; i < job->catalog_count; i++) {
        if (job->catalogs[i] == catalog) {
            return true;
        }
    }
    return false;
}

struct series_estimate
analysis_series(const struct analysis *analysis, const struct metric *metric)
{
    struct series_estimate estimate = {
        .is_known = true, .per_target = series_per_set(metric), .has_targets = true
    };
    for (size_t i = 0; i < metric->labels.count; i++) {
        const struct label *label = &metric->labels.at[i];
        if (!is_in_key(metric, label)) {
            continue;
        }
        if (label->domain->max == 0) {
            return (struct series_estimate){ .unbounded = label };
        }
        estimate.per_target = multiply(estimate.per_target, label->domain->max);
    }
    for (size_t i = 0; i < analysis->model->jobs.count; i++) {
        const struct job *job = &analysis->model->jobs.at[i];
        if (exposes(job, metric->catalog)) {
            int64_t targets = count_targets(job);
            estimate.has_targets &= targets > 0;
            estimate.count = add(estimate.count, multiply(estimate.per_target, targets));
        }
    }
    if (!estimate.has_targets || estimate.count < estimate.per_target) {
        estimate.count = estimate.per_target;
    }
    return estimate;
}
