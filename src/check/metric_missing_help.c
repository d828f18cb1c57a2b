/*
 * The help of a metric is the only place where its meaning is written down; it goes to
 * CATALOG.md, to panels and to whoever reads an alert. A warning, unless the policy requires
 * it.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct metric *metric)
{
    if (!metric->is_own || str_trim(metric->help.str).len > 0) {
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, metric->key.span, "the metric `%.*s` has no help", STR_ARG(metric->key.str));
    finding_topic(checker->diags, finding, metric->key.str);
    finding_caption(checker->diags, finding, "nobody explains it");
    struct span place;
    if (required_of_metrics(checker, STR("help"), &place)) {
        finding->severity = SEVERITY_ERROR;
        finding_label(checker->diags, finding, place, "the policy requires it of every metric");
    }
    const char *kind = metric_kind_text((enum metric_kind)metric->kind);
    const char *word = strchr(kind, ' ');
    finding_help(checker->diags, finding,
        "write it behind the kind, as in `%s: Requests answered`", word ? word + 1 : kind);
}

const struct check check_metric_missing_help = {
    .kind = &check_kind_metric_missing_help,
    .metric = look,
};
