/*
 * From dashboards as written to what Grafana loads.
 *
 * Two passes: the first makes everything but links, the second the links, since they need the
 * uids and panel ids of other dashboards.
 */
#include "dashboard/dashboard.h"

#include <stdlib.h>

#include "dashboard/make.h"
#include "model/names.h"

static int
compare_dashboards(const void *a, const void *b)
{
    const struct dashboard *left = *(const struct dashboard *const *)a;
    const struct dashboard *right = *(const struct dashboard *const *)b;
    return str_compare(left->key.str, right->key.str);
}

/* In byte order of keys: files are read in an order that means nothing. */
static const struct dashboard **
sort_dashboards(struct arena *arena, const struct dashboard_list *list)
{
    const struct dashboard **sorted = ARENA_ARRAY(arena, const struct dashboard *, list->count);
    for (size_t i = 0; i < list->count; i++) {
        sorted[i] = &list->at[i];
    }
    if (list->count > 0) {
        qsort(sorted, list->count, sizeof(const struct dashboard *), compare_dashboards);
    }
    return sorted;
}

static void
choose_folder(struct dashboard_maker *maker)
{
    const struct model *model = maker->model;
    struct str folder = maker->written->folder.str;
    if (folder.len == 0) {
        folder =
            model->grafana.folder.str.len > 0 ? model->grafana.folder.str : model->system.str;
    }
    maker->made->folder = folder;
    maker->made->folder_file = names_file(maker->arena, folder);
}

static struct str
text_or(struct str text, struct str otherwise)
{
    return text.len > 0 ? text : otherwise;
}

/* What is said once for the whole dashboard. */
static void
describe(struct dashboard_maker *maker)
{
    const struct dashboard *written = maker->written;
    struct loaded_dashboard *made = maker->made;
    made->dashboard = written;
    made->subject = arena_printf(maker->arena, "dashboards/%.*s", STR_ARG(written->key.str));
    made->uid = (struct text){ names_dashboard_uid(maker->arena, written), written->uid.span };
    made->title = written->title;
    if (made->title.str.len == 0) {
        made->title.str = written->key.str;
    }
    choose_folder(maker);
    made->from = text_or(written->range.start, STR("now-6h"));
    made->to = text_or(written->range.end, STR("now"));
    if (!str_is(written->refresh.str, "off")) {
        made->refresh = written->refresh.str;
        made->refresh_span = written->refresh.span;
    }
}

static void
make_dashboard(struct dashboard_maker *maker)
{
    describe(maker);
    diag_set_subject(maker->diags, maker->made->subject);
    variables_make(maker);
    annotations_make(maker);
    panels_make(maker);
    ids_assign(&maker->scratch, maker->made);
    layout_place(&maker->scratch, maker->made);
    references_resolve(maker);
    arena_clear(&maker->scratch);
}

const struct loaded_panel *
dashboard_find_panel(const struct loaded_dashboard *dashboard, struct str key)
{
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        const struct loaded_panel *panel = &dashboard->panels.at[i];
        if (!panel->is_row && str_equal(panel->key, key)) {
            return panel;
        }
    }
    return NULL;
}

/* The list is in order of keys. */
const struct loaded_dashboard *
dashboards_find(const struct dashboards *dashboards, struct str key)
{
    size_t low = 0;
    size_t high = dashboards->all.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct loaded_dashboard *dashboard = &dashboards->all.at[middle];
        int order = str_compare(dashboard->dashboard->key.str, key);
        if (order == 0) {
            return dashboard;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

bool
dashboards_make(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct analysis *analysis, struct dashboards *dashboards, struct diags *diags)
{
    *dashboards = (struct dashboards){ 0 };
    struct dashboard_maker maker = { .arena = arena,
        .model = model,
        .rules = rules,
        .analysis = analysis,
        .dashboards = dashboards,
        .diags = diags };
    arena_init(&maker.scratch);
    map_init(&maker.settled, arena);
    datasources_make(&maker);
    const struct dashboard **sorted = sort_dashboards(arena, &model->dashboards);
    VEC_RESERVE(arena, &dashboards->all, model->dashboards.count);
    for (size_t i = 0; i < model->dashboards.count; i++) {
        maker.written = sorted[i];
        maker.made = VEC_ADD(arena, &dashboards->all);
        make_dashboard(&maker);
    }
    for (size_t i = 0; i < dashboards->all.count; i++) {
        maker.written = sorted[i];
        maker.made = &dashboards->all.at[i];
        links_make(&maker);
    }
    arena_finish(&maker.scratch);
    diag_set_subject(diags, STR(""));
    return true;
}
