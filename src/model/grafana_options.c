/*
 * The tables of grafana_options.def as records, their defaults as values.
 *
 * A row's default is its field's `fallback`: the tables only check, so the decoder never uses
 * it, but the JSON Schema shows it to editors.
 */
#include "model/grafana_options.h"

#include "data/json_write.h"
#include "schema/walk.h"

#define LOADED_BY_GRAFANA
#include "model/loaded.h"

#define OPTION_IN(name, kind, form, first, last, saved, text)                                  \
    { LOADED_ROW(name, kind, form, first, text), .until = (last), .fallback = (saved) },
#define OPTION(name, kind, form, saved, text)                                                  \
    OPTION_IN(name, kind, form, NULL, NULL, saved, text)
#define NEEDED_OPTION(name, kind, text) NEEDED(name, kind, ONE, NULL, text)
#define OPTION_WORDS(name, list, form, saved, text)                                            \
    { LOADED_ROW(name, CHOICE, form, NULL, text), .words = list##_words, .fallback = (saved) },
#define OPTION_WORDS_IN(name, list, first, saved, text)                                        \
    { LOADED_ROW(name, CHOICE, ONE, first, text), .words = list##_words, .fallback = (saved) },
#define OPTION_WORDS_SINCE(name, list, first, text)                                            \
    OPTION_WORDS_IN(name, list, first, NULL, text)
#define OPTION_MAP_IN(name, inner, first, last, text)                                          \
    { LOADED_ROW(name, RECORD, ONE, first, text), .record = &LOADED_RECORD(inner),             \
        .until = (last) },
#define OPTION_MAP(name, inner, text) OPTION_MAP_IN(name, inner, NULL, NULL, text)
#define OPTION_MAPS(name, inner, text) NESTED(name, inner, LIST, NULL, text)
#define END_MORE(id, title, text, more)                                                        \
    LOADED_END(static, id, title, text, .other_keys = &LOADED_RECORD(more))

#include "model/grafana_options.def"

struct panel_tables {
    const struct record *options;
    const struct record *custom;
};

/* By enum panel_kind. */
static const struct panel_tables tables[] = {
    [PANEL_KIND_TIMESERIES] = { &grafana_timeseries_record, &grafana_timeseries_custom_record },
    [PANEL_KIND_STAT] = { &grafana_stat_record, NULL },
    [PANEL_KIND_GAUGE] = { &grafana_gauge_record, NULL },
    [PANEL_KIND_BARGAUGE] = { &grafana_bargauge_record, NULL },
    [PANEL_KIND_TABLE] = { &grafana_table_record, &grafana_table_custom_record },
    [PANEL_KIND_HEATMAP] = { &grafana_heatmap_record, &grafana_heatmap_custom_record },
    [PANEL_KIND_HISTOGRAM] = { &grafana_histogram_record, &grafana_histogram_custom_record },
    [PANEL_KIND_STATE_TIMELINE] = { &grafana_state_timeline_record,
        &grafana_state_timeline_custom_record },
    [PANEL_KIND_STATUS_HISTORY] = { &grafana_status_history_record,
        &grafana_status_history_custom_record },
    [PANEL_KIND_PIECHART] = { &grafana_piechart_record, &grafana_piechart_custom_record },
    [PANEL_KIND_TEXT] = { &grafana_text_record, NULL },
    [PANEL_KIND_LOGS] = { &grafana_logs_record, NULL },
    [PANEL_KIND_ALERTLIST] = { &grafana_alertlist_record, NULL },
};

#define KIND_ROW(name, inner, text)                                                            \
    {                                                                                          \
        .key = name, .type = FIELD_TYPE_RECORD, .place = SCHEMA_NO_PLACE,                      \
        .record = &LOADED_RECORD(inner), .doc = text                                           \
    }

static const struct field panels_fields[] = {
    KIND_ROW("timeseries", grafana_timeseries, "`options` of a `timeseries`."),
    KIND_ROW("timeseries custom", grafana_timeseries_custom, "Its `custom`."),
    KIND_ROW("stat", grafana_stat, "`options` of a `stat`."),
    KIND_ROW("gauge", grafana_gauge, "`options` of a `gauge`."),
    KIND_ROW("bargauge", grafana_bargauge, "`options` of a `bargauge`."),
    KIND_ROW("table", grafana_table, "`options` of a `table`."),
    KIND_ROW("table custom", grafana_table_custom, "Its `custom`."),
    KIND_ROW("heatmap", grafana_heatmap, "`options` of a `heatmap`."),
    KIND_ROW("heatmap custom", grafana_heatmap_custom, "Its `custom`."),
    KIND_ROW("histogram", grafana_histogram, "`options` of a `histogram`."),
    KIND_ROW("histogram custom", grafana_histogram_custom, "Its `custom`."),
    KIND_ROW("state-timeline", grafana_state_timeline, "`options` of a `state-timeline`."),
    KIND_ROW("state-timeline custom", grafana_state_timeline_custom, "Its `custom`."),
    KIND_ROW("status-history", grafana_status_history, "`options` of a `status-history`."),
    KIND_ROW("status-history custom", grafana_status_history_custom, "Its `custom`."),
    KIND_ROW("piechart", grafana_piechart, "`options` of a `piechart`."),
    KIND_ROW("piechart custom", grafana_piechart_custom, "Its `custom`."),
    KIND_ROW("text", grafana_text, "`options` of a `text`."),
    KIND_ROW("logs", grafana_logs, "`options` of a `logs`."),
    KIND_ROW("alertlist", grafana_alertlist, "What stands under `alertlist`."),
    { .key = NULL },
};

const struct record grafana_panels_record = {
    RECORD_DEFAULTS,
    .name = "options of panels",
    .doc =
        "What `options` and `custom` of each kind of panel take. What is not written has the "
        "default that Grafana itself saves.",
    .fields = panels_fields,
};

const struct record *
grafana_option_record(enum panel_kind kind)
{
    return tables[kind].options;
}

const struct record *
grafana_custom_record(enum panel_kind kind)
{
    return tables[kind].custom;
}

static const struct value *
type_scalar(struct arena *arena, const struct value *value)
{
    bool is_true = str_is(value->text, "true");
    enum value_kind kind = is_true || str_is(value->text, "false") ? VALUE_KIND_BOOL
                           : json_is_number(value->text)           ? VALUE_KIND_NUMBER
                                                                   : VALUE_KIND_TEXT;
    if (kind == VALUE_KIND_TEXT) {
        return value;
    }
    struct value *typed = value_new(arena, kind, value->span);
    typed->truth = is_true;
    typed->text = kind == VALUE_KIND_NUMBER ? value->text : STR("");
    return typed;
}

/* Whether the field's scalars are anything but text. */
static bool
is_text_field(const struct field *field)
{
    return field->type != FIELD_TYPE_BOOL && field->type != FIELD_TYPE_COUNT &&
           field->type != FIELD_TYPE_INTEGER && field->type != FIELD_TYPE_NUMBER &&
           field->type != FIELD_TYPE_VALUE && field->type != FIELD_TYPE_RECORD;
}

static const struct value *type_value(
    struct arena *arena, const struct field *field, const struct value *value);

static const struct field *
find_field(const struct record *record, struct str key)
{
    const struct field *field = record ? walk_find_field(record, key) : NULL;
    return field || !record ? field : walk_find_other(record, key);
}

static const struct value *
type_map(struct arena *arena, const struct record *record, const struct value *value)
{
    struct value *map = value_new_map(arena, value->span);
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        value_add_entry(arena, map, entry->key, entry->key_span,
            type_value(arena, find_field(record, entry->key), entry->value));
    }
    return map;
}

/* A single item where a list belongs becomes a list. `field` may be NULL: nothing is known. */
static const struct value *
type_list(struct arena *arena, const struct field *field, const struct value *value)
{
    struct value *list = value_new_list(arena, value->span);
    struct field item = { 0 };
    if (field) {
        item = *field;
        item.shape = FIELD_SHAPE_ONE;
    }
    if (value->kind == VALUE_KIND_MAP && value->entries.count == 0) {
        return list; /* Lua knows no empty list apart from an empty map */
    }
    if (value->kind != VALUE_KIND_LIST) {
        value_add_item(arena, list, type_value(arena, &item, value));
        return list;
    }
    for (size_t i = 0; i < value->items.count; i++) {
        value_add_item(
            arena, list, type_value(arena, field ? &item : NULL, value->items.at[i]));
    }
    return list;
}

/* What looks like a number or boolean, where text belongs. */
static const struct value *
type_text(struct arena *arena, const struct value *value)
{
    bool is_typed = value->kind == VALUE_KIND_NUMBER || value->kind == VALUE_KIND_BOOL;
    bool is_plain = value->kind == VALUE_KIND_TEXT && value->is_plain;
    return is_typed || is_plain ? value_new_text(arena, walk_scalar_text(value), value->span)
                                : value;
}

/* Recursion follows the value, whose depth its reader bounds. */
static const struct value *
type_value(struct arena *arena, const struct field *field, const struct value *value)
{
    if (value->kind == VALUE_KIND_LIST || (field && field->shape == FIELD_SHAPE_LIST)) {
        return type_list(arena, field, value);
    }
    if (value->kind == VALUE_KIND_MAP) {
        return type_map(arena, field ? field->record : NULL, value);
    }
    if (field && is_text_field(field)) {
        return type_text(arena, value);
    }
    bool is_typed = field && field->type != FIELD_TYPE_VALUE;
    bool is_open = value->kind == VALUE_KIND_TEXT && (value->is_plain || is_typed);
    return is_open ? type_scalar(arena, value) : value;
}

const struct value *
grafana_type_options(
    struct arena *arena, const struct record *record, const struct value *value)
{
    return value->kind == VALUE_KIND_MAP ? type_map(arena, record, value)
                                         : type_value(arena, NULL, value);
}

const struct value *
grafana_type_plain(struct arena *arena, const struct value *value)
{
    return type_value(arena, NULL, value);
}

static bool
is_saved_by(const struct field *field, struct version version)
{
    bool is_newest = version_compare(version, (struct version){ 0 }) == 0;
    return is_newest ? !field->until : schema_is_known(field, version);
}

static const struct value *
default_scalar(struct arena *arena, const struct field *field, struct str text)
{
    struct value *value = value_new_text(arena, text, span_none());
    struct field one = *field;
    one.shape = FIELD_SHAPE_ONE;
    value->is_plain = true;
    return type_value(arena, &one, value);
}

static const struct value *
default_list(struct arena *arena, const struct field *field)
{
    struct value *list = value_new_list(arena, span_none());
    struct str rest = str_from(field->fallback);
    while (rest.len > 0) {
        struct str word = str_cut(&rest, ' ');
        value_add_item(arena, list, default_scalar(arena, field, word));
    }
    return list;
}

/* NULL when nothing of the record is saved. The tables nest three deep. */
static const struct value *
defaults_of(struct arena *arena, const struct record *record, struct version version)
{
    struct value *map = value_new_map(arena, span_none());
    for (const struct field *field = record->fields; field->key; field++) {
        const struct value *value = NULL;
        if (!is_saved_by(field, version)) {
            continue;
        }
        if (field->type == FIELD_TYPE_RECORD && field->shape == FIELD_SHAPE_ONE) {
            value = defaults_of(arena, field->record, version);
        } else if (field->fallback && field->shape == FIELD_SHAPE_LIST) {
            value = default_list(arena, field);
        } else if (field->fallback) {
            value = default_scalar(arena, field, str_from(field->fallback));
        }
        if (value) {
            value_add_entry(arena, map, str_from(field->key), span_none(), value);
        }
    }
    return map->entries.count > 0 ? map : NULL;
}

static const struct value *
defaults_or_empty(struct arena *arena, const struct record *record, struct version version)
{
    const struct value *value = record ? defaults_of(arena, record, version) : NULL;
    return value ? value : value_new_map(arena, span_none());
}

const struct value *
grafana_option_defaults(struct arena *arena, enum panel_kind kind, struct version version)
{
    return defaults_or_empty(arena, tables[kind].options, version);
}

const struct value *
grafana_custom_defaults(struct arena *arena, enum panel_kind kind, struct version version)
{
    return defaults_or_empty(arena, tables[kind].custom, version);
}

/* Recursion follows the values, whose depth their readers bound. */
const struct value *
grafana_merge(struct arena *arena, const struct value *base, const struct value *over)
{
    if (!base || !over) {
        return over ? over : base;
    }
    if (base->kind != VALUE_KIND_MAP || over->kind != VALUE_KIND_MAP) {
        return over;
    }
    struct value *map = value_new_map(arena, over->span);
    VEC_RESERVE(arena, &map->entries, base->entries.count + over->entries.count);
    for (size_t i = 0; i < base->entries.count; i++) {
        struct value_entry entry = base->entries.at[i];
        const struct value_entry *other = value_find_str(over, entry.key);
        const struct value *value =
            other ? grafana_merge(arena, entry.value, other->value) : entry.value;
        struct span span = other ? other->key_span : entry.key_span;
        value_add_entry(arena, map, entry.key, span, value);
    }
    for (size_t i = 0; i < over->entries.count; i++) {
        if (!value_find_str(base, over->entries.at[i].key)) {
            VEC_PUSH(arena, &map->entries, over->entries.at[i]);
        }
    }
    return map;
}
