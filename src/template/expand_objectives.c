/*
 * What SLOs promise, for the templates of dashboards: the section `objectives`, which templates
 * have returned or people have written, is read as soon as all SLOs have run.
 *
 * It is read a second time with everything else that was made, and findings are made then: here
 * a broken entry is passed over.
 */
#include "model/objective.h"
#include "template/expand.h"

static void
add_objective(struct templates *templates, const struct value_entry *section,
    const struct value_entry *entry)
{
    struct arena *arena = templates->arena;
    struct diags ignored;
    diags_init(&ignored, arena);
    struct schema_context quiet = { .arena = arena, .diags = &ignored };
    struct value *lone = value_new_map(arena, section->value->span);
    VEC_PUSH(arena, &lone->entries, *entry);
    struct value *root = value_new_map(arena, section->value->span);
    value_add_entry(arena, root, section->key, section->key_span, lone);
    struct objective_list one = { 0 };
    if (schema_decode(&quiet, &objective_section_record, root, &one) && one.count == 1) {
        map_put(&templates->objectives, one.at[0].key.str, &one.at[0]);
    }
}

void
expand_objectives(struct templates *templates, const struct value *sections)
{
    const struct value_entry *section = value_find(sections, "objectives");
    if (!section || section->value->kind != VALUE_KIND_MAP) {
        return;
    }
    for (size_t i = 0; i < section->value->entries.count; i++) {
        add_objective(templates, section, &section->value->entries.at[i]);
    }
}
