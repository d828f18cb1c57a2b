/*
 * What dashboards read, for the cross references: queries, variables, annotations.
 *
 * An `alert:` panel reads its alert; what that reads is the alert's own affair.
 */
#include "dashboard/dashboard.h"

VEC_DECLARE(xref_use_vec, struct xref_use);

static void
add_panel(struct arena *arena, const struct loaded_panel *panel, struct xref_use_vec *uses)
{
    for (size_t i = 0; i < panel->targets.count; i++) {
        const struct loaded_target *target = &panel->targets.at[i];
        if (target->tree && !target->rule) {
            struct xref_use use = { .subject = panel->subject, .tree = target->tree };
            VEC_PUSH(arena, uses, use);
        }
    }
    if (panel->alert) {
        struct text alert = { panel->alert->key.str, panel->panel->alert.span };
        struct xref_use use = { .subject = panel->subject, .alert = alert };
        VEC_PUSH(arena, uses, use);
    }
}

static void
add_dashboard(
    struct arena *arena, const struct loaded_dashboard *dashboard, struct xref_use_vec *uses)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        const struct loaded_variable *variable = &dashboard->variables.at[i];
        struct xref_use use = { .subject = variable->subject,
            .tree = variable->query.tree,
            .label = variable->query.label };
        VEC_PUSH(arena, uses, use);
    }
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        const struct loaded_annotation *annotation = &dashboard->annotations.at[i];
        struct xref_use use = { .subject = annotation->subject, .tree = annotation->tree };
        VEC_PUSH(arena, uses, use);
    }
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        add_panel(arena, &dashboard->panels.at[i], uses);
    }
}

void
dashboards_refer(const struct dashboards *dashboards, struct analysis *analysis)
{
    struct arena scratch;
    struct xref_use_vec uses = { 0 };
    arena_init(&scratch);
    for (size_t i = 0; i < dashboards->all.count; i++) {
        add_dashboard(&scratch, &dashboards->all.at[i], &uses);
    }
    xref_extend(analysis->arena, analysis->model, analysis->rules, analysis->world, uses.at,
        uses.count, &analysis->xref);
    arena_finish(&scratch);
}
