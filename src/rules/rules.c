/*
 * From what is written to what loads.
 */
#include "rules/rules.h"

#include "rules/make.h"

bool
rules_make(struct arena *arena, const struct model *model, struct sources *sources,
    struct rules *rules, struct diags *diags)
{
    *rules = (struct rules){ 0 };
    struct maker maker = { arena, model, sources, rules, diags };
    make_groups(&maker);
    make_routes(&maker);
    make_inhibitions(&maker);
    make_templates(&maker);
    diag_set_subject(diags, STR(""));
    return true;
}
