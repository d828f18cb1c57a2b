/*
 * The walk through dashboards: what stands in them, then their queries.
 *
 * The query of an `alert:` panel is the alert's own and has been looked at there, so that one
 * which selects nothing has been told of. What a
 * legend or unit says of a query is not judged where the query groups by labels that are not
 * there.
 */
#include "check/walk.h"

static bool
tells_of_labels(const struct diags *diags, size_t first)
{
    for (size_t i = first; i < diags->findings.count; i++) {
        if (diags->findings.at[i]->kind == &check_kind_expression_undefined_label) {
            return true;
        }
    }
    return false;
}

/* Whether the query of an alert has been told to select nothing. */
static bool
is_told(const struct diags *diags, const struct rule *rule)
{
    for (size_t i = 0; i < diags->findings.count; i++) {
        const struct finding *finding = diags->findings.at[i];
        bool is_of_query = finding->kind == &check_kind_selector_undefined_metric ||
                           finding->kind == &check_kind_selector_impossible_value ||
                           finding->kind == &check_kind_expression_undefined_label;
        if (is_of_query && str_equal(finding->subject, rule->subject)) {
            return true;
        }
    }
    return false;
}

static void
walk_target(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel, const struct loaded_target *target)
{
    if (target->kind != LOADED_QUERY_PROMQL || !target->tree) {
        return;
    }
    struct shapes shapes;
    struct check_node owner = { .dashboard = dashboard, .panel = panel };
    size_t first = checker->diags->findings.count;
    if (target->rule) {
        analysis_shapes(checker->analysis, target->tree, &checker->scratch, &shapes);
        checker->has_broken_query |= is_told(checker->diags, target->rule);
    } else {
        walk_tree(checker, owner, target->tree, &shapes);
    }
    struct check_target at = {
        .dashboard = dashboard, .panel = panel, .target = target, .shapes = &shapes
    };
    if (!tells_of_labels(checker->diags, first)) {
        WALK_HOOKS(checker, target, checker, &at)
    }
    arena_clear(&checker->scratch);
}

static void
walk_panel(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    size_t first = checker->diags->findings.count;
    diag_set_subject(checker->diags, panel->subject);
    checker->has_broken_query = false;
    for (size_t i = 0; i < panel->targets.count; i++) {
        walk_target(checker, dashboard, panel, &panel->targets.at[i]);
    }
    checker->has_broken_query |= checker->diags->findings.count > first;
    WALK_HOOKS(checker, panel, checker, dashboard, panel)
}

static void
walk_variable(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_variable *variable)
{
    struct shapes shapes = { 0 };
    struct check_node owner = { .dashboard = dashboard, .variable = variable };
    diag_set_subject(checker->diags, variable->subject);
    if (variable->query.tree) {
        walk_tree(checker, owner, variable->query.tree, &shapes);
    }
    struct check_variable at = { .dashboard = dashboard,
        .variable = variable,
        .shapes = variable->query.tree ? &shapes : NULL };
    WALK_HOOKS(checker, variable, checker, &at)
    arena_clear(&checker->scratch);
}

static void
walk_annotation(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_annotation *annotation)
{
    if (!annotation->tree) {
        return;
    }
    struct shapes shapes;
    struct check_node owner = { .dashboard = dashboard, .annotation = annotation };
    diag_set_subject(checker->diags, annotation->subject);
    size_t first = checker->diags->findings.count;
    walk_tree(checker, owner, annotation->tree, &shapes);
    struct check_annotation at = {
        .dashboard = dashboard, .annotation = annotation, .shapes = &shapes
    };
    if (!tells_of_labels(checker->diags, first)) {
        WALK_HOOKS(checker, annotation, checker, &at)
    }
    arena_clear(&checker->scratch);
}

static void
walk_dashboard(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    diag_set_subject(checker->diags, dashboard->subject);
    WALK_HOOKS(checker, dashboard, checker, dashboard)
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        walk_variable(checker, dashboard, &dashboard->variables.at[i]);
    }
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        walk_annotation(checker, dashboard, &dashboard->annotations.at[i]);
    }
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        walk_panel(checker, dashboard, &dashboard->panels.at[i]);
    }
}

void
walk_dashboards(struct checker *checker)
{
    for (size_t i = 0; checker->dashboards && i < checker->dashboards->all.count; i++) {
        walk_dashboard(checker, &checker->dashboards->all.at[i]);
    }
}
