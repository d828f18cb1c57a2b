/*
 * Panels that are named by key: by queries that show another panel's result, and by annotations
 * that stand on some panels only.
 */
#include "base/nearest.h"
#include "dashboard/make.h"

/* The id of the panel of that key, or 0 after a finding. */
static int32_t
find_id(struct dashboard_maker *maker, struct text key)
{
    const struct loaded_panel *panel = dashboard_find_panel(maker->made, key.str);
    if (panel) {
        return panel->id;
    }
    struct finding *finding = diag_report(maker->diags, &kind_unknown_name, key.span,
        "the dashboard has no panel `%.*s`", STR_ARG(key.str));
    struct nearest nearest;
    nearest_begin(&nearest, key.str);
    for (size_t i = 0; i < maker->made->panels.count; i++) {
        const struct loaded_panel *other = &maker->made->panels.at[i];
        nearest_offer(&nearest, other->is_row ? STR("") : other->key);
    }
    if (nearest.best.len > 0) {
        finding_help(maker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(maker->diags, finding, key.span, nearest.best);
    } else {
        finding_help(
            maker->diags, finding, "name a panel by its `key:`, or by its title in kebab-case");
    }
    return 0;
}

static void
resolve_targets(struct dashboard_maker *maker, struct loaded_panel *panel)
{
    for (size_t i = 0; i < panel->targets.count; i++) {
        struct loaded_target *target = &panel->targets.at[i];
        if (target->kind == LOADED_QUERY_PANEL) {
            diag_set_subject(maker->diags, panel->subject);
            target->panel_id = find_id(maker, target->target->panel);
        }
    }
}

static void
resolve_annotation(struct dashboard_maker *maker, struct loaded_annotation *annotation)
{
    const struct dashboard_annotation *written = annotation->annotation;
    annotation->is_exclusion = written->panels.count == 0 && written->except.count > 0;
    const struct text_list *keys =
        annotation->is_exclusion ? &written->except : &written->panels;
    if (keys->count == 0) {
        return;
    }
    diag_set_subject(maker->diags, annotation->subject);
    int32_t *ids = ARENA_ARRAY(maker->arena, int32_t, keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        int32_t id = find_id(maker, keys->at[i]);
        if (id > 0) {
            ids[annotation->panel_count++] = id;
        }
    }
    annotation->panels = ids;
}

void
references_resolve(struct dashboard_maker *maker)
{
    for (size_t i = 0; i < maker->made->panels.count; i++) {
        resolve_targets(maker, &maker->made->panels.at[i]);
    }
    for (size_t i = 0; i < maker->made->annotations.count; i++) {
        resolve_annotation(maker, &maker->made->annotations.at[i]);
    }
}
