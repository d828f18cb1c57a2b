/*
 * Two dashboards of one uid: Grafana keeps one of them and logs an error that nobody reads. The
 * same goes for two of one title in one folder. Both places are shown.
 */
#include "base/map.h"
#include "check/check.h"

static struct span
place_of(const struct loaded_dashboard *dashboard)
{
    return span_is_set(dashboard->uid.span) ? dashboard->uid.span
                                            : dashboard->dashboard->key.span;
}

static void
report_uid(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_dashboard *first)
{
    struct finding *finding = CHECK_REPORT(checker, place_of(dashboard),
        "two dashboards have the uid `%.*s`", STR_ARG(dashboard->uid.str));
    finding_topic(checker->diags, finding, dashboard->uid.str);
    finding_caption(checker->diags, finding, "the second");
    finding_label(checker->diags, finding, place_of(first), "the first");
    finding_note(checker->diags, finding, "Grafana refuses both");
    finding_help(checker->diags, finding,
        "give one of them another `uid:`; without one it follows from the dashboard's key");
}

static void
report_title(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_dashboard *first)
{
    struct finding *finding = CHECK_REPORT(checker, dashboard->title.span,
        "two dashboards of the folder `%.*s` have the title `%.*s`", STR_ARG(dashboard->folder),
        STR_ARG(dashboard->title.str));
    finding_topic(checker->diags, finding, dashboard->title.str);
    finding_caption(checker->diags, finding, "the second");
    finding_label(checker->diags, finding, first->title.span, "the first");
    finding_note(checker->diags, finding, "Grafana provisions only one of them");
    finding_help(checker->diags, finding, "give one of them another title or `folder:`");
}

static void
look(struct checker *checker)
{
    struct map uids;
    struct map titles;
    map_init(&uids, checker->arena);
    map_init(&titles, checker->arena);
    for (size_t i = 0; i < checker->dashboards->all.count; i++) {
        struct loaded_dashboard *dashboard = &checker->dashboards->all.at[i];
        diag_set_subject(checker->diags, dashboard->subject);
        void **uid = map_slot(&uids, dashboard->uid.str);
        if (*uid) {
            report_uid(checker, dashboard, *uid);
            continue;
        }
        *uid = dashboard;
        void **title =
            map_slot(&titles, arena_printf(checker->arena, "%.*s\n%.*s",
                                  STR_ARG(dashboard->folder), STR_ARG(dashboard->title.str)));
        if (*title) {
            report_title(checker, dashboard, *title);
        } else {
            *title = dashboard;
        }
    }
}

const struct check check_dashboard_duplicate_uid = {
    .kind = &check_kind_dashboard_duplicate_uid,
    .system = look,
};
