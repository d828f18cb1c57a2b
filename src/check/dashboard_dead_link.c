/*
 * A link that leads nowhere: to a dashboard, a panel or a variable that the system does not
 * have. Grafana shows it all the same, and whoever follows it in an incident finds an error, or
 * a dashboard that ignores what was handed over.
 */
#include "check/variables.h"

/* What is being looked for, for the message. */
struct missing {
    struct text name;
    const char *what; /* "dashboard" */
    struct nearest nearest;
};

static void
report(struct checker *checker, const struct missing *missing, const char *where,
    struct span there)
{
    struct finding *finding = CHECK_REPORT(checker, missing->name.span, "%s has no %s `%.*s`",
        where, missing->what, STR_ARG(missing->name.str));
    finding_topic(checker->diags, finding, missing->name.str);
    finding_caption(checker->diags, finding, "the link leads nowhere");
    if (span_is_set(there)) {
        finding_label(checker->diags, finding, there, "the dashboard it leads to");
    }
    check_suggest(checker, finding, missing->name.span, &missing->nearest);
}

static void
report_dashboard(struct checker *checker, struct text name)
{
    struct missing missing = { .name = name, .what = "dashboard" };
    nearest_begin(&missing.nearest, name.str);
    for (size_t i = 0; i < checker->dashboards->all.count; i++) {
        nearest_offer(&missing.nearest, checker->dashboards->all.at[i].dashboard->key.str);
    }
    report(checker, &missing, "the spec", span_none());
}

static void
verify_panel(struct checker *checker, const struct loaded_dashboard *to, struct text name)
{
    if (name.str.len == 0 || dashboard_find_panel(to, name.str)) {
        return;
    }
    struct missing missing = { .name = name, .what = "panel" };
    nearest_begin(&missing.nearest, name.str);
    for (size_t i = 0; i < to->panels.count; i++) {
        if (!to->panels.at[i].is_row) {
            nearest_offer(&missing.nearest, to->panels.at[i].key);
        }
    }
    struct str where = arena_printf(checker->arena, "`%.*s`", STR_ARG(to->dashboard->key.str));
    report(checker, &missing, where.at, to->dashboard->key.span);
}

static void
verify_variable(struct checker *checker, const struct loaded_dashboard *to, struct text name)
{
    if (variables_find(to, name.str)) {
        return;
    }
    struct missing missing = { .name = name, .what = "variable" };
    nearest_begin(&missing.nearest, name.str);
    for (size_t i = 0; i < to->variables.count; i++) {
        nearest_offer(&missing.nearest, to->variables.at[i].name.str);
    }
    struct str where = arena_printf(checker->arena, "`%.*s`", STR_ARG(to->dashboard->key.str));
    report(checker, &missing, where.at, to->dashboard->key.span);
}

/* What a link leaves out of a broken dashboard's list is no mistake of the link. */
static void
verify(struct checker *checker, const struct link *link)
{
    if (!link || link->to.str.len == 0) {
        return;
    }
    const struct loaded_dashboard *to = dashboards_find(checker->dashboards, link->to.str);
    if (!to) {
        if (!checker->dashboards->is_partial) {
            report_dashboard(checker, link->to);
        }
        return;
    }
    verify_panel(checker, to, link->panel);
    for (size_t i = 0; i < link->vars.count; i++) {
        verify_variable(checker, to, link->vars.at[i].key);
    }
}

static void
verify_all(struct checker *checker, const struct link_list *links)
{
    for (size_t i = 0; i < links->count; i++) {
        verify(checker, &links->at[i]);
    }
}

static void
look_at_panel(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    if (!panel->panel) {
        return;
    }
    verify_all(checker, &panel->panel->config.links);
    for (size_t i = 0; i < panel->panel->overrides.count; i++) {
        verify_all(checker, &panel->panel->overrides.at[i].config.links);
    }
}

static void
look_at_dashboard(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    verify_all(checker, &dashboard->dashboard->links);
}

const struct check check_dashboard_dead_link = {
    .kind = &check_kind_dashboard_dead_link,
    .dashboard = look_at_dashboard,
    .panel = look_at_panel,
};
