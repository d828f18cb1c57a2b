/*
 * The dashboard shows what the alert is about, and what happened before. It is the annotation
 * `dashboard_url`.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct rule *rule)
{
    if (rule->alert->dashboard.str.len == 0) { /* else dead-link tells why there is no link */
        required_check_annotation(checker, rule, STR("dashboard"), STR("dashboard_url"),
            "add `dashboard:` with the key of a dashboard of this spec");
    }
}

const struct check check_rule_missing_dashboard = {
    .kind = &check_kind_rule_missing_dashboard,
    .alert = look,
};
