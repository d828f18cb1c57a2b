/*
 * How many samples a range holds.
 */
#include "check/samples.h"

static bool
needs_two_samples(struct str function)
{
    static const char *const functions[] = { "rate", "irate", "increase", "delta", "idelta",
        "deriv", "predict_linear", "holt_winters", "double_exponential_smoothing" };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_is(function, functions[i])) {
            return true;
        }
    }
    return false;
}

/* The interval of the slowest source. */
static bool
find_interval(const struct checker *checker, const struct shape *shape, struct samples *samples)
{
    samples->interval = 0;
    for (size_t i = 0; i < shape->count; i++) {
        const struct world_source *source = shape->alternatives[i].source;
        struct span span;
        int64_t interval = source ? expression_interval(checker, source, &span) : 0;
        if (interval > samples->interval) {
            samples->interval = interval;
            samples->source = source;
            samples->interval_span = span;
        }
    }
    return samples->interval > 0;
}

bool
samples_of_call(
    const struct checker *checker, const struct check_node *at, struct samples *samples)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    if (!needs_two_samples(call->name)) {
        return false;
    }
    uint32_t range = promql_unwrap(at->tree, promql_operand(at->tree, at->node, 0));
    double seconds;
    if (at->tree->nodes[range].kind != PROMQL_KIND_RANGE ||
        !promql_duration_seconds(at->tree, promql_range_of(at->tree, range)->range, &seconds) ||
        seconds > 1e9) {
        return false;
    }
    samples->range = (int64_t)(seconds * 1000);
    samples->brackets = promql_range_of(at->tree, range)->brackets;
    return find_interval(checker, shape_of(at->shapes, range), samples);
}

void
samples_explain(struct checker *checker, struct finding *finding, const struct samples *samples)
{
    struct str interval = expression_duration(checker, samples->interval);
    struct str enough = expression_duration(checker, 4 * samples->interval);
    const struct job *job = samples->source->job;
    finding_topic(checker->diags, finding, samples->source->name->text);
    if (span_is_set(samples->interval_span)) {
        finding_label(checker->diags, finding, samples->interval_span, "%s every %.*s",
            job ? "scraped" : "recorded", STR_ARG(interval));
    } else if (job) {
        finding_note(checker->diags, finding,
            "the job `%.*s` is scraped every %.*s, as long as no `interval` says otherwise",
            STR_ARG(job->key.str), STR_ARG(interval));
    } else {
        finding_note(checker->diags, finding, "`%.*s` is recorded every %.*s",
            STR_ARG(samples->source->name->text), STR_ARG(interval));
    }
    finding_help(checker->diags, finding,
        "use `[%.*s]`, four samples, so that one may be lost, or more", STR_ARG(enough));
    finding_fix(checker->diags, finding, samples->brackets,
        arena_printf(checker->arena, "[%.*s]", STR_ARG(enough)));
}
