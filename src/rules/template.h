/*
 * Inside the rules room: labels and annotations with Prometheus' template language in them.
 */
#ifndef TOCSIN_RULES_TEMPLATE_H
#define TOCSIN_RULES_TEMPLATE_H

#include "rules/make.h"

/* Parses the value if it is a template and replaces `$limit` by the limit's exact number.
 * `limit` is NULL for an alert without limits. */
struct rule_text read_template_text(
    struct maker *maker, struct text name, struct text value, const struct alert_limit *limit);

#endif
