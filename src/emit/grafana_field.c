/*
 * `fieldConfig`: how the values of a panel are shown, and what overrides change of it.
 *
 * Both halves are made by one function each from the same parts: defaults are keys of a map,
 * an override is a list of properties, `{"id": "custom.lineWidth", "value": 2}`.
 */
#include "emit/grafana.h"

static struct value *
thresholds(struct grafana *grafana, const struct loaded_field *field)
{
    struct value *steps = grafana_list(grafana);
    for (size_t i = 0; i < field->thresholds.count; i++) {
        const struct loaded_threshold *threshold = &field->thresholds.at[i];
        struct value *step = grafana_map(grafana);
        grafana_set_text(grafana, step, "color", threshold->color.str);
        if (threshold->is_base) {
            grafana_set(grafana, step, "value",
                value_new(grafana->arena, VALUE_KIND_NULL, span_none()));
        } else {
            grafana_set_ratio(grafana, step, "value", threshold->value);
        }
        value_add_item(grafana->arena, steps, step);
    }
    struct value *map = grafana_map(grafana);
    grafana_set_text(
        grafana, map, "mode", field->is_percentage ? STR("percentage") : STR("absolute"));
    grafana_set(grafana, map, "steps", steps);
    return map;
}

/* What is shown in the place of a value; `index` is the order among all mappings. */
static struct value *
mapping_result(struct grafana *grafana, const struct value_mapping *mapping, size_t index)
{
    struct value *result = grafana_map(grafana);
    grafana_add_text(grafana, result, "color", mapping->color.str);
    grafana_add_text(grafana, result, "icon", mapping->icon.str);
    grafana_set_integer(grafana, result, "index", (int64_t)index);
    grafana_add_text(grafana, result, "text", mapping->text.str);
    return result;
}

static void
set_bound(
    struct grafana *grafana, struct value *map, const char *key, const struct ratio *bound)
{
    const struct value *value = bound ? grafana_number(grafana, *bound)
                                      : value_new(grafana->arena, VALUE_KIND_NULL, span_none());
    grafana_set(grafana, map, key, value);
}

static const char *
mapping_type(enum value_mapping_kind kind)
{
    switch (kind) {
    case VALUE_MAPPING_VALUE:
        return "value";
    case VALUE_MAPPING_RANGE:
        return "range";
    case VALUE_MAPPING_REGEX:
        return "regex";
    case VALUE_MAPPING_SPECIAL:
        break;
    }
    return "special";
}

static struct value *
mapping_options(struct grafana *grafana, const struct value_mapping *mapping, size_t index)
{
    struct value *options = grafana_map(grafana);
    if (mapping->kind == VALUE_MAPPING_RANGE) {
        set_bound(grafana, options, "from", mapping->has_from ? &mapping->from : NULL);
        set_bound(grafana, options, "to", mapping->has_to ? &mapping->to : NULL);
    } else {
        bool is_regex = mapping->kind == VALUE_MAPPING_REGEX;
        grafana_set_text(grafana, options, is_regex ? "pattern" : "match", mapping->match);
    }
    grafana_set(grafana, options, "result", mapping_result(grafana, mapping, index));
    return options;
}

/* Grafana keeps single values that follow each other in one map. The first mapping that fits a
 * value wins, so a range between two values keeps them apart. */
static struct value *
mappings(struct grafana *grafana, const struct loaded_mapping_vec *all)
{
    struct value *list = grafana_list(grafana);
    struct value *values = NULL;
    for (size_t i = 0; i < all->count; i++) {
        const struct value_mapping *mapping = &all->at[i];
        bool is_value = mapping->kind == VALUE_MAPPING_VALUE;
        struct value *options = is_value ? values : mapping_options(grafana, mapping, i);
        if (!options || !is_value) {
            options = options ? options : grafana_map(grafana);
            struct value *entry = grafana_map(grafana);
            grafana_set(grafana, entry, "options", options);
            grafana_set_text(grafana, entry, "type", str_from(mapping_type(mapping->kind)));
            value_add_item(grafana->arena, list, entry);
        }
        if (is_value && !value_find_str(options, mapping->match)) {
            value_add_entry(grafana->arena, options, mapping->match, span_none(),
                mapping_result(grafana, mapping, i));
        }
        values = is_value ? options : NULL;
    }
    return list;
}

static struct value *
color(struct grafana *grafana, const struct loaded_field *field)
{
    struct value *map = grafana_map(grafana);
    grafana_add_text(grafana, map, "fixedColor", field->fixed_color.str);
    grafana_set_text(grafana, map, "mode", field->color_mode.str);
    return map;
}

struct value *
grafana_field_links(struct grafana *grafana, const struct loaded_link_vec *links)
{
    struct value *list = grafana_list(grafana);
    for (size_t i = 0; i < links->count; i++) {
        struct value *link = grafana_map(grafana);
        grafana_set_bool(grafana, link, "targetBlank", links->at[i].in_new_tab);
        grafana_set_text(grafana, link, "title", links->at[i].title);
        grafana_set_text(grafana, link, "url", links->at[i].url);
        value_add_item(grafana->arena, list, link);
    }
    return list;
}

/* What defaults and overrides have in common: only what is set. */
static struct value *
properties(struct grafana *grafana, const struct loaded_field *field)
{
    struct value *map = grafana_map(grafana);
    grafana_add_text(grafana, map, "displayName", field->display_name.str);
    grafana_add_text(grafana, map, "description", field->description.str);
    grafana_add_text(grafana, map, "unit", field->unit.str);
    if (field->decimals.is_set) {
        grafana_set_integer(grafana, map, "decimals", field->decimals.value);
    }
    if (field->min.is_set) {
        grafana_set_ratio(grafana, map, "min", field->min.value);
    }
    if (field->max.is_set) {
        grafana_set_ratio(grafana, map, "max", field->max.value);
    }
    if (field->color_mode.str.len > 0) {
        grafana_set(grafana, map, "color", color(grafana, field));
    }
    if (field->has_thresholds) {
        grafana_set(grafana, map, "thresholds", thresholds(grafana, field));
    }
    grafana_add_list(grafana, map, "mappings", mappings(grafana, &field->mappings));
    grafana_add_list(grafana, map, "links", grafana_field_links(grafana, &field->links));
    if (field->no_value.str.at) {
        grafana_set_text(grafana, map, "noValue", field->no_value.str);
    }
    if (field->filterable.is_set) {
        grafana_set_bool(grafana, map, "filterable", field->filterable.truth);
    }
    return map;
}

static struct value *
defaults(struct grafana *grafana, const struct loaded_panel *panel)
{
    struct value *map = properties(grafana, &panel->field);
    const struct value *custom = panel->field.custom;
    if (custom && custom->entries.count > 0) {
        grafana_set(grafana, map, "custom", custom);
    }
    if (panel->kind != PANEL_KIND_LOGS && !value_find(map, "mappings")) {
        grafana_set(grafana, map, "mappings", grafana_list(grafana));
    }
    return map;
}

/* A property that is set twice: the later one counts. */
static void
put_property(
    struct grafana *grafana, struct value *list, struct str id, const struct value *value)
{
    struct value *property = grafana_map(grafana);
    grafana_set_text(grafana, property, "id", id);
    grafana_set(grafana, property, "value", value);
    for (size_t i = 0; i < list->items.count; i++) {
        if (str_equal(value_find(list->items.at[i], "id")->value->text, id)) {
            list->items.at[i] = property;
            return;
        }
    }
    value_add_item(grafana->arena, list, property);
}

static struct value *
override_properties(struct grafana *grafana, const struct loaded_override *override)
{
    struct value *list = grafana_list(grafana);
    const struct value *common = properties(grafana, &override->field);
    for (size_t i = 0; i < common->entries.count; i++) {
        const struct value_entry *entry = &common->entries.at[i];
        put_property(grafana, list, entry->key, entry->value);
    }
    const struct value *custom = override->field.custom;
    for (size_t i = 0; custom && i < custom->entries.count; i++) {
        const struct value_entry *entry = &custom->entries.at[i];
        struct str id = arena_printf(grafana->arena, "custom.%.*s", STR_ARG(entry->key));
        put_property(grafana, list, id, entry->value);
    }
    const struct value *further = override->properties;
    for (size_t i = 0; further && i < further->entries.count; i++) {
        put_property(grafana, list, further->entries.at[i].key, further->entries.at[i].value);
    }
    return list;
}

static struct value *
override_value(struct grafana *grafana, const struct loaded_override *override)
{
    struct value *matcher = grafana_map(grafana);
    grafana_set_text(grafana, matcher, "id", override->matcher.str);
    if (override->options) {
        grafana_set(grafana, matcher, "options", override->options);
    }
    struct value *map = grafana_map(grafana);
    grafana_set(grafana, map, "matcher", matcher);
    grafana_set(grafana, map, "properties", override_properties(grafana, override));
    return map;
}

struct value *
grafana_field_config(struct grafana *grafana, const struct loaded_panel *panel)
{
    struct value *overrides = grafana_list(grafana);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        value_add_item(
            grafana->arena, overrides, override_value(grafana, &panel->overrides.at[i]));
    }
    struct value *map = grafana_map(grafana);
    grafana_set(grafana, map, "defaults", defaults(grafana, panel));
    grafana_set(grafana, map, "overrides", overrides);
    return map;
}
