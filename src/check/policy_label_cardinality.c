/*
 * Each combination of label values is a series of its own, and series are what Prometheus pays
 * for. The ceilings of the policy are held against what the catalog declares: per label, and
 * for the product of all labels of a metric.
 */
#include "check/check.h"

static const struct label_ceiling *
find_ceiling(const struct policy *policy, struct str name)
{
    for (size_t i = 0; i < policy->max_label_values.count; i++) {
        if (str_equal(policy->max_label_values.at[i].key.str, name)) {
            return &policy->max_label_values.at[i];
        }
    }
    return NULL;
}

static void
report_too_many(
    struct checker *checker, const struct label *label, const struct label_ceiling *ceiling)
{
    struct finding *finding = CHECK_REPORT(checker, label->domain->span,
        "`%.*s` may have %lld values, and the policy allows %lld", STR_ARG(label->name->text),
        (long long)label->domain->max, (long long)ceiling->max.value);
    finding_topic(checker->diags, finding, label->name->text);
    finding_caption(checker->diags, finding, "%lld values", (long long)label->domain->max);
    finding_label(checker->diags, finding, ceiling->max.span, "at most %lld",
        (long long)ceiling->max.value);
    finding_help(checker->diags, finding,
        "join values that nobody tells apart, or drop the label; `max` states the fact and "
        "cannot be lowered by writing");
}

static void
report_unstated(
    struct checker *checker, const struct label *label, const struct label_ceiling *ceiling)
{
    struct finding *finding = CHECK_REPORT(checker, label->domain->span,
        "nothing says how many values `%.*s` may have, and the policy limits it",
        STR_ARG(label->name->text));
    finding_topic(checker->diags, finding, label->name->text);
    finding_caption(checker->diags, finding, "open, without `max`");
    finding_label(checker->diags, finding, ceiling->max.span, "at most %lld",
        (long long)ceiling->max.value);
    finding_help(checker->diags, finding,
        "add `max:` with the number of values that it really takes, or list them as `values:`");
}

/* What a library or exporter does not say cannot be mended here. */
static void
verify_label(struct checker *checker, const struct label *label)
{
    const struct label_ceiling *ceiling =
        find_ceiling(&checker->model->policy, label->name->text);
    if (!ceiling) {
        return;
    }
    if (label->domain->max > ceiling->max.value) {
        report_too_many(checker, label, ceiling);
    } else if (label->domain->max == 0 && !label->domain->is_closed &&
               model_is_own(checker->model, label->domain->span)) {
        report_unstated(checker, label, ceiling);
    }
}

/* `5 × 100 × 12 (buckets)`: how the estimate comes about. */
static struct str
arithmetic(struct checker *checker, const struct metric *metric)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < metric->labels.count; i++) {
        const struct label *label = &metric->labels.at[i];
        buf_printf(&buf, "%s%lld of `%.*s`", i > 0 ? " × " : "", (long long)label->domain->max,
            STR_ARG(label->name->text));
    }
    const char *gap = metric->labels.count > 0 ? " × " : "";
    if (metric->kind == METRIC_KIND_HISTOGRAM && metric->buckets.count > 0) {
        buf_printf(
            &buf, "%s%zu for its buckets, sum and count", gap, metric->buckets.count + 3);
    } else if (metric->kind == METRIC_KIND_SUMMARY) {
        buf_printf(
            &buf, "%s%zu for its quantiles, sum and count", gap, metric->quantiles.count + 2);
    }
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
verify_series(struct checker *checker, const struct metric *metric)
{
    const struct count *ceiling = &checker->model->policy.max_series;
    struct series_estimate estimate = analysis_series(checker->analysis, metric);
    if (!ceiling->is_set || !estimate.is_known || estimate.per_target <= ceiling->value) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, metric->key.span,
        "`%.*s` may have %lld series in each target, and the policy allows %lld",
        STR_ARG(metric->key.str), (long long)estimate.per_target, (long long)ceiling->value);
    finding_topic(checker->diags, finding, metric->key.str);
    finding_caption(checker->diags, finding, "%lld series", (long long)estimate.per_target);
    finding_label(
        checker->diags, finding, ceiling->span, "at most %lld", (long long)ceiling->value);
    struct str how = arithmetic(checker, metric);
    if (how.len > 0) {
        finding_note(checker->diags, finding, "that is %.*s", STR_ARG(how));
    }
    finding_help(checker->diags, finding,
        "drop a label, or split the metric so that not every combination occurs");
}

static void
look_at_metric(struct checker *checker, const struct metric *metric)
{
    for (size_t i = 0; i < metric->labels.count; i++) {
        verify_label(checker, &metric->labels.at[i]);
    }
    verify_series(checker, metric);
}

static void
look_at_jobs(struct checker *checker)
{
    for (size_t i = 0; i < checker->model->jobs.count; i++) {
        const struct job *job = &checker->model->jobs.at[i];
        check_set_subject(checker, "jobs", job->key.str);
        for (size_t j = 0; j < job->labels.count; j++) {
            verify_label(checker, &job->labels.at[j]);
        }
    }
}

const struct check check_policy_label_cardinality = {
    .kind = &check_kind_policy_label_cardinality,
    .metric = look_at_metric,
    .system = look_at_jobs,
};
