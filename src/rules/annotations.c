/*
 * The annotations of all rules, read when the rules are there: they are long, most of them are
 * templates, and nothing in this room depends on what they say.
 */
#include "rules/make.h"
#include "rules/template.h"

static void
read_rule(struct maker *maker, struct rule *rule)
{
    diag_set_subject(maker->diags, rule->subject);
    for (size_t i = 0; i < rule->annotations.count; i++) {
        read_template_text(maker, rule->limit, &rule->annotations.at[i]);
    }
}

void
rules_read_annotations(
    struct arena *arena, const struct model *model, struct rules *rules, struct diags *diags)
{
    struct maker maker = { .arena = arena, .model = model, .rules = rules, .diags = diags };
    for (size_t i = 0; i < rules->all.count; i++) {
        read_rule(&maker, &rules->all.at[i]);
    }
    diag_set_subject(diags, STR(""));
    arena_finish(&maker.scratch);
}
