/*
 * Inside the rules room: comparing an alert's expression with its limit.
 */
#ifndef TOCSIN_RULES_LIMIT_H
#define TOCSIN_RULES_LIMIT_H

#include "rules/make.h"

/* `(expr) > limit` for the side `above`, `(expr) < limit` for `below`. */
const struct promql_tree *make_limit_tree(struct arena *arena, const struct promql_tree *expr,
    const struct alert_limit *limit, const char *side);

/* Only an instant vector can be compared with a limit: two scalars would need `bool`, and then
 * the alert fires always. Reports what is not. */
bool judge_limit_type(struct maker *maker, const struct alert *alert);

/* Reports limits that cannot be meant: beside a comparison with a number that `expr` makes
 * itself, and those of an urgent severity that hold whenever a less urgent one's do, so that
 * nobody ever sees the latter. */
void judge_limits(struct maker *maker, const struct alert *alert);

#endif
