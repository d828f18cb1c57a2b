/*
 * CATALOG.md: the dashboards, what each shows, and which panels draw a metric.
 */
#include "emit/catalog_page.h"

#include <stdlib.h>

#include "emit/markdown.h"
#include "model/names.h"

/* The title, as a link where it is known where Grafana is. */
static void
print_title(struct catalog_page *page, const struct loaded_dashboard *dashboard)
{
    struct str url = names_dashboard_url(
        page->emitter->arena, page->emitter->model->urls.grafana.str, dashboard->uid.str);
    if (url.len == 0) {
        markdown_text(&page->buf, dashboard->title.str);
        return;
    }
    buf_add_char(&page->buf, '[');
    markdown_text(&page->buf, dashboard->title.str);
    buf_printf(&page->buf, "](<%.*s>)", STR_ARG(url));
}

static void
print_count(struct buf *buf, const struct loaded_dashboard *dashboard)
{
    size_t rows = 0;
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        rows += dashboard->panels.at[i].is_row;
    }
    buf_printf(buf, "%zu", dashboard->panels.count - rows);
}

void
catalog_page_dashboards(struct catalog_page *page)
{
    const struct loaded_dashboard_vec *all = &page->emitter->dashboards->all;
    struct buf *buf = &page->buf;
    if (all->count == 0) {
        return;
    }
    buf_add_text(buf,
        "## Dashboards\n\n| Dashboard | Folder | Panels | Range | Refresh | Meaning |\n"
        "|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < all->count; i++) {
        const struct loaded_dashboard *dashboard = &all->at[i];
        buf_add_text(buf, "| ");
        print_title(page, dashboard);
        buf_add_text(buf, " | ");
        markdown_text(buf, dashboard->folder);
        buf_add_text(buf, " | ");
        print_count(buf, dashboard);
        buf_add_text(buf, " | ");
        markdown_code(buf, dashboard->from);
        if (!str_is(dashboard->to, "now")) {
            buf_add_text(buf, " to ");
            markdown_code(buf, dashboard->to);
        }
        buf_add_text(buf, " | ");
        markdown_text(buf, dashboard->refresh.len > 0 ? dashboard->refresh : STR("–"));
        buf_add_text(buf, " | ");
        markdown_text(buf, dashboard->dashboard->help.str);
        buf_add_text(buf, " |\n");
    }
    buf_add_char(buf, '\n');
}

/* Where a metric is drawn. Panels of an alert draw what the alert reads: they are also found by
 * the subjects of its rules. */
struct panel_place {
    size_t dashboard;
    size_t panel;
    const struct panel_place *next; /* another panel of the same rule */
};

VEC_DECLARE(panel_place_vec, struct panel_place);

static void
put_place(struct catalog_page *page, struct str subject, struct panel_place place)
{
    struct panel_place *copy = ARENA_NEW(page->emitter->arena, struct panel_place);
    *copy = place;
    copy->next = map_get(&page->panels, subject);
    map_put(&page->panels, subject, copy);
}

void
catalog_page_find_panels(struct catalog_page *page)
{
    const struct loaded_dashboard_vec *all = &page->emitter->dashboards->all;
    map_init(&page->panels, page->emitter->arena);
    for (size_t i = 0; i < all->count; i++) {
        const struct loaded_panel_vec *panels = &all->at[i].panels;
        for (size_t j = 0; j < panels->count; j++) {
            const struct loaded_target_vec *targets = &panels->at[j].targets;
            struct panel_place place = { .dashboard = i, .panel = j };
            put_place(page, panels->at[j].subject, place);
            for (size_t k = 0; k < targets->count; k++) {
                if (targets->at[k].rule) {
                    put_place(page, targets->at[k].rule->subject, place);
                }
            }
        }
    }
}

static int
compare_places(const void *a, const void *b)
{
    const struct panel_place *left = a;
    const struct panel_place *right = b;
    if (left->dashboard != right->dashboard) {
        return left->dashboard < right->dashboard ? -1 : 1;
    }
    return (left->panel > right->panel) - (left->panel < right->panel);
}

/* In order, but some more than once. */
static struct panel_place_vec
places_of(struct catalog_page *page, const struct metric *metric)
{
    const struct xref *xref = &page->emitter->analysis->xref;
    const struct name *name = intern_find(page->emitter->model->names, metric->key.str);
    struct panel_place_vec places = { 0 };
    for (uint32_t i = name ? xref_first(xref, name) : XREF_END; i != XREF_END;
         i = xref->rows.at[i].next) {
        const struct xref_row *row = &xref->rows.at[i];
        if (row->entity != XREF_ENTITY_METRIC || row->how != XREF_HOW_SELECTED) {
            continue;
        }
        for (const struct panel_place *place = map_get(&page->panels, row->subject); place;
             place = place->next) {
            VEC_PUSH(page->emitter->arena, &places, *place);
        }
    }
    if (places.count > 0) {
        qsort(places.at, places.count, sizeof *places.at, compare_places);
    }
    return places;
}

static void
print_panel(struct buf *buf, const struct loaded_panel *panel)
{
    if (panel->title.str.len > 0) {
        markdown_text(buf, panel->title.str);
    } else {
        markdown_code(buf, panel->key);
    }
}

void
catalog_page_panels_of(struct catalog_page *page, const struct metric *metric)
{
    const struct loaded_dashboard_vec *all = &page->emitter->dashboards->all;
    struct panel_place_vec places = places_of(page, metric);
    for (size_t i = 0; i < places.count; i++) {
        const struct panel_place *place = &places.at[i];
        const struct panel_place *last = i > 0 ? &places.at[i - 1] : NULL;
        if (last && compare_places(place, last) == 0) {
            continue;
        }
        bool is_new = !last || last->dashboard != place->dashboard;
        if (is_new) {
            buf_add_text(&page->buf, last ? "; " : "");
            markdown_text(&page->buf, all->at[place->dashboard].title.str);
        }
        buf_add_text(&page->buf, is_new ? ": " : ", ");
        print_panel(&page->buf, &all->at[place->dashboard].panels.at[place->panel]);
    }
}
