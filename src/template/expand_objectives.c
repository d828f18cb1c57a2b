/*
 * What SLOs promise, for the templates of dashboards: the section `objectives`, which templates
 * have returned or people have written. Where it stands is noted as soon as all SLOs have run;
 * an entry is read when a template asks for it, and most never are.
 *
 * It is read a second time with everything else that was made, and findings are made then: here
 * a broken entry is passed over.
 */
#include "model/objective.h"
#include "template/expand.h"

/* An entry of a section, and what was read of it. */
struct stated_objective {
    const struct value_entry *section;
    const struct value_entry *entry;
    struct stated_objective
        *before; /* of the same name, which counts when this one is broken */
    bool is_read;
    const struct objective *objective; /* NULL: it is broken */
};

void
expand_objectives(struct templates *templates, const struct value *sections)
{
    struct arena *arena = templates->arena;
    const struct value_entry *section = value_find(sections, "objectives");
    if (!section || section->value->kind != VALUE_KIND_MAP) {
        return;
    }
    for (size_t i = 0; i < section->value->entries.count; i++) {
        const struct value_entry *entry = &section->value->entries.at[i];
        struct stated_objective *stated = ARENA_NEW(arena, struct stated_objective);
        *stated = (struct stated_objective){ .section = section,
            .entry = entry,
            .before = map_get(&templates->objectives, entry->key) };
        map_put(&templates->objectives, entry->key, stated);
    }
}

static const struct objective *
read_objective(struct arena *arena, const struct stated_objective *stated)
{
    const struct value_entry *section = stated->section;
    struct diags ignored;
    diags_init(&ignored, arena);
    struct schema_context quiet = { .arena = arena, .diags = &ignored };
    struct value *lone = value_new_map(arena, section->value->span);
    VEC_PUSH(arena, &lone->entries, *stated->entry);
    struct value *root = value_new_map(arena, section->value->span);
    value_add_entry(arena, root, section->key, section->key_span, lone);
    struct objective_list one = { 0 };
    bool is_good = schema_decode(&quiet, &objective_section_record, root, &one);
    return is_good && one.count == 1 ? &one.at[0] : NULL;
}

const struct objective *
expand_find_objective(struct templates *templates, struct str name)
{
    struct stated_objective *stated = map_get(&templates->objectives, name);
    for (; stated; stated = stated->before) {
        if (!stated->is_read) {
            stated->objective = read_objective(templates->arena, stated);
            stated->is_read = true;
        }
        if (stated->objective) {
            return stated->objective;
        }
    }
    return NULL;
}
