/*
 * Panels that are named by key: by queries that show another panel's result, and by annotations
 * that stand on some panels only.
 */
#include "base/nearest.h"
#include "dashboard/make.h"

/* The panel of that key, or NULL after a finding. */
static const struct loaded_panel *
find_panel(struct dashboard_maker *maker, struct text key)
{
    const struct loaded_panel *panel = dashboard_find_panel(maker->made, key.str);
    if (panel) {
        return panel;
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
    return NULL;
}

static void
report_own(struct dashboard_maker *maker, struct text key)
{
    struct finding *finding = diag_report(maker->diags, &kind_invalid_value, key.span,
        "the panel `%.*s` would show its own result", STR_ARG(key.str));
    finding_help(maker->diags, finding, "name the panel that has the query");
}

/* What another panel's result is measured in is known from there. */
static void
take_unit(struct loaded_panel *panel, const struct loaded_panel *shown)
{
    if (panel->field.unit.str.len == 0 && shown->field.unit.str.len > 0) {
        panel->field.unit.str = shown->field.unit.str;
        panel->field.unit_origin = UNIT_ORIGIN_INFERRED;
    }
}

static void
resolve_targets(struct dashboard_maker *maker, struct loaded_panel *panel)
{
    for (size_t i = 0; i < panel->targets.count; i++) {
        struct loaded_target *target = &panel->targets.at[i];
        if (target->kind == LOADED_QUERY_PANEL) {
            diag_set_subject(maker->diags, panel->subject);
            const struct loaded_panel *shown = find_panel(maker, target->target->panel);
            if (shown == panel) {
                report_own(maker, target->target->panel);
            } else if (shown) {
                target->panel_id = shown->id;
                take_unit(panel, shown);
            }
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
        const struct loaded_panel *panel = find_panel(maker, keys->at[i]);
        if (panel) {
            ids[annotation->panel_count++] = panel->id;
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
