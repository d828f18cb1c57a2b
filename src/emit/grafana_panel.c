/*
 * Panels and rows: the envelope, the queries, the transformations.
 *
 * Every panel is whole: what Grafana would fill in when it loads one is there, so that nothing
 * of what is shown depends on which Grafana fills it in.
 */
#include "emit/grafana.h"

/* The Grafana whose shapes are written when the spec declares none. */
static const struct version newest = { 13, 2, 0 };

static void
set_promql(struct grafana *grafana, struct value *map, const struct loaded_target *target)
{
    static const char *const formats[] = { NULL, "table", "heatmap" };
    grafana_set_text(grafana, map, "editorMode", STR("code"));
    grafana_set_text(grafana, map, "expr", grafana_query(grafana, target->tree));
    grafana_set_bool(grafana, map, "instant", target->is_instant);
    grafana_set_bool(grafana, map, "range", !target->is_instant);
    if (target->has_exemplar) {
        grafana_set_bool(grafana, map, "exemplar", true);
    }
    if (formats[target->format]) {
        grafana_set_text(grafana, map, "format", str_from(formats[target->format]));
    }
    grafana_add_text(grafana, map, "interval", target->interval.str);
    grafana_add_text(grafana, map, "legendFormat", target->legend.str);
}

static void
set_logql(struct grafana *grafana, struct value *map, const struct loaded_target *target)
{
    grafana_set_text(grafana, map, "editorMode", STR("code"));
    grafana_set_text(grafana, map, "expr", target->query);
    grafana_set_text(
        grafana, map, "queryType", target->is_instant ? STR("instant") : STR("range"));
    grafana_add_text(grafana, map, "legendFormat", target->legend.str);
    if (target->max_lines > 0) {
        grafana_set_integer(grafana, map, "maxLines", target->max_lines);
    }
}

static void
set_raw(struct grafana *grafana, struct value *map, const struct value *raw)
{
    for (size_t i = 0; i < raw->entries.count; i++) {
        const struct value_entry *entry = &raw->entries.at[i];
        value_add_entry(grafana->arena, map, entry->key, span_none(), entry->value);
    }
}

static struct value *
target_value(struct grafana *grafana, const struct loaded_target *target)
{
    struct value *map = grafana_map(grafana);
    switch (target->kind) {
    case LOADED_QUERY_PROMQL:
        set_promql(grafana, map, target);
        break;
    case LOADED_QUERY_LOGQL:
        set_logql(grafana, map, target);
        break;
    case LOADED_QUERY_PANEL:
        grafana_set_integer(grafana, map, "panelId", target->panel_id);
        break;
    case LOADED_QUERY_RAW:
        set_raw(grafana, map, target->raw);
        break;
    }
    grafana_set(grafana, map, "datasource", grafana_datasource(grafana, &target->datasource));
    grafana_set_text(grafana, map, "refId", target->ref);
    if (target->is_hidden) {
        grafana_set_bool(grafana, map, "hide", true);
    }
    return map;
}

static struct value *
targets(struct grafana *grafana, const struct loaded_panel *panel)
{
    struct value *list = grafana_list(grafana);
    for (size_t i = 0; i < panel->targets.count; i++) {
        value_add_item(grafana->arena, list, target_value(grafana, &panel->targets.at[i]));
    }
    return list;
}

static struct value *
transformations(struct grafana *grafana, const struct transformation_list *all)
{
    struct value *list = grafana_list(grafana);
    for (size_t i = 0; i < all->count; i++) {
        const struct transformation *transformation = &all->at[i];
        struct value *map = grafana_map(grafana);
        grafana_set_text(grafana, map, "id", transformation->id.str);
        grafana_set(grafana, map, "options",
            transformation->options ? transformation->options : grafana_map(grafana));
        if (transformation->disabled.truth) {
            grafana_set_bool(grafana, map, "disabled", true);
        }
        if (transformation->filter) {
            grafana_set(grafana, map, "filter", transformation->filter);
        }
        grafana_add_text(grafana, map, "topic", transformation->topic.str);
        value_add_item(grafana->arena, list, map);
    }
    return list;
}

/* What every panel has, rows and references to library panels too. */
static struct value *
envelope(struct grafana *grafana, const struct loaded_panel *panel, const char *type)
{
    struct value *grid = grafana_map(grafana);
    grafana_set_integer(grafana, grid, "h", panel->grid.h);
    grafana_set_integer(grafana, grid, "w", panel->grid.w);
    grafana_set_integer(grafana, grid, "x", panel->grid.x);
    grafana_set_integer(grafana, grid, "y", panel->grid.y);
    struct value *map = grafana_map(grafana);
    grafana_set(grafana, map, "gridPos", grid);
    grafana_set_integer(grafana, map, "id", panel->id);
    grafana_set_text(grafana, map, "title", panel->title.str);
    grafana_set_text(grafana, map, "type", str_from(type));
    grafana_add_text(grafana, map, "repeat", panel->repeat.str);
    return map;
}

static void
set_repeat(struct grafana *grafana, struct value *map, const struct loaded_panel *panel)
{
    if (panel->repeat.str.len == 0) {
        return;
    }
    grafana_set_text(
        grafana, map, "repeatDirection", panel->repeats_down ? STR("v") : STR("h"));
    if (panel->max_per_row > 0 && !panel->repeats_down) {
        grafana_set_integer(grafana, map, "maxPerRow", panel->max_per_row);
    }
}

static void
set_time(struct grafana *grafana, struct value *map, const struct loaded_panel *panel)
{
    grafana_add_text(grafana, map, "interval", panel->interval.str);
    if (panel->max_data_points > 0) {
        grafana_set_integer(grafana, map, "maxDataPoints", panel->max_data_points);
    }
    grafana_add_text(grafana, map, "timeFrom", panel->time_from.str);
    grafana_add_text(grafana, map, "timeShift", panel->time_shift.str);
    if (panel->hides_time_override) {
        grafana_set_bool(grafana, map, "hideTimeOverride", true);
    }
}

/* Which Grafana the options are written for: a newer one brings them up to date itself. */
static struct str
plugin_version(struct grafana *grafana)
{
    struct version version = grafana->version.major > 0 ? grafana->version : newest;
    return arena_printf(
        grafana->arena, "%d.%d.%d", version.major, version.minor, version.patch);
}

static bool
shows_fields(const struct loaded_panel *panel)
{
    return panel->kind != PANEL_KIND_TEXT && panel->kind != PANEL_KIND_ALERTLIST;
}

static struct value *
library_panel(struct grafana *grafana, const struct loaded_panel *panel)
{
    struct value *map = envelope(grafana, panel, "library-panel-ref");
    struct value *library = grafana_map(grafana);
    struct str title = panel->title.str;
    grafana_set_text(grafana, library, "name", title.len > 0 ? title : panel->library_uid);
    grafana_set_text(grafana, library, "uid", panel->library_uid);
    grafana_set(grafana, map, "libraryPanel", library);
    set_repeat(grafana, map, panel);
    return map;
}

struct value *
grafana_panel(struct grafana *grafana, const struct loaded_panel *panel)
{
    if (panel->is_row) {
        struct value *row = envelope(grafana, panel, "row");
        grafana_set_bool(grafana, row, "collapsed", panel->is_collapsed);
        grafana_set(grafana, row, "panels", grafana_list(grafana));
        return row;
    }
    if (panel->is_library) {
        return library_panel(grafana, panel);
    }
    struct value *map = envelope(grafana, panel, panel_kind_text(panel->kind));
    grafana_add_text(grafana, map, "description", panel->help.str);
    if (panel->datasource.type.len > 0) {
        grafana_set(
            grafana, map, "datasource", grafana_datasource(grafana, &panel->datasource));
    }
    if (shows_fields(panel)) {
        grafana_set(grafana, map, "fieldConfig", grafana_field_config(grafana, panel));
        grafana_set(grafana, map, "targets", targets(grafana, panel));
    }
    grafana_set(
        grafana, map, "options", panel->options ? panel->options : grafana_map(grafana));
    grafana_set_text(grafana, map, "pluginVersion", plugin_version(grafana));
    grafana_add_list(
        grafana, map, "transformations", transformations(grafana, &panel->transformations));
    grafana_add_list(grafana, map, "links", grafana_field_links(grafana, &panel->links));
    if (panel->is_transparent) {
        grafana_set_bool(grafana, map, "transparent", true);
    }
    set_time(grafana, map, panel);
    set_repeat(grafana, map, panel);
    return map;
}

/* The panels of a collapsed row stand in the row, those of an open one after it. */
struct value *
grafana_panels(struct grafana *grafana, const struct loaded_panel_vec *panels)
{
    struct value *list = grafana_list(grafana);
    struct value **rows = ARENA_ARRAY(grafana->arena, struct value *, panels->count);
    for (size_t i = 0; i < panels->count; i++) {
        const struct loaded_panel *panel = &panels->at[i];
        struct value *value = grafana_panel(grafana, panel);
        bool is_inside = panel->row != SIZE_MAX && rows[panel->row];
        value_add_item(grafana->arena, is_inside ? rows[panel->row] : list, value);
        rows[i] = NULL;
        if (panel->is_row && panel->is_collapsed) {
            rows[i] = grafana_list(grafana);
            grafana_set(grafana, value, "panels", rows[i]);
        }
    }
    return list;
}
