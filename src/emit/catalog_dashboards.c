/*
 * CATALOG.md: the dashboards, and what each shows.
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
