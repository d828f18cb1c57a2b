/*
 * The runbook says what to do. It is the annotation `runbook_url`, which `urls.runbooks` gives
 * to every alert that names none.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct rule *rule)
{
    required_check_annotation(checker, rule, STR("runbook"), STR("runbook_url"),
        "add `runbook:` with its address, or set `urls.runbooks`, from which every alert gets "
        "one by its name");
}

const struct check check_rule_missing_runbook = {
    .kind = &check_kind_rule_missing_runbook,
    .alert = look,
};
