/*
 * A counter starts again at zero when its process does. Functions for gauges do not know that:
 * the difference over a restart is hugely negative, the maximum of a counter is the value
 * before it, the average is of no use at all.
 */
#include "check/expression.h"

struct replacement {
    const char *function;
    const char *instead; /* the function that simply takes its place, or NULL */
    const char *help;
};

static const struct replacement replacements[] = {
    { "delta", "increase", "use `increase`, which knows about restarts" },
    { "idelta", "irate", "use `irate`, which knows about restarts" },
    { "deriv", "rate", "use `rate`, which knows about restarts" },
    { "predict_linear", NULL,
        "predict from a rate, as in `predict_linear(rate(…)[1h:5m], 3600)`" },
    { "holt_winters", NULL, "smooth a rate, not the counter" },
    { "double_exponential_smoothing", NULL, "smooth a rate, not the counter" },
    { "avg_over_time", NULL, "take the `rate` over that time" },
    { "sum_over_time", NULL, "use `increase` for the number of events in that time" },
    { "min_over_time", NULL, "use `increase` for the number of events in that time" },
    { "max_over_time", NULL,
        "use the highest rate, as in `max_over_time(rate(…[5m])[1d:5m])`" },
    { "quantile_over_time", NULL,
        "use the rate, as in `quantile_over_time(0.9, rate(…[5m])[1d:5m])`" },
    { "stddev_over_time", NULL, "use the rate, as in `stddev_over_time(rate(…[5m])[1d:5m])`" },
    { "stdvar_over_time", NULL, "use the rate, as in `stdvar_over_time(rate(…[5m])[1d:5m])`" },
    { "mad_over_time", NULL, "use the rate, as in `mad_over_time(rate(…[5m])[1d:5m])`" },
};

static const struct replacement *
find_replacement(struct str function)
{
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
        if (str_is(function, replacements[i].function)) {
            return &replacements[i];
        }
    }
    return NULL;
}

static bool
is_counting(const struct shape_alternative *alternative)
{
    return alternative->is_counting;
}

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    const struct replacement *replacement = find_replacement(call->name);
    uint32_t range = replacement ? expression_vector(at) : PROMQL_NONE;
    if (range == PROMQL_NONE || !expression_all(shape_of(at->shapes, range), is_counting)) {
        return;
    }
    const struct shape *operand = shape_of(at->shapes, range);
    const struct metric *metric = expression_metric(operand);
    struct finding *finding =
        metric ? CHECK_REPORT(checker, call->name_span, "`%s` of `%.*s`, which is %s",
                     replacement->function, STR_ARG(metric->key.str),
                     metric_kind_text((enum metric_kind)metric->kind))
               : CHECK_REPORT(checker, call->name_span, "`%s` of a running count",
                     replacement->function);
    finding_caption(checker->diags, finding, "only for gauges");
    finding_note(checker->diags, finding,
        "a counter only grows, and falls to zero when its process restarts: its value says how "
        "long that process has run");
    finding_help(checker->diags, finding, "%s", replacement->help);
    if (replacement->instead) {
        finding_fix(checker->diags, finding, call->name_span, str_from(replacement->instead));
    }
    if (metric) {
        finding_topic(checker->diags, finding, metric->key.str);
        finding_label(checker->diags, finding, metric->key.span, "declared here");
    }
}

const struct check check_call_gauge_function_on_counter = {
    .kind = &check_kind_call_gauge_function_on_counter,
    .call = look,
};
