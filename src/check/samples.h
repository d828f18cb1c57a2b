/*
 * How many samples a range holds: what range-too-short and range-short judge.
 */
#ifndef TOCSIN_CHECK_SAMPLES_H
#define TOCSIN_CHECK_SAMPLES_H

#include "check/expression.h"

struct samples {
    int64_t range;    /* milliseconds */
    int64_t interval; /* between two samples of the slowest source, milliseconds */
    const struct world_source *source;
    struct span brackets;
    struct span interval_span;
};

/* What the call's range holds. False when the call needs no two samples, or when the range or
 * the interval is not known. */
bool samples_of_call(
    const struct checker *checker, const struct check_node *at, struct samples *samples);

/* Completes a finding: how often there is a sample, and the range that would do. */
void samples_explain(
    struct checker *checker, struct finding *finding, const struct samples *samples);

#endif
