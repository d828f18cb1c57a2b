/*
 * Two panels of a dashboard that were given the same `id`: Grafana shows one of them twice, and
 * links lead to whichever comes first. Ids that follow from keys never clash.
 */
#include "check/check.h"

static const struct loaded_panel *
find_before(const struct loaded_dashboard *dashboard, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        const struct loaded_panel *panel = &dashboard->panels.at[i];
        if (panel->panel && panel->panel->id.is_set &&
            panel->id == dashboard->panels.at[end].id) {
            return panel;
        }
    }
    return NULL;
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    for (size_t i = 1; i < dashboard->panels.count; i++) {
        const struct loaded_panel *panel = &dashboard->panels.at[i];
        bool is_given = panel->panel && panel->panel->id.is_set;
        const struct loaded_panel *first = is_given ? find_before(dashboard, i) : NULL;
        if (!first) {
            continue;
        }
        diag_set_subject(checker->diags, panel->subject);
        struct finding *finding = CHECK_REPORT(checker, panel->panel->id.span,
            "two panels of the dashboard have the id %d", (int)panel->id);
        finding_topic(checker->diags, finding, panel->key);
        finding_caption(checker->diags, finding, "the second");
        finding_label(checker->diags, finding, first->panel->id.span, "the first");
        finding_help(checker->diags, finding,
            "leave `id` out where no link leads to the panel: it then follows from the key");
    }
}

const struct check check_dashboard_duplicate_panel_id = {
    .kind = &check_kind_dashboard_duplicate_panel_id,
    .dashboard = look,
};
