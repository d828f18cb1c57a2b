/*
 * Who is told: the walk of an alert through the routing tree.
 *
 * One walk serves both the label set of a real alert, where every answer is certain, and what the
 * analysis knows of an alert rule, where a route may be taken for some of its alerts only. As in
 * Alertmanager: depth first; a route that matches ends the search among its siblings unless it
 * says `continue`; a route tells its own receiver when none of its sub-routes matches.
 */
#ifndef TOCSIN_ANALYSIS_ROUTES_H
#define TOCSIN_ANALYSIS_ROUTES_H

#include "analysis/analysis.h"

struct told {
    size_t route; /* index in rules.routes */
    struct str receiver; /* the route's own or inherited; empty when nobody declares one */
    enum presence presence; /* ALWAYS: every such alert; MAYBE: some */
};

VEC_DECLARE(told_vec, struct told);

struct route_label {
    struct str name;
    struct str value;
};

/* Of one alert with exactly these labels; in Alertmanager's order. */
void routes_of_labels(const struct analysis *analysis, struct arena *arena,
    const struct route_label *labels, size_t count, struct told_vec *told);

/* Of the alerts of a rule; each route once, in the order of the tree. External labels count,
 * since Prometheus adds them when it sends an alert. */
void routes_of_rule(
    const struct analysis *analysis, struct arena *arena, size_t rule, struct told_vec *told);

/* Whether a matcher holds for a label of which this is known. */
enum presence routes_matcher_holds(
    struct value_sets *sets, const struct matcher *matcher, const struct shape_label *label);

#endif
