/*
 * Annotations: marks on the time axis of every panel, or of some.
 */
#include "dashboard/make.h"

/* Told apart at a glance, and none of them the colour of an alert. */
static const char *const colors[] = { "blue", "purple", "orange", "green" };
enum { COLOR_COUNT = sizeof colors / sizeof colors[0] };

static void
make_annotation(
    struct dashboard_maker *maker, const struct dashboard_annotation *written, size_t index)
{
    struct loaded_annotation made = {
        .subject = arena_printf(maker->arena, "%.*s/annotations/%.*s",
            STR_ARG(maker->made->subject), STR_ARG(written->key.str)),
        .name = written->key,
        .datasource = { STR("grafana"), STR("-- Grafana --"), span_none() },
        .color = written->color,
        .step = written->step.milliseconds,
        .annotation = written,
        .span = written->span,
    };
    diag_set_subject(maker->diags, made.subject);
    if (made.color.str.len == 0) {
        made.color.str = str_from(colors[index % COLOR_COUNT]);
    }
    if (written->kind == DASHBOARD_ANNOTATION_KIND_EXPR) {
        if (!written->expr.tree) {
            maker->dashboards->is_partial = true;
            return;
        }
        struct shapes shapes;
        analysis_shapes(maker->analysis, written->expr.tree, &maker->scratch, &shapes);
        made.tree = filter_apply(maker, written->expr.tree, &shapes);
        made.datasource = datasource_find(maker, written->datasource, maker->datasource);
    }
    VEC_PUSH(maker->arena, &maker->made->annotations, made);
    arena_clear(&maker->scratch);
}

void
annotations_make(struct dashboard_maker *maker)
{
    const struct dashboard_annotation_list *written = &maker->written->annotations;
    for (size_t i = 0; i < written->count; i++) {
        make_annotation(maker, &written->at[i], i);
    }
}
