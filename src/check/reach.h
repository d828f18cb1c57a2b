/*
 * Which alerts a list of Alertmanager matchers can match, as far as shapes tell.
 */
#ifndef TOCSIN_CHECK_REACH_H
#define TOCSIN_CHECK_REACH_H

#include "check/check.h"

/* Whether the labels of all alerts are known: none is open to relabelling or to rules that
 * nobody showed us, and there is at least one. Otherwise nothing may be said. */
bool reach_is_known(const struct checker *checker);

/* Whether the alert, as Alertmanager receives it, may match. */
bool reach_may_match(
    const struct checker *checker, const struct rule *alert, const struct matcher *matcher);

/* Whether some alert may match all of them. */
bool reach_some(
    const struct checker *checker, const struct matcher *const *matchers, size_t count);

/* The matcher as Alertmanager reads it: `severity="critical"`. */
struct str reach_matcher_text(struct checker *checker, const struct matcher *matcher);

/* Explains why a matcher matches no alert: no alert has the label, or other values. */
void reach_explain(
    struct checker *checker, struct finding *finding, const struct matcher *matcher);

#endif
