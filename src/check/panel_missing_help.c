/*
 * What is normal, and what to do when it is not: the help of a panel, where the policy requires
 * it.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    struct span policy;
    if (panel->is_row || panel->is_library || panel->kind == PANEL_KIND_TEXT ||
        str_trim(panel->help.str).len > 0 ||
        !required_of_panels(checker, STR("help"), &policy)) {
        return;
    }
    struct str name = required_panel_text(checker, panel);
    struct finding *finding = required_report_panel(checker, panel, policy,
        arena_printf(checker->arena, "%.*s has no help", STR_ARG(name)));
    finding_help(checker->diags, finding,
        "add `help:`, and say what is normal: `Below 0.5 s; above it, look at the database`");
}

const struct check check_panel_missing_help = {
    .kind = &check_kind_panel_missing_help,
    .panel = look,
};
