/*
 * A severity that is not declared sets no labels, takes no part in muting, and no route knows
 * it. A system that declares none at all may use any word.
 */
#include "check/expression.h"

static void
report_unknown(struct checker *checker, struct text severity)
{
    const struct severity_entry_list *severities = &checker->model->severities;
    struct finding *finding = CHECK_REPORT(
        checker, severity.span, "`%.*s` is no declared severity", STR_ARG(severity.str));
    finding_topic(checker->diags, finding, severity.str);
    finding_caption(checker->diags, finding, "not under `severities`");
    finding_label(checker->diags, finding, severities->at[0].key.span,
        "the severities are declared from here on");
    struct nearest nearest;
    nearest_begin(&nearest, severity.str);
    for (size_t i = 0; i < severities->count; i++) {
        nearest_offer(&nearest, severities->at[i].key.str);
    }
    if (!check_suggest(checker, finding, severity.span, &nearest)) {
        struct str_vec names = { 0 };
        for (size_t i = 0; i < severities->count; i++) {
            VEC_PUSH(checker->arena, &names, severities->at[i].key.str);
        }
        finding_help(checker->diags, finding,
            "use one of %.*s, or declare `%.*s` under `severities`",
            STR_ARG(expression_list(checker, &names)), STR_ARG(severity.str));
    }
}

static void
verify(struct checker *checker, struct text severity)
{
    bool is_template = str_contains(severity.str, STR("{{"));
    if (severity.str.len > 0 && span_is_set(severity.span) && !is_template &&
        !model_find_severity(checker->model, severity.str)) {
        report_unknown(checker, severity);
    }
}

static void
look(struct checker *checker, const struct rule *rule)
{
    if (checker->model->severities.count == 0) {
        return;
    }
    if (rule->limit) {
        verify(checker, rule->limit->key);
    } else if (rule->alert->severity.str.at) {
        verify(checker, rule->alert->severity);
    }
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        if (str_is(label->name, "severity") && span_is_set(label->name_span)) {
            verify(checker, label->value);
        }
    }
}

const struct check check_rule_unknown_severity = {
    .kind = &check_kind_rule_unknown_severity,
    .alert = look,
};
