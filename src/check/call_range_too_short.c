/*
 * `rate` needs two samples in its range. Over less than two scrapes it finds one or none and
 * gives nothing, most of the time or always.
 */
#include "check/samples.h"

static void
look(struct checker *checker, const struct check_node *at)
{
    struct samples samples;
    if (!samples_of_call(checker, at, &samples) || samples.range >= 2 * samples.interval) {
        return;
    }
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    struct finding *finding = CHECK_REPORT(checker, samples.brackets,
        "a range of %.*s is too short: `%.*s` needs two samples, and there is one every %.*s",
        STR_ARG(expression_duration(checker, samples.range)), STR_ARG(call->name),
        STR_ARG(expression_duration(checker, samples.interval)));
    finding_caption(checker->diags, finding, "rarely holds two samples");
    samples_explain(checker, finding, &samples);
}

const struct check check_call_range_too_short = {
    .kind = &check_kind_call_range_too_short,
    .call = look,
};
