/*
 * What dashboards read, for the cross references: queries, variables, annotations.
 *
 * An `alert:` panel reads its alert; what that reads is the alert's own affair.
 */
#include "dashboard/dashboard.h"
#include "promql/builder.h"

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

/* The selector of all series whose names fit. */
static const struct promql_tree *
select_names(struct arena *arena, struct str pattern, struct span span)
{
    struct promql_matcher matcher = { .label = STR("__name__"),
        .value = pattern,
        .match = PROMQL_MATCH_REGEX,
        .label_span = span,
        .value_span = span };
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(&builder, STR(""), &matcher, 1, span);
    const struct promql_tree *tree = promql_builder_tree(&builder, arena);
    promql_builder_finish(&builder);
    return tree;
}

/* The values of a custom variable that can be names, as a pattern; empty: none can. */
static struct str
list_names(struct arena *arena, const struct named_text_list *values)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < values->count; i++) {
        if (promql_is_metric_name(values->at[i].value.str)) {
            buf_add(&buf, buf.len > 0 ? STR("|") : STR(""));
            buf_add(&buf, values->at[i].value.str);
        }
    }
    struct str pattern = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return pattern;
}

/* What `$metric` may be: names that `metrics(PATTERN)` lists, or values that are names. Grafana
 * looks for the pattern anywhere in a name. */
static void
add_names(
    struct arena *arena, const struct loaded_variable *variable, struct xref_use_vec *uses)
{
    struct str pattern = STR("");
    struct span span = variable->name.span;
    struct text listed = variable->query.pattern;
    if (variable->kind == VARIABLE_KIND_CUSTOM && variable->variable) {
        pattern = list_names(arena, &variable->variable->values);
    } else if (variable->kind == VARIABLE_KIND_QUERY && listed.str.len > 0 &&
               variable->query.kind == VARIABLE_QUERY_METRICS) {
        pattern = arena_printf(arena, ".*(?:%.*s).*", STR_ARG(listed.str));
        span = listed.span;
    }
    if (pattern.len > 0) {
        struct xref_use use = { .subject = variable->subject,
            .tree = select_names(arena, pattern, span) };
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
        add_names(arena, variable, uses);
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
