/*
 * The three rules that stand in for unions, applied in one place: short forms become maps,
 * single elements become lists, lists under a repeatable key become entries.
 */
#include "schema/walk.h"

#include <assert.h>

bool
walk_is_scalar(const struct value *value)
{
    return value->kind == VALUE_KIND_TEXT || value->kind == VALUE_KIND_NUMBER ||
           value->kind == VALUE_KIND_BOOL;
}

struct str
walk_scalar_text(const struct value *value)
{
    if (value->kind == VALUE_KIND_BOOL) {
        return value->truth ? STR("true") : STR("false");
    }
    return value->text.at ? value->text : STR("");
}

const struct value *
walk_rewrite(
    struct schema_context *context, const struct record *record, const struct value *value)
{
    return record->rewrite ? record->rewrite(context, value) : value;
}

const struct value *
walk_long_form(
    struct schema_context *context, const struct record *record, const struct value *value)
{
    const char *key = NULL;
    if (value->kind == VALUE_KIND_LIST) {
        key = record->list_field;
    } else if (walk_is_scalar(value)) {
        key = record->text_field;
    }
    if (!key) {
        return value;
    }
    struct value *map = value_new_map(context->arena, value->span);
    VEC_RESERVE(context->arena, &map->entries, 1);
    value_add_entry(context->arena, map, str_from(key), value->span, value);
    return map;
}

const struct field *
walk_find_field_from(const struct record *record, struct str key, const struct field *likely)
{
    for (const struct field *field = likely; field->key; field++) {
        if (str_is(key, field->key)) {
            return field;
        }
    }
    for (const struct field *field = record->fields; field < likely; field++) {
        if (str_is(key, field->key)) {
            return field;
        }
    }
    return NULL;
}

const struct field *
walk_find_field(const struct record *record, struct str key)
{
    return walk_find_field_from(record, key, record->fields);
}

const struct field *
walk_find_other(const struct record *record, struct str key)
{
    return record->other_keys ? walk_find_field(record->other_keys, key) : NULL;
}

static void
add_repeated(
    struct arena *arena, struct value_entry_vec *elements, const struct value_entry *entry)
{
    if (entry->value->kind != VALUE_KIND_LIST) {
        VEC_PUSH(arena, elements, *entry);
        return;
    }
    for (size_t i = 0; i < entry->value->items.count; i++) {
        struct value_entry repeated = { entry->key, entry->key_span,
            entry->value->items.at[i] };
        VEC_PUSH(arena, elements, repeated);
    }
}

struct value_entry_vec
walk_elements(
    struct schema_context *context, const struct field *field, const struct value *value)
{
    struct value_entry_vec elements = { 0 };
    if (field->shape == FIELD_SHAPE_MAP) {
        assert(value->kind == VALUE_KIND_MAP);
        if (!field->is_repeatable) {
            return value->entries;
        }
        for (size_t i = 0; i < value->entries.count; i++) {
            add_repeated(context->arena, &elements, &value->entries.at[i]);
        }
        return elements;
    }
    if (value->kind == VALUE_KIND_MAP && value->entries.count == 0) {
        return elements; /* Lua knows no empty list apart from an empty map */
    }
    if (value->kind != VALUE_KIND_LIST) {
        VEC_RESERVE(context->arena, &elements, 1);
        struct value_entry single = { { NULL, 0 }, span_none(), value };
        VEC_PUSH(context->arena, &elements, single);
        return elements;
    }
    VEC_RESERVE(context->arena, &elements, value->items.count);
    for (size_t i = 0; i < value->items.count; i++) {
        struct value_entry item = { { NULL, 0 }, span_none(), value->items.at[i] };
        VEC_PUSH(context->arena, &elements, item);
    }
    return elements;
}
