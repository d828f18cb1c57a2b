/*
 * A link that leads nowhere: to a dashboard, a panel or a variable that the system does not
 * have. Grafana shows it all the same, and whoever follows it in an incident finds an error, or
 * a dashboard that ignores what was handed over. The dashboard of an alert is such a link,
 * which also needs the address of Grafana.
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

static bool
has_dashboard(const struct checker *checker, const struct rule *rule)
{
    return rule->alert && dashboards_find(checker->dashboards, rule->alert->dashboard.str);
}

/* The first alert speaks for all: none of them gets a link. */
static void
report_address(struct checker *checker, const struct rule *rule)
{
    for (const struct rule *other = checker->rules->all.at; other < rule; other++) {
        if (has_dashboard(checker, other)) {
            return;
        }
    }
    struct finding *finding = CHECK_REPORT(checker, rule->alert->dashboard.span,
        "there is no link to the dashboard `%.*s`, since the address of Grafana is not known",
        STR_ARG(rule->alert->dashboard.str));
    finding_topic(checker->diags, finding, STR("grafana"));
    finding_caption(checker->diags, finding, "the annotation `dashboard_url` would need it");
    finding_help(checker->diags, finding,
        "add `urls: {grafana: 'https://…'}` with the address that people use");
}

static void
look_at_alert(struct checker *checker, const struct rule *rule)
{
    struct text key = rule->alert->dashboard;
    if (key.str.len == 0) {
        return;
    }
    if (!has_dashboard(checker, rule)) {
        if (!checker->dashboards->is_partial) {
            report_dashboard(checker, key);
        }
    } else if (checker->model->urls.grafana.str.len == 0) {
        report_address(checker, rule);
    }
}

const struct check check_dashboard_dead_link = {
    .kind = &check_kind_dashboard_dead_link,
    .alert = look_at_alert,
    .dashboard = look_at_dashboard,
    .panel = look_at_panel,
};
