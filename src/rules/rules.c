/*
 * From what is written to what loads.
 */
#include "rules/rules.h"

#include "rules/make.h"

/* How many rules there will be at most. */
static size_t
count_rules(const struct model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->recordings.count; i++) {
        count += model->recordings.at[i].rules.count;
    }
    for (size_t i = 0; i < model->alerts.count; i++) {
        const struct alert_group *group = &model->alerts.at[i];
        for (size_t j = 0; j < group->rules.count; j++) {
            size_t limits = group->rules.at[j].above.count + group->rules.at[j].below.count;
            count += limits > 0 ? limits : 1;
        }
    }
    return count;
}

bool
rules_make(struct arena *arena, const struct model *model, struct sources *sources,
    struct rules *rules, struct diags *diags)
{
    *rules = (struct rules){ 0 };
    struct maker maker = {
        .arena = arena, .model = model, .sources = sources, .rules = rules, .diags = diags
    };
    VEC_RESERVE(arena, &rules->all, count_rules(model));
    make_groups(&maker);
    make_routes(&maker);
    make_inhibitions(&maker);
    make_templates(&maker);
    diag_set_subject(diags, STR(""));
    arena_finish(&maker.scratch);
    arena_finish(&maker.group_scratch);
    return true;
}
