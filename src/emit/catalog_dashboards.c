/*
 * CATALOG.md: the dashboards, what each shows, and which panels draw a metric.
 */
#include "emit/catalog_page.h"
#include "emit/markdown.h"

/* The title, as a link where it is known where Grafana is. */
static void
print_title(struct catalog_page *page, const struct loaded_dashboard *dashboard)
{
    struct str grafana = page->emitter->model->urls.grafana.str;
    if (grafana.len == 0) {
        markdown_text(&page->buf, dashboard->title.str);
        return;
    }
    while (grafana.len > 0 && grafana.at[grafana.len - 1] == '/') {
        grafana.len--;
    }
    buf_add_char(&page->buf, '[');
    markdown_text(&page->buf, dashboard->title.str);
    buf_printf(&page->buf, "](<%.*s/d/%.*s>)", STR_ARG(grafana), STR_ARG(dashboard->uid.str));
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

struct panel_place {
    const struct loaded_dashboard *dashboard;
    const struct loaded_panel *panel;
};

void
catalog_page_find_panels(struct catalog_page *page)
{
    struct arena *arena = page->emitter->arena;
    const struct loaded_dashboard_vec *all = &page->emitter->dashboards->all;
    map_init(&page->panels, arena);
    for (size_t i = 0; i < all->count; i++) {
        const struct loaded_panel_vec *panels = &all->at[i].panels;
        for (size_t j = 0; j < panels->count; j++) {
            struct panel_place *place = ARENA_NEW(arena, struct panel_place);
            *place = (struct panel_place){ &all->at[i], &panels->at[j] };
            map_put(&page->panels, panels->at[j].subject, place);
        }
    }
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

/* Rows of the cross references stand in the order of the dashboards; a panel may read a metric
 * in several queries that follow each other. */
void
catalog_page_panels_of(struct catalog_page *page, const struct metric *metric)
{
    const struct xref *xref = &page->emitter->analysis->xref;
    const struct name *name = intern_find(page->emitter->model->names, metric->key.str);
    struct panel_place last = { 0 };
    for (uint32_t i = name ? xref_first(xref, name) : XREF_END; i != XREF_END;
         i = xref->rows.at[i].next) {
        const struct xref_row *row = &xref->rows.at[i];
        const struct panel_place *place = map_get(&page->panels, row->subject);
        bool is_here = row->entity == XREF_ENTITY_METRIC && row->how == XREF_HOW_SELECTED;
        if (!is_here || !place || place->panel == last.panel) {
            continue;
        }
        if (place->dashboard != last.dashboard) {
            buf_add_text(&page->buf, last.dashboard ? "; " : "");
            markdown_text(&page->buf, place->dashboard->title.str);
        }
        buf_add_text(&page->buf, place->dashboard != last.dashboard ? ": " : ", ");
        print_panel(&page->buf, place->panel);
        last = *place;
    }
}
