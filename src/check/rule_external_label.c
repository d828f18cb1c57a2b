/*
 * `$externalLabels` holds what `prometheus.external_labels` says. Any other name prints as
 * nothing.
 */
#include "check/templates.h"

static void
look_at_use(struct checker *checker, const struct rule *rule, const struct gotmpl_use *use)
{
    (void)rule;
    const struct named_text_list *labels = &checker->model->prometheus.external_labels;
    if (use->name.len == 0 || use->is_guarded || use->is_condition) {
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, use->name);
    for (size_t i = 0; i < labels->count; i++) {
        if (str_equal(labels->at[i].key.str, use->name)) {
            return;
        }
        nearest_offer(&nearest, labels->at[i].key.str);
    }
    struct finding *finding = CHECK_REPORT(checker, use->span,
        "there is no external label `%.*s`, so this prints nothing", STR_ARG(use->name));
    finding_topic(checker->diags, finding, use->name);
    finding_caption(checker->diags, finding, "always empty");
    if (!check_suggest(checker, finding, use->span, &nearest)) {
        finding_help(checker->diags, finding,
            "add it under `prometheus.external_labels`, or leave it out of the text");
    }
}

static void
look(struct checker *checker, const struct rule *rule)
{
    templates_visit(checker, rule, GOTMPL_USE_EXTERNAL_LABEL, look_at_use);
}

const struct check check_rule_external_label = {
    .kind = &check_kind_rule_external_label,
    .alert = look,
};
