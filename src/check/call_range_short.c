/*
 * A range of two or three scrapes works until one scrape is lost or late; then the result has a
 * hole, and an alert with `for` starts from the beginning.
 */
#include "check/samples.h"

static void
look(struct checker *checker, const struct check_node *at)
{
    struct samples samples;
    if (!samples_of_call(checker, at, &samples) || samples.range < 2 * samples.interval ||
        samples.range >= 4 * samples.interval) {
        return;
    }
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    struct finding *finding = CHECK_REPORT(checker, samples.brackets,
        "a range of %.*s is short for `%.*s`: there is a sample only every %.*s",
        STR_ARG(expression_duration(checker, samples.range)), STR_ARG(call->name),
        STR_ARG(expression_duration(checker, samples.interval)));
    finding_caption(checker->diags, finding, "one lost scrape leaves a hole");
    samples_explain(checker, finding, &samples);
}

const struct check check_call_range_short = {
    .kind = &check_kind_call_range_short,
    .call = look,
};
