/*
 * Inside the rules room: labels and annotations with Prometheus' template language in them.
 */
#ifndef TOCSIN_RULES_TEMPLATE_H
#define TOCSIN_RULES_TEMPLATE_H

#include "rules/make.h"

/* Reads the text's value in place: whether it is a template and what it uses; `$limit` becomes
 * the limit's exact number. `limit` is NULL for an alert without limits. */
void read_template_text(
    struct maker *maker, const struct alert_limit *limit, struct rule_text *text);

#endif
