/*
 * Who is told: Alertmanager's walk through the routing tree, with labels that may be known only
 * in part.
 *
 * A matcher holds, does not hold, or may hold, depending on which series the alert comes from.
 * The walk keeps these three apart, so that "is told" and "is not told" are certain. With
 * labels that are all known it is the walk of Alertmanager itself (dispatch/route.go, Match).
 */
#ifndef TOCSIN_ANALYSIS_TOLD_H
#define TOCSIN_ANALYSIS_TOLD_H

#include "analysis/analysis.h"
#include "matcher/matcher.h"

enum told_verdict {
    TOLD_VERDICT_NO,
    TOLD_VERDICT_MAYBE,
    TOLD_VERDICT_YES,
};

/* A receiver that is told, or may be, by a route; in the order of the walk. */
struct told {
    struct str receiver; /* inherited when the route has none */
    size_t route;        /* index in rules.routes */
    bool is_certain;
};

VEC_DECLARE(told_vec, struct told);

/* What a matcher says of the alert that is asked about. */
typedef enum told_verdict told_judge_function(const void *alert, const struct matcher *matcher);

/* Appends to `told` whom the routes tell of an alert of which `judge` knows the labels. */
void told_walk(struct arena *arena, const struct rules *rules, told_judge_function *judge,
    const void *alert, struct told_vec *told);

/* The same for the alerts of a rule, as far as its labels are known: each route once, in the
 * order of the tree. External labels count, since Prometheus adds them when it sends. */
void told_of_rule(struct arena *arena, const struct analysis *analysis, const struct rule *rule,
    struct told_vec *told);

struct told_label {
    struct str name;
    struct str value;
};

/* The same for one alert with exactly these labels; every answer is certain. */
void told_of_labels(struct arena *arena, const struct rules *rules,
    const struct told_label *labels, size_t count, struct told_vec *told);

/* The operator of a route's matcher as PromQL has it. */
enum promql_match told_match_of(enum matcher_op op);

/* What a matcher says of a label of which this is known. */
enum told_verdict told_judge_label(
    struct value_sets *sets, const struct matcher *matcher, const struct shape_label *label);

#endif
