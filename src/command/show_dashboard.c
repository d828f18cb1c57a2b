/*
 * Showing dashboards and their panels: as Grafana will load them, and what their queries give.
 */
#include <inttypes.h>

#include "command/show.h"
#include "emit/emit.h"

static void
print_output(struct buf *buf, struct compile *compile, const struct loaded_dashboard *dashboard)
{
    struct str path = emit_dashboard_path(&compile->arena, dashboard);
    buf_printf(buf, "in the output: %.*s\n", STR_ARG(path));
}

static void
print_title(struct buf *buf, struct str title)
{
    if (title.len > 0) {
        buf_printf(buf, "`%.*s`", STR_ARG(title));
    } else {
        buf_add_text(buf, "without a title");
    }
}

/* `  timeseries  dashboards/shop/latency  `Response time`  shop.yaml:3:5`, deeper in a row. */
static void
print_panel_line(
    struct buf *buf, const struct compile *compile, const struct loaded_panel *panel)
{
    const char *kind = panel->is_row       ? "row"
                       : panel->is_library ? "library"
                                           : panel_kind_text(panel->kind);
    buf_printf(buf, "  %s%-14s  %.*s  ", panel->row == SIZE_MAX ? "" : "  ", kind,
        STR_ARG(panel->subject));
    print_title(buf, panel->title.str);
    buf_add_text(buf, "  ");
    query_print_place(buf, compile, panel->span);
    buf_add_char(buf, '\n');
}

static void
show_dashboard(
    struct buf *buf, struct compile *compile, const struct loaded_dashboard *dashboard)
{
    show_head(buf, compile, dashboard->subject, dashboard->dashboard->span);
    print_output(buf, compile, dashboard);
    buf_printf(buf, "\n`%.*s` in the folder `%.*s`, uid `%.*s`\n",
        STR_ARG(dashboard->title.str), STR_ARG(dashboard->folder), STR_ARG(dashboard->uid.str));
    buf_add_text(buf, dashboard->variables.count > 0 ? "\nvariables\n" : "");
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        const struct loaded_variable *variable = &dashboard->variables.at[i];
        buf_printf(buf, "  %-14.*s  %.*s%s", STR_ARG(variable->name.str),
            STR_ARG(variable->definition), variable->definition.len > 0 ? "  " : "");
        query_print_place(buf, compile, variable->span);
        buf_add_char(buf, '\n');
    }
    buf_add_text(buf, dashboard->annotations.count > 0 ? "\nannotations\n" : "");
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        const struct loaded_annotation *annotation = &dashboard->annotations.at[i];
        buf_printf(buf, "  %-14.*s  ", STR_ARG(annotation->name.str));
        query_print_place(buf, compile, annotation->span);
        buf_add_char(buf, '\n');
    }
    buf_add_text(buf, "\npanels\n");
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        print_panel_line(buf, compile, &dashboard->panels.at[i]);
    }
}

static void
print_target(struct buf *buf, const struct compiled_environment *environment,
    const struct loaded_target *target)
{
    struct arena scratch;
    struct shapes shapes;
    arena_init(&scratch);
    analysis_shapes(&environment->analysis, target->tree, &scratch, &shapes);
    struct str text = promql_text(&scratch, target->tree, promql_root(target->tree));
    buf_printf(buf, "\nresult of %.*s: %.*s\n", STR_ARG(target->ref), STR_ARG(text));
    show_result(buf, shape_of(&shapes, promql_root(target->tree)));
    arena_finish(&scratch);
}

static void
show_panel(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    show_head(buf, compile, panel->subject, panel->span);
    print_output(buf, compile, dashboard);
    buf_printf(buf, "at column %d of line %d, %d wide and %d high; id %" PRId32 "\n",
        panel->grid.x, panel->grid.y, panel->grid.w, panel->grid.h, panel->id);
    if (panel->row != SIZE_MAX) {
        buf_add_text(buf, "in the row ");
        print_title(buf, dashboard->panels.at[panel->row].title.str);
        buf_add_char(buf, '\n');
    }
    if (panel->alert) {
        buf_printf(buf, "of the alert `%.*s`\n", STR_ARG(panel->alert->key.str));
    }
    buf_add_char(buf, '\n');
    emit_panel(buf, &environment->model, panel);
    for (size_t i = 0; i < panel->targets.count; i++) {
        if (panel->targets.at[i].kind == LOADED_QUERY_PROMQL && panel->targets.at[i].tree) {
            print_target(buf, environment, &panel->targets.at[i]);
        }
    }
}

void
show_dashboards(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, struct str wanted)
{
    const struct loaded_dashboard_vec *all = &environment->dashboards.all;
    for (size_t i = 0; i < all->count; i++) {
        const struct loaded_dashboard *dashboard = &all->at[i];
        if (!str_starts_with(wanted, dashboard->subject)) {
            continue;
        }
        if (str_equal(wanted, dashboard->subject)) {
            show_separate(buf);
            show_dashboard(buf, compile, dashboard);
        }
        for (size_t j = 0; j < dashboard->panels.count; j++) {
            if (str_equal(wanted, dashboard->panels.at[j].subject)) {
                show_separate(buf);
                show_panel(buf, compile, environment, dashboard, &dashboard->panels.at[j]);
            }
        }
    }
}

static struct span
span_in(const struct loaded_dashboard *dashboard, struct str subject)
{
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        if (str_equal(dashboard->panels.at[i].subject, subject)) {
            return dashboard->panels.at[i].span;
        }
    }
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        if (str_equal(dashboard->variables.at[i].subject, subject)) {
            return dashboard->variables.at[i].span;
        }
    }
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        if (str_equal(dashboard->annotations.at[i].subject, subject)) {
            return dashboard->annotations.at[i].span;
        }
    }
    return span_none();
}

struct span
show_span_of_dashboards(const struct dashboards *dashboards, struct str subject)
{
    for (size_t i = 0; i < dashboards->all.count; i++) {
        const struct loaded_dashboard *dashboard = &dashboards->all.at[i];
        if (str_equal(dashboard->subject, subject)) {
            return dashboard->dashboard->span;
        }
        if (str_starts_with(subject, dashboard->subject)) {
            struct span span = span_in(dashboard, subject);
            if (span_is_set(span)) {
                return span;
            }
        }
    }
    return span_none();
}
