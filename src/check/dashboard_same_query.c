/*
 * One query in two panels of a dashboard is run twice at each refresh, and is mended once.
 * An instant query and one over the whole range are two queries.
 */
#include "base/map.h"
#include "check/required.h"

struct asked {
    const struct loaded_panel *panel;
    const struct loaded_target *target;
};

/* All that decides about the answer. */
static struct str
key_of(
    struct arena *scratch, const struct loaded_panel *panel, const struct loaded_target *target)
{
    struct buf buf;
    buf_init(&buf);
    struct str uid =
        target->datasource.uid.len > 0 ? target->datasource.uid : panel->datasource.uid;
    struct str interval =
        target->interval.str.len > 0 ? target->interval.str : panel->interval.str;
    const struct str parts[] = { target->is_instant ? STR("instant") : STR("range"), uid,
        interval, panel->time_from.str, panel->time_shift.str, panel->repeat.str };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_add(&buf, parts[i]);
        buf_add_char(&buf, ' ');
    }
    promql_print(&buf, target->tree, promql_root(target->tree), NULL);
    struct str key = arena_copy(scratch, buf_str(&buf));
    buf_finish(&buf);
    return key;
}

static void
report(struct checker *checker, const struct asked *first, const struct loaded_panel *panel,
    const struct loaded_target *target)
{
    struct str name = required_panel_text(checker, panel);
    struct str other = required_panel_text(checker, first->panel);
    diag_set_subject(checker->diags, panel->subject);
    struct finding *finding = CHECK_REPORT(
        checker, target->span, "%.*s asks the same as %.*s", STR_ARG(name), STR_ARG(other));
    finding_caption(checker->diags, finding, "asked twice at each refresh");
    if (first->target->span.at != target->span.at) {
        finding_label(checker->diags, finding, first->target->span, "asked here already");
    }
    finding_help(checker->diags, finding,
        "take the other's result with `{panel: %.*s}` as the query, or show both in one panel",
        STR_ARG(first->panel->key));
}

/* One message for two panels, whatever number of queries they share. */
static void
look_at_panel(struct checker *checker, const struct loaded_panel *panel, struct map *asked)
{
    const struct loaded_panel *told = NULL;
    for (size_t i = 0; i < panel->targets.count; i++) {
        const struct loaded_target *target = &panel->targets.at[i];
        if (!target->tree || target->rule || !span_is_set(target->span)) {
            continue;
        }
        struct str key = key_of(asked->arena, panel, target);
        const struct asked *first = map_get(asked, key);
        if (!first) {
            struct asked *new = ARENA_NEW(asked->arena, struct asked);
            *new = (struct asked){ panel, target };
            map_put(asked, key, new);
        } else if (first->panel != panel && first->panel != told) {
            told = first->panel;
            report(checker, first, panel, target);
        }
    }
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    struct arena scratch;
    struct map asked;
    arena_init(&scratch);
    map_init(&asked, &scratch);
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        look_at_panel(checker, &dashboard->panels.at[i], &asked);
    }
    diag_set_subject(checker->diags, dashboard->subject);
    arena_finish(&scratch);
}

const struct check check_dashboard_same_query = {
    .kind = &check_kind_dashboard_same_query,
    .dashboard = look,
};
