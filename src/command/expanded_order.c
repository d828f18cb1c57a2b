/*
 * Tables of Lua have no order; their keys are printed in that of the record tables, as a person
 * would write them. What YAML said keeps its own order.
 */
#include "command/expanded.h"

struct ordering {
    struct arena *arena;
    const struct sources *sources;
};

static const struct value *order_value(
    const struct ordering *ordering, const struct record *record, const struct value *value);

static bool
is_made(const struct ordering *ordering, const struct value *value)
{
    const struct source *source = sources_find(ordering->sources, value->span.at);
    return source && source->kind == SOURCE_KIND_USE;
}

static const struct field *
find_field(const struct record *record, struct str key)
{
    for (const struct field *field = record->fields; field->key; field++) {
        if (str_is(key, field->key)) {
            return field;
        }
    }
    return NULL;
}

static const struct value *
order_list(
    const struct ordering *ordering, const struct record *record, const struct value *value)
{
    struct value *list = value_new_list(ordering->arena, value->span);
    for (size_t i = 0; i < value->items.count; i++) {
        value_add_item(
            ordering->arena, list, order_value(ordering, record, value->items.at[i]));
    }
    return list;
}

static const struct value *
order_entries(
    const struct ordering *ordering, const struct record *record, const struct value *value)
{
    struct value *map = value_new_map(ordering->arena, value->span);
    for (size_t i = 0; i < value->entries.count; i++) {
        struct value_entry entry = value->entries.at[i];
        entry.value = order_value(ordering, record, entry.value);
        VEC_PUSH(ordering->arena, &map->entries, entry);
    }
    return map;
}

static struct value_entry
order_entry(
    const struct ordering *ordering, const struct field *field, const struct value_entry *entry)
{
    struct value_entry ordered = *entry;
    bool is_map = field && field->shape == FIELD_SHAPE_MAP;
    if (field && field->type == FIELD_TYPE_RECORD) {
        ordered.value = is_map && entry->value->kind == VALUE_KIND_MAP
                            ? order_entries(ordering, field->record, entry->value)
                            : order_value(ordering, field->record, entry->value);
    }
    return ordered;
}

/* The fields of the record that the map has, then its other keys. */
static const struct value *
order_map(
    const struct ordering *ordering, const struct record *record, const struct value *value)
{
    struct value *map = value_new_map(ordering->arena, value->span);
    bool is_sorted = is_made(ordering, value);
    for (const struct field *field = record->fields; is_sorted && field->key; field++) {
        const struct value_entry *entry = value_find(value, field->key);
        if (entry) {
            VEC_PUSH(ordering->arena, &map->entries, order_entry(ordering, field, entry));
        }
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        const struct field *field = find_field(record, entry->key);
        if (!field || !is_sorted) {
            VEC_PUSH(ordering->arena, &map->entries, order_entry(ordering, field, entry));
        }
    }
    return map;
}

/* The depth is that of the value, which its reader bounds. */
static const struct value *
order_value(
    const struct ordering *ordering, const struct record *record, const struct value *value)
{
    if (value->kind == VALUE_KIND_LIST) {
        return order_list(ordering, record, value);
    }
    return value->kind == VALUE_KIND_MAP ? order_map(ordering, record, value) : value;
}

const struct value *
expanded_order(struct arena *arena, const struct sources *sources, const char *section,
    const struct value *value)
{
    struct ordering ordering = { arena, sources };
    struct value_entry entry = { str_from(section), span_none(), value };
    const struct field *field = find_field(&model_record, entry.key);
    return order_entry(&ordering, field, &entry).value;
}
