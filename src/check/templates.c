/*
 * What the templates of a rule read.
 */
#include "check/templates.h"

static void
visit_texts(struct checker *checker, const struct rule *rule, const struct rule_text_vec *texts,
    enum gotmpl_use_kind kind, templates_use_function *visit)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct gotmpl_use_vec *uses = &texts->at[i].uses;
        for (size_t j = 0; j < uses->count; j++) {
            if (uses->at[j].kind == kind) {
                visit(checker, rule, &uses->at[j]);
            }
        }
    }
}

void
templates_visit(struct checker *checker, const struct rule *rule, enum gotmpl_use_kind kind,
    templates_use_function *visit)
{
    visit_texts(checker, rule, &rule->labels, kind, visit);
    visit_texts(checker, rule, &rule->annotations, kind, visit);
}
