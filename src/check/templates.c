/*
 * What the templates of a rule read. Their mistakes have been told when they were read, so the
 * findings of a second look are thrown away.
 */
#include "check/templates.h"

static void
visit_texts(struct checker *checker, const struct rule *rule, const struct rule_text_vec *texts,
    enum gotmpl_use_kind kind, templates_use_function *visit)
{
    struct diags ignored;
    diags_init(&ignored, checker->arena);
    for (size_t i = 0; i < texts->count; i++) {
        if (!texts->at[i].template) {
            continue;
        }
        struct gotmpl_uses uses = { 0 };
        gotmpl_check(texts->at[i].template, NULL, &ignored, &uses);
        for (size_t j = 0; j < uses.all.count; j++) {
            if (uses.all.at[j].kind == kind) {
                visit(checker, rule, &uses.all.at[j]);
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
