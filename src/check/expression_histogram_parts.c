/*
 * A classic histogram is three kinds of series: `_bucket`, counts up to each bound in `le`,
 * `_sum` and `_count`. Buckets are cumulative, so adding them over `le` counts most events many
 * times; bounds are texts, so `le="1.5"` selects nothing unless that very bound is declared;
 * and quantiles come from buckets only.
 */
#include <math.h>

#include "base/ratio.h"
#include "check/expression.h"
#include "model/bounds.h"

/* histogram_quantile over series that never were buckets. */
static void
look_at_call(struct checker *checker, const struct check_node *at)
{
    if (shape_of(at->shapes, at->node)->fault != SHAPE_FAULT_NO_BUCKETS) {
        return;
    }
    struct shape_label le;
    uint32_t vector = expression_vector(at);
    if (vector == PROMQL_NONE || expression_may_be_native(at, vector) ||
        !expression_never_had_buckets(checker, at, vector) ||
        !expression_lacks(checker, at, vector, STR("le"), &le)) {
        return;
    }
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    const struct shape *shape = shape_of(at->shapes, vector);
    struct finding *finding = CHECK_REPORT(checker, promql_span(at->tree, vector),
        "`%.*s` is given something that is not the buckets of a histogram",
        STR_ARG(call->name));
    const struct metric *metric = expression_metric(shape);
    finding_caption(checker->diags, finding, "has no label `le`");
    if (metric) {
        finding_label(checker->diags, finding, metric->key.span, "declared here as %s",
            metric_kind_text((enum metric_kind)metric->kind));
        finding_topic(checker->diags, finding, metric->key.str);
    }
    if (metric && metric->kind == METRIC_KIND_HISTOGRAM) {
        finding_help(checker->diags, finding, "use `%.*s_bucket`", STR_ARG(metric->key.str));
    } else {
        finding_help(checker->diags, finding, "only a histogram has quantiles to compute");
    }
}

static bool
is_bucket(const struct shape_alternative *alternative)
{
    return alternative->kind == SERIES_KIND_BUCKET;
}

/* Whether all values are one number, perhaps in several spellings: `1` and `1.0`. */
static bool
is_one_bound(const struct value_set *values)
{
    double first = 0;
    for (size_t i = 0; values->is_closed && i < values->value_count; i++) {
        double bound;
        if (!number_parse(values->values[i]->text, &bound) || (i > 0 && bound != first)) {
            return false;
        }
        first = bound;
    }
    return values->is_closed;
}

/* Adding cumulative buckets over their bounds. */
static void
look_at_aggregation(struct checker *checker, const struct check_node *at)
{
    const struct promql_node *node = &at->tree->nodes[at->node];
    const struct shape *operand = shape_of(at->shapes, at->node - 1);
    if ((node->op != PROMQL_OP_SUM && node->op != PROMQL_OP_AVG) ||
        !expression_all(operand, is_bucket)) {
        return;
    }
    const struct name *name = intern(checker->model->names, STR("le"));
    struct shape_label before = shape_label(checker->analysis->sets, operand, name);
    struct shape_label after;
    if (!expression_lacks(checker, at, at->node, STR("le"), &after) ||
        before.presence == PRESENCE_NEVER || (before.values && is_one_bound(before.values)) ||
        expression_is_inside(at, at->node, STR("histogram_quantile")) ||
        expression_is_inside(at, at->node, STR("histogram_fraction"))) {
        return;
    }
    const struct promql_grouping *grouping = promql_grouping_of(at->tree, at->node);
    struct finding *finding = CHECK_REPORT(
        checker, grouping->name_span, "this adds the buckets of a histogram to each other");
    finding_topic(checker->diags, finding, STR("le"));
    finding_caption(checker->diags, finding, "drops `le`");
    finding_note(checker->diags, finding,
        "each bucket counts all events up to its bound, the smaller ones included, so the sum "
        "counts most events many times");
    const struct metric *metric = expression_metric(operand);
    if (metric) {
        finding_help(checker->diags, finding,
            "to count events use `%.*s_count`; to keep the buckets group `by (le)`",
            STR_ARG(metric->key.str));
    } else {
        finding_help(checker->diags, finding,
            "to count events use the series `_count`; to keep the buckets group `by (le)`");
    }
}

/* The bound as it stands in the label: Prometheus 3 writes `1.0` where the catalog has `1`. */
static struct str
spell(struct checker *checker, double bound)
{
    struct bound_text_vec texts = { 0 };
    bounds_spell(checker->arena, checker->model->names,
        checker->model->versions.prometheus.version, bound, &texts);
    return texts.at[0]->text;
}

/* The declared bounds next to the number: `*below` is NAN when there is none. True when the
 * number itself is a bound. */
static bool
find_bounds(const struct metric *metric, double wanted, double *below, double *above)
{
    *below = (double)NAN;
    *above = (double)INFINITY;
    for (size_t i = 0; i < metric->buckets.count; i++) {
        double bound = ratio_to_double(metric->buckets.at[i].value);
        if (bound == wanted) {
            return true;
        }
        if (bound < wanted) {
            *below = bound;
        } else if (bound < *above) {
            *above = bound;
        }
    }
    return false;
}

static void
advise_bound(struct checker *checker, struct finding *finding, const struct metric *metric,
    const struct promql_matcher *matcher)
{
    double wanted;
    double below;
    double above;
    if (!number_parse(matcher->value, &wanted)) {
        finding_help(
            checker->diags, finding, "use a bound that exists, or `+Inf` for all events");
        return;
    }
    if (find_bounds(metric, wanted, &below, &above)) {
        struct str spelled = spell(checker, wanted);
        finding_note(checker->diags, finding,
            "bounds are compared as text, and Prometheus keeps this one as `%.*s`",
            STR_ARG(spelled));
        finding_help(checker->diags, finding, "write `%.*s`", STR_ARG(spelled));
        finding_fix(checker->diags, finding, matcher->value_span,
            arena_printf(checker->arena, "\"%.*s\"", STR_ARG(spelled)));
        return;
    }
    struct str above_text = isinf(above) ? STR("+Inf") : spell(checker, above);
    if (isnan(below)) {
        finding_help(
            checker->diags, finding, "use a bound that exists: `%.*s`", STR_ARG(above_text));
    } else {
        finding_help(checker->diags, finding, "use a bound that exists: `%.*s` or `%.*s`",
            STR_ARG(spell(checker, below)), STR_ARG(above_text));
    }
}

static void
report_bound(struct checker *checker, const struct shape_selector *selector,
    const struct promql_matcher *matcher)
{
    const struct metric *metric = selector->sources[0]->metric;
    struct finding *finding = CHECK_REPORT(checker, matcher->value_span,
        "`%.*s` has no bucket with `le%s\"%.*s\"`", STR_ARG(selector->name),
        promql_match_text(matcher->match), STR_ARG(matcher->value));
    finding_topic(checker->diags, finding, STR("le"));
    finding_caption(checker->diags, finding, "no such bound");
    if (!metric || metric->buckets.count == 0) {
        return;
    }
    finding_label(checker->diags, finding,
        span_join(metric->buckets.at[0].span, VEC_LAST(&metric->buckets)->span),
        "the bounds are declared here");
    advise_bound(checker, finding, metric, matcher);
}

static void
look_at_selector(struct checker *checker, const struct check_node *at)
{
    const struct shape_selector *selector = shape_of(at->shapes, at->node)->selector;
    if (!selector || selector->is_open || selector->source_count == 0) {
        return;
    }
    struct promql_run run = selector->selector->matchers;
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_matcher *matcher = &at->tree->matchers[run.first + i];
        unsigned facts = selector->matchers[i];
        bool is_bound = str_is(matcher->label, "le") && (facts & MATCHER_FACT_HAS_LABEL) &&
                        !(facts & MATCHER_FACT_UNKNOWN);
        bool asks_for_one =
            matcher->match == PROMQL_MATCH_EQL || matcher->match == PROMQL_MATCH_REGEX;
        if (is_bound && asks_for_one && !(facts & MATCHER_FACT_ACCEPTS)) {
            report_bound(checker, selector, matcher);
        }
    }
}

const struct check check_expression_histogram_parts = {
    .kind = &check_kind_expression_histogram_parts,
    .selector = look_at_selector,
    .call = look_at_call,
    .aggregation = look_at_aggregation,
};
