/*
 * `rate` and its kin take every fall of a value for the restart of a counter and add what was
 * there before. Of a gauge, which falls by right, they make numbers that mean nothing and are
 * never negative.
 */
#include "check/expression.h"

struct replacement {
    const char *function;
    const char *instead;
    const char *does;
};

static const struct replacement replacements[] = {
    { "rate", "deriv", "the slope of a gauge per second" },
    { "irate", "idelta", "the difference of the last two samples" },
    { "increase", "delta", "the difference between end and begin" },
    { "resets", "changes", "how often the value changed" },
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
is_gauge(const struct shape_alternative *alternative)
{
    return alternative->kind == SERIES_KIND_GAUGE || alternative->kind == SERIES_KIND_INFO ||
           alternative->kind == SERIES_KIND_STATESET ||
           alternative->kind == SERIES_KIND_QUANTILE;
}

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    const struct replacement *replacement = find_replacement(call->name);
    const struct shape *operand = shape_of(at->shapes, at->node - 1);
    if (!replacement || !expression_all(operand, is_gauge)) {
        return;
    }
    const struct metric *metric = expression_metric(operand);
    struct finding *finding =
        metric ? CHECK_REPORT(checker, call->name_span, "`%s` of `%.*s`, which is %s",
                     replacement->function, STR_ARG(metric->key.str),
                     series_kind_text(operand->alternatives[0].kind))
               : CHECK_REPORT(checker, call->name_span, "`%s` of %s", replacement->function,
                     series_kind_text(operand->alternatives[0].kind));
    finding_caption(checker->diags, finding, "only for counters");
    finding_note(checker->diags, finding,
        "every fall of the value counts as a restart of a counter, so the result is never "
        "negative and tells little");
    finding_help(
        checker->diags, finding, "use `%s`: %s", replacement->instead, replacement->does);
    finding_fix(checker->diags, finding, call->name_span, str_from(replacement->instead));
    if (metric) {
        finding_topic(checker->diags, finding, metric->key.str);
        finding_label(checker->diags, finding, metric->key.span, "declared here");
    }
}

const struct check check_call_rate_of_gauge = {
    .kind = &check_kind_call_rate_of_gauge,
    .call = look,
};
