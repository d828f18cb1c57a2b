/*
 * Routes, inhibitions and people go by `severity`: an alert without one is nobody's business.
 */
#include "base/buf.h"
#include "check/required.h"

static struct str
list_severities(struct checker *checker)
{
    struct buf buf;
    buf_init(&buf);
    const struct severity_entry_list *severities = &checker->model->severities;
    for (size_t i = 0; i < severities->count; i++) {
        const char *gap = i == 0 ? "" : i + 1 < severities->count ? ", " : " or ";
        buf_printf(&buf, "%s`%.*s`", gap, STR_ARG(severities->at[i].key.str));
    }
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
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
    required_report(checker, rule, STR("severity"), "no `severity`", help.at);
}

const struct check check_rule_missing_severity = {
    .kind = &check_kind_rule_missing_severity,
    .alert = look,
};
