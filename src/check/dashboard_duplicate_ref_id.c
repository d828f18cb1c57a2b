/*
 * Two queries of one panel that were given the same `ref`: Grafana runs only one of them, and
 * overrides and expressions cannot tell them apart. Letters that are derived never clash.
 */
#include "check/check.h"

static const struct loaded_target *
find_before(const struct loaded_panel *panel, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        if (str_equal(panel->targets.at[i].ref, panel->targets.at[end].ref)) {
            return &panel->targets.at[i];
        }
    }
    return NULL;
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    for (size_t i = 1; i < panel->targets.count; i++) {
        const struct loaded_target *target = &panel->targets.at[i];
        const struct loaded_target *first = find_before(panel, i);
        if (!first) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(checker, target->ref_span,
            "two queries of the panel have the ref `%.*s`", STR_ARG(target->ref));
        finding_topic(checker->diags, finding, target->ref);
        finding_caption(checker->diags, finding, "the second");
        finding_label(checker->diags, finding, first->ref_span, "the first");
        finding_help(checker->diags, finding,
            "leave `ref` out where no override or expression names it: the queries are then A, "
            "B, … in order");
    }
}

const struct check check_dashboard_duplicate_ref_id = {
    .kind = &check_kind_dashboard_duplicate_ref_id,
    .panel = look,
};
