/*
 * Panels that stand on each other: Grafana pushes one of them somewhere else, differently in
 * each version. Only panels with `x` and `y` of their own can; the others lay themselves out.
 */
#include "check/check.h"

static bool
is_placed(const struct loaded_panel *panel)
{
    return panel->panel && panel->panel->x.is_set;
}

static bool
overlap(struct grid_pos a, struct grid_pos b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static void
report(
    struct checker *checker, const struct loaded_panel *panel, const struct loaded_panel *other)
{
    diag_set_subject(checker->diags, panel->subject);
    struct finding *finding = CHECK_REPORT(checker, panel->panel->x.span,
        "the panel `%.*s` stands on the panel `%.*s`", STR_ARG(panel->title.str),
        STR_ARG(other->title.str));
    finding_topic(checker->diags, finding, panel->key);
    finding_caption(checker->diags, finding, "columns %d to %d, lines %d to %d", panel->grid.x,
        panel->grid.x + panel->grid.w - 1, panel->grid.y, panel->grid.y + panel->grid.h - 1);
    finding_label(checker->diags, finding, other->panel->x.span,
        "columns %d to %d, lines %d to %d", other->grid.x, other->grid.x + other->grid.w - 1,
        other->grid.y, other->grid.y + other->grid.h - 1);
    finding_help(checker->diags, finding,
        "move one of them, or leave `x` and `y` out: panels then lay themselves out");
}

/* Panels of one row only: those of a collapsed one are drawn when it is opened. */
static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    for (size_t i = 1; i < dashboard->panels.count; i++) {
        const struct loaded_panel *panel = &dashboard->panels.at[i];
        for (size_t j = 0; is_placed(panel) && j < i; j++) {
            const struct loaded_panel *other = &dashboard->panels.at[j];
            if (is_placed(other) && other->row == panel->row &&
                overlap(panel->grid, other->grid)) {
                report(checker, panel, other);
                break;
            }
        }
    }
}

const struct check check_dashboard_overlap = {
    .kind = &check_kind_dashboard_overlap,
    .dashboard = look,
};
