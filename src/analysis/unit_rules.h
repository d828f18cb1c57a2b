/*
 * Inside the analysis room: how operators carry units on.
 *
 * Every function here takes the units of operands and gives that of the result, unknown where
 * it cannot be told; none looks at a tree.
 */
#ifndef TOCSIN_ANALYSIS_UNIT_RULES_H
#define TOCSIN_ANALYSIS_UNIT_RULES_H

#include "analysis/world.h"
#include "model/unit.h"
#include "promql/promql.h"

/* The unit of the samples of a metric's series of that kind. */
struct unit unit_of_series(const struct metric *metric, enum series_kind kind);

/* A literal; `value` is exact or has the denominator 0. */
struct unit unit_number(struct ratio value);

/* Of values of both, in one result. */
struct unit unit_join(struct unit a, struct unit b);

/* Operators between two values, comparisons with `bool` included. `is_part`: the right side
 * counts all that the left side counts. */
struct unit unit_arithmetic(
    enum promql_op op, struct unit left, struct unit right, bool is_part);

struct unit unit_negate(struct unit unit);

/* The change per second of what is counted or measured. */
struct unit unit_rate(struct unit unit);

/* The change within a window. */
struct unit unit_change(struct unit unit);

struct unit unit_sum(struct unit unit);
struct unit unit_average(struct unit unit);

/* Any of the values, or one between them. */
struct unit unit_between(struct unit unit);

/* How far values lie apart. */
struct unit unit_spread(struct unit unit);

/* What a histogram observed, of its buckets or their rates. */
struct unit unit_observed(struct unit unit);

/* The sum of what native histograms observed. */
struct unit unit_observed_sum(struct unit unit);

#endif
