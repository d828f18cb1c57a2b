/*
 * Other words under `policy.require.alert` are names: each alert must have a label or an
 * annotation of that name.
 */
#include "check/required.h"

static bool
has_its_own_check(struct str word)
{
    return str_is(word, "severity") || str_is(word, "summary") || str_is(word, "description") ||
           str_is(word, "runbook") || str_is(word, "dashboard");
}

static void
look(struct checker *checker, const struct rule *rule)
{
    const struct text_list *required = &checker->model->policy.require.alert;
    for (size_t i = 0; i < required->count; i++) {
        struct str word = required->at[i].str;
        if (has_its_own_check(word) || required_has_label(rule, word) ||
            required_has_annotation(rule, word)) {
            continue;
        }
        struct str help = arena_printf(checker->arena,
            "add `labels: {%.*s: …}`, or an annotation of that name", STR_ARG(word));
        required_report(checker, rule, word, help.at);
    }
}

const struct check check_rule_missing_annotation = {
    .kind = &check_kind_rule_missing_annotation,
    .alert = look,
};
