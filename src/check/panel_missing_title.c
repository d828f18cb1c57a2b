/*
 * A panel without a title is a picture without a caption. Text panels speak for themselves.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    struct span policy;
    if (panel->is_row || panel->is_library || panel->kind == PANEL_KIND_TEXT ||
        str_trim(panel->title.str).len > 0 ||
        !required_of_panels(checker, STR("title"), &policy)) {
        return;
    }
    struct finding *finding =
        required_report_panel(checker, panel, policy, STR("a panel has no title"));
    finding_help(
        checker->diags, finding, "add `title:`, and say what is seen: `Requests by status`");
}

const struct check check_panel_missing_title = {
    .kind = &check_kind_panel_missing_title,
    .panel = look,
};
