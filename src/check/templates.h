/*
 * What the templates of a rule read.
 */
#ifndef TOCSIN_CHECK_TEMPLATES_H
#define TOCSIN_CHECK_TEMPLATES_H

#include "check/check.h"
#include "gotmpl/gotmpl.h"

typedef void templates_use_function(
    struct checker *checker, const struct rule *rule, const struct gotmpl_use *use);

/* Calls back for every use of that kind in the rule's labels and annotations. */
void templates_visit(struct checker *checker, const struct rule *rule,
    enum gotmpl_use_kind kind, templates_use_function *visit);

#endif
