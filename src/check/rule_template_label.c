/*
 * `$labels` holds the labels of the query's result and nothing else: neither the rule's own
 * labels nor the group's, `alertname` or the external ones. A label that the result cannot have
 * prints as nothing, at night, in the one sentence that should have said where.
 */
#include "check/expression.h"
#include "check/templates.h"

static void
suggest(struct checker *checker, struct finding *finding, const struct rule *rule,
    const struct gotmpl_use *use)
{
    const struct shape *shape =
        checker->analysis->results[analysis_rule_index(checker->analysis, rule)].expr;
    struct nearest nearest;
    nearest_begin(&nearest, use->name);
    for (size_t i = 0; shape && i < shape->count; i++) {
        const struct shape_alternative *alternative = &shape->alternatives[i];
        for (size_t j = 0; j < alternative->count; j++) {
            if (alternative->labels[j].presence != PRESENCE_NEVER) {
                nearest_offer(&nearest, alternative->labels[j].name->text);
            }
        }
    }
    for (size_t i = 0; i < rule->labels.count; i++) {
        if (str_equal(rule->labels.at[i].name, use->name)) {
            finding_note(checker->diags, finding,
                "`%.*s` is a label of the rule; a template sees only those of the query's "
                "result",
                STR_ARG(use->name));
            finding_help(checker->diags, finding, "write its value as text");
            return;
        }
    }
    if (!check_suggest(checker, finding, use->span, &nearest)) {
        finding_help(checker->diags, finding,
            "keep `%.*s` in the expression, or leave it out of the text", STR_ARG(use->name));
    }
}

static void
look_at_use(struct checker *checker, const struct rule *rule, const struct gotmpl_use *use)
{
    if (use->name.len == 0 || use->is_guarded || use->is_condition) {
        return;
    }
    size_t index = analysis_rule_index(checker->analysis, rule);
    struct shape_label known = analysis_template_label(checker->analysis, index, use->name);
    if (known.presence != PRESENCE_NEVER) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, use->span,
        "the result of the expression has no label `%.*s`, so this prints nothing",
        STR_ARG(use->name));
    finding_topic(checker->diags, finding, use->name);
    finding_caption(checker->diags, finding, "always empty");
    expression_explain(checker, finding, known.presence_cause, use->name);
    suggest(checker, finding, rule, use);
}

static void
look(struct checker *checker, const struct rule *rule)
{
    if (checker->analysis->results[analysis_rule_index(checker->analysis, rule)].expr) {
        templates_visit(checker, rule, GOTMPL_USE_LABEL, look_at_use);
    }
}

const struct check check_rule_template_label = {
    .kind = &check_kind_rule_template_label,
    .alert = look,
};
