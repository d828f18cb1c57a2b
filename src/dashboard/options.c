/*
 * A panel's `options` and `custom`, whole.
 *
 * Four layers, each over the one before: what Grafana saves for an untouched panel of the
 * declared version, what makes it read well given its queries, the short forms (`legend`,
 * `stack`), and the writer's own words.
 *
 * Where nobody wrote any, panels of one kind with the same derived settings share the result: a
 * thousand dashboards have few different ones.
 */
#include "dashboard/make.h"
#include "model/grafana_options.h"

/* From so many series on, names alone say too little: a table with numbers, largest first. */
enum { SERIES_FOR_A_TABLE = 7 };

void
custom_derive(struct panel_maker *panel, const char *key, const char *inner, const char *word)
{
    VEC_PUSH(&panel->maker->scratch, &panel->custom,
        ((struct setting){ .key = key, .inner = inner, .word = word }));
}

static void
option_derive(
    struct panel_maker *panel, const char *key, const char *inner, const struct value *value)
{
    VEC_PUSH(&panel->maker->scratch, &panel->options,
        ((struct setting){ .key = key, .inner = inner, .value = value }));
}

static void
option_word(struct panel_maker *panel, const char *key, const char *inner, const char *word)
{
    VEC_PUSH(&panel->maker->scratch, &panel->options,
        ((struct setting){ .key = key, .inner = inner, .word = word }));
}

static const struct value *
words(struct panel_maker *panel, const char *first, const char *second)
{
    struct arena *arena = panel->maker->arena;
    struct value *list = value_new_list(arena, span_none());
    value_add_item(arena, list, value_of_word(arena, first));
    value_add_item(arena, list, value_of_word(arena, second));
    return list;
}

/* How many series the panel may show, or 0 when one of its queries does not tell. */
static size_t
count_series(struct panel_maker *panel)
{
    size_t sum = 0;
    for (size_t i = 0; i < panel->queries.count; i++) {
        size_t count = legend_count_series(panel, i);
        if (count == 0) {
            return 0;
        }
        sum += count;
    }
    return sum;
}

/* A single series that is called what the panel is called needs no legend; the names of a few
 * stand well below a graph; of many, a table is read where there is room for it. */
static void
derive_legend(struct panel_maker *panel, size_t series)
{
    enum { LEAST_COLUMNS_OF_A_TABLE = 12 };
    const struct loaded_panel *made = panel->panel;
    int columns = panel->written->columns;
    if (series == 1 && str_equal(made->targets.at[0].legend.str, made->title.str)) {
        option_word(panel, "legend", "showLegend", "false");
    } else if (series >= SERIES_FOR_A_TABLE &&
               (columns == 0 || columns >= LEAST_COLUMNS_OF_A_TABLE)) {
        option_word(panel, "legend", "displayMode", "table");
        option_derive(panel, "legend", "calcs", words(panel, "lastNotNull", "max"));
    }
}

/* The axis begins at zero, or twice as much looks like ten times; moments have no zero. */
static void
derive_axis(struct panel_maker *panel)
{
    const struct loaded_field *field = &panel->panel->field;
    if (!field->min.is_set && !str_starts_with(field->unit.str, STR("dateTime"))) {
        custom_derive(panel, "axisSoftMin", NULL, "0");
    }
}

static void
derive_timeseries(struct panel_maker *panel)
{
    size_t series = count_series(panel);
    option_word(panel, "tooltip", "mode", "multi");
    option_word(panel, "tooltip", "sort", "desc");
    derive_legend(panel, series);
    derive_axis(panel);
    if (panel->written->stack.truth) {
        custom_derive(panel, "stacking", "mode", "normal");
        custom_derive(panel, "fillOpacity", NULL, "40");
        custom_derive(panel, "lineWidth", NULL, "1");
    } else if (series == 1) {
        custom_derive(panel, "fillOpacity", NULL, "10"); /* of several, they would blur */
    }
    if (panel->written->config.thresholds.count > 0) {
        custom_derive(panel, "thresholdsStyle", "mode", "dashed");
    }
}

static bool
has_buckets(const struct loaded_panel *panel)
{
    for (size_t i = 0; i < panel->targets.count; i++) {
        if (panel->targets.at[i].format == TARGET_FORMAT_HEATMAP) {
            return true;
        }
    }
    return false;
}

/* The vertical axis of a heatmap shows the bounds of the buckets: what was observed, not how
 * often. */
static struct str
unit_of_buckets(const struct panel_maker *panel)
{
    for (size_t i = 0; i < panel->queries.count; i++) {
        const struct shape *shape = panel->queries.at[i].shape;
        const struct metric *observed = shape ? shape->unit.observed : NULL;
        if (observed) {
            return unit_grafana_id(panel->maker->arena, unit_of_metric(observed));
        }
    }
    return STR("");
}

static void
derive_heatmap(struct panel_maker *panel)
{
    bool is_counted = has_buckets(panel->panel);
    option_word(panel, "calculate", NULL, is_counted ? "false" : "true");
    struct text written = panel->written->config.unit;
    struct str unit = written.str.len > 0 || !is_counted ? panel->panel->field.unit.str
                                                         : unit_of_buckets(panel);
    if (unit.len > 0) {
        option_derive(panel, "yAxis", "unit", value_of_text(panel->maker->arena, unit));
    }
}

static void
derive_kind(struct panel_maker *panel)
{
    switch (panel->panel->kind) {
    case PANEL_KIND_TIMESERIES:
        derive_timeseries(panel);
        return;
    case PANEL_KIND_STAT:
        option_word(panel, "graphMode", NULL, "area");
        return;
    case PANEL_KIND_BARGAUGE:
        option_word(panel, "orientation", NULL, "horizontal");
        return;
    case PANEL_KIND_HEATMAP:
        derive_heatmap(panel);
        return;
    case PANEL_KIND_TEXT:
        option_derive(panel, "content", NULL,
            value_new_text(panel->maker->arena, panel->written->content.str,
                panel->written->content.span));
        return;
    case PANEL_KIND_PIECHART:
        option_word(panel, "legend", "displayMode", "table");
        option_word(panel, "legend", "placement", "right");
        option_derive(panel, "legend", "values", words(panel, "value", "percent"));
        return;
    case PANEL_KIND_LOGS:
        option_word(panel, "showTime", NULL, "true");
        option_word(panel, "wrapLogMessage", NULL, "true");
        return;
    case PANEL_KIND_GAUGE:
    case PANEL_KIND_TABLE:
    case PANEL_KIND_HISTOGRAM:
    case PANEL_KIND_STATE_TIMELINE:
    case PANEL_KIND_STATUS_HISTORY:
    case PANEL_KIND_ALERTLIST:
    case PANEL_KIND_COUNT:
        return;
    }
}

/* A map without one of its entries. */
static const struct value *
without_entry(struct arena *arena, const struct value *map, const char *key)
{
    struct value *rest = value_of_map(arena);
    for (size_t i = 0; i < map->entries.count; i++) {
        if (!str_is(map->entries.at[i].key, key)) {
            VEC_PUSH(arena, &rest->entries, map->entries.at[i]);
        }
    }
    return rest;
}

/* Before Grafana 13 tables had a footer, which is hidden unless it is asked for; later types
 * know none, and no version misses one that is hidden. */
static const struct value *
drop_footer(struct panel_maker *panel, const struct value *options)
{
    const struct value *written = panel->written->options;
    bool is_written = written && value_find(written, "footer");
    return panel->panel->kind == PANEL_KIND_TABLE && !is_written
               ? without_entry(panel->maker->arena, options, "footer")
               : options;
}

/* They are the same for every panel of a kind, so all panels share them. */
static void
prepare_defaults(struct dashboard_maker *maker, enum panel_kind kind)
{
    if (!maker->option_defaults[kind]) {
        struct version version = maker->model->versions.grafana.version;
        maker->option_defaults[kind] = grafana_option_defaults(maker->arena, kind, version);
        maker->custom_defaults[kind] = grafana_custom_defaults(maker->arena, kind, version);
    }
}

static const struct value *
value_of_setting(struct arena *arena, const struct setting *setting)
{
    const struct value *value =
        setting->word ? value_of_word(arena, setting->word) : setting->value;
    struct value *map = value_of_map(arena);
    if (!setting->inner) {
        value_put(arena, map, setting->key, value);
        return map;
    }
    struct value *inner = value_of_map(arena);
    value_put(arena, inner, setting->inner, value);
    value_put(arena, map, setting->key, inner);
    return map;
}

static const struct value *
lay_over(struct arena *arena, const struct value *defaults, const struct setting_vec *settings,
    const struct value *written)
{
    const struct value *derived = NULL;
    for (size_t i = 0; i < settings->count; i++) {
        derived = grafana_merge(arena, derived, value_of_setting(arena, &settings->at[i]));
    }
    return grafana_merge(arena, defaults, grafana_merge(arena, derived, written));
}

/* Tells settings apart; false when one of them is not a word. */
static bool
print_settings(struct buf *buf, const struct setting_vec *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        const struct setting *setting = &settings->at[i];
        if (!setting->word) {
            return false;
        }
        buf_add_text(buf, setting->key);
        buf_add_char(buf, '.');
        buf_add_text(buf, setting->inner ? setting->inner : "");
        buf_add_char(buf, '=');
        buf_add_text(buf, setting->word);
        buf_add_char(buf, ';');
    }
    return true;
}

/* The same for every panel of the kind with these settings, so they share it. `role` keeps the
 * options apart from `custom`. */
static const struct value *
lay_over_shared(struct panel_maker *panel, char role, const struct value *defaults,
    const struct setting_vec *settings)
{
    struct dashboard_maker *maker = panel->maker;
    struct buf key;
    buf_init(&key);
    buf_add_char(&key, role);
    buf_add_char(&key, (char)('a' + panel->panel->kind));
    bool is_shared = print_settings(&key, settings);
    const struct value *value = is_shared ? map_get(&maker->settled, buf_str(&key)) : NULL;
    if (!value) {
        struct value *made = ARENA_NEW(maker->arena, struct value);
        *made = *lay_over(maker->arena, defaults, settings, NULL);
        if (is_shared) {
            map_put(&maker->settled, arena_copy(maker->arena, buf_str(&key)), made);
        }
        value = made;
    }
    buf_finish(&key);
    return value;
}

static const struct value *
settle(struct panel_maker *panel, char role, const struct value *defaults,
    const struct setting_vec *settings, const struct value *written)
{
    return written ? lay_over(panel->maker->arena, defaults, settings, written)
                   : lay_over_shared(panel, role, defaults, settings);
}

void
options_make(struct panel_maker *panel)
{
    struct dashboard_maker *maker = panel->maker;
    enum panel_kind kind = panel->panel->kind;
    derive_kind(panel);
    if (panel->written->legend) {
        option_derive(panel, "legend", NULL, panel->written->legend);
    }
    prepare_defaults(maker, kind);
    panel->panel->options = drop_footer(panel, settle(panel, 'o', maker->option_defaults[kind],
                                                   &panel->options, panel->written->options));
    panel->panel->field.custom = settle(panel, 'c', maker->custom_defaults[kind],
        &panel->custom, panel->written->config.custom);
}
