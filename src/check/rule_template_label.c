/*
 * `$labels` holds the labels of the query's result and nothing else: neither the rule's own
 * labels nor the group's, `alertname` or the external ones. A label that the result cannot have
 * prints as nothing, at night, in the one sentence that should have said where.
 */
#include "check/broken.h"
#include "check/expression.h"
#include "check/templates.h"

/* Labels that the alert will have, but that are not those of its query. False for others. */
static bool
explain_later_label(struct checker *checker, struct finding *finding, const struct rule *rule,
    const struct gotmpl_use *use)
{
    bool is_rules = str_is(use->name, "alertname");
    for (size_t i = 0; i < rule->labels.count; i++) {
        is_rules |= str_equal(rule->labels.at[i].name, use->name);
    }
    const struct named_text_list *external = &checker->model->prometheus.external_labels;
    bool is_external = false;
    for (size_t i = 0; i < external->count; i++) {
        is_external |= str_equal(external->at[i].key.str, use->name);
    }
    if (is_rules) {
        finding_note(checker->diags, finding,
            "the rule gives the alert its `%.*s`; a template sees only the labels of the "
            "query's "
            "result",
            STR_ARG(use->name));
        finding_help(checker->diags, finding, "write its value as text");
    } else if (is_external) {
        finding_note(
            checker->diags, finding, "`%.*s` is an external label", STR_ARG(use->name));
        finding_help(
            checker->diags, finding, "write `$externalLabels.%.*s`", STR_ARG(use->name));
    }
    return is_rules || is_external;
}

static void
suggest(struct checker *checker, struct finding *finding, const struct rule *rule,
    const struct gotmpl_use *use, enum cause_kind cause)
{
    const struct shape *shape =
        checker->analysis->results[analysis_rule_index(checker->analysis, rule)].expr;
    struct nearest nearest;
    nearest_begin(&nearest, use->name);
    if (shape) {
        expression_offer_shape(shape, &nearest);
    }
    if (check_suggest(checker, finding, use->span, &nearest)) {
        return;
    }
    struct str names = shape ? expression_list_shape(checker, shape) : STR("");
    if (expression_knows_label(checker, use->name) && cause != CAUSE_METRIC &&
        cause != CAUSE_JOB) {
        finding_help(checker->diags, finding,
            "keep `%.*s` in the expression, as in `sum by (%.*s) (…)`, or leave it out of the "
            "text",
            STR_ARG(use->name), STR_ARG(use->name));
    } else if (names.len > 0) {
        finding_help(
            checker->diags, finding, "print a label that the result has: %.*s", STR_ARG(names));
    } else {
        finding_help(checker->diags, finding, "leave it out of the text");
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
    if (known.presence != PRESENCE_NEVER ||
        broken_has_subject(checker->broken, rule->subject) ||
        broken_has_place(checker->broken, known.presence_cause.span)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, use->span,
        "the result of the expression has no label `%.*s`, so this prints nothing",
        STR_ARG(use->name));
    finding_topic(checker->diags, finding, use->name);
    finding_caption(checker->diags, finding, "always empty");
    if (!explain_later_label(checker, finding, rule, use)) {
        expression_explain(checker, finding, known.presence_cause, use->name);
        suggest(checker, finding, rule, use, known.presence_cause.kind);
    }
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
