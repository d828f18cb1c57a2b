/*
 * Routes, inhibitions and people go by `severity`: an alert without one is nobody's business.
 */
#include "check/expression.h"
#include "check/required.h"

static struct str
list_severities(struct checker *checker)
{
    struct str_vec names = { 0 };
    for (size_t i = 0; i < checker->model->severities.count; i++) {
        VEC_PUSH(checker->arena, &names, checker->model->severities.at[i].key.str);
    }
    return expression_list(checker, &names);
}

static void
look(struct checker *checker, const struct rule *rule)
{
    struct span place;
    bool says_one = rule->severity || rule->alert->severity.str.at || rule->limit;
    if (says_one || required_has_label(rule, STR("severity")) ||
        !required_of_alerts(checker, STR("severity"), &place)) {
        return;
    }
    struct str names = list_severities(checker);
    struct str help =
        names.len > 0
            ? arena_printf(checker->arena, "add `severity:` with one of %.*s", STR_ARG(names))
            : STR("add `severity: critical`, or how urgent it is otherwise");
    required_report(checker, rule, STR("severity"), help.at);
}

const struct check check_rule_missing_severity = {
    .kind = &check_kind_rule_missing_severity,
    .alert = look,
};
