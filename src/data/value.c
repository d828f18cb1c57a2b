/*
 * Building and asking values.
 */
#include "data/value.h"

#include <assert.h>

struct value *
value_new(struct arena *arena, enum value_kind kind, struct span span)
{
    struct value *value = ARENA_NEW(arena, struct value);
    value->kind = kind;
    value->span = span;
    return value;
}

struct value *
value_new_text(struct arena *arena, struct str text, struct span span)
{
    struct value *value = value_new(arena, VALUE_KIND_TEXT, span);
    value->text = text;
    return value;
}

struct value *
value_new_list(struct arena *arena, struct span span)
{
    return value_new(arena, VALUE_KIND_LIST, span);
}

struct value *
value_new_map(struct arena *arena, struct span span)
{
    return value_new(arena, VALUE_KIND_MAP, span);
}

void
value_add_item(struct arena *arena, struct value *list, const struct value *item)
{
    assert(list->kind == VALUE_KIND_LIST);
    VEC_PUSH(arena, &list->items, item);
}

void
value_add_entry(struct arena *arena, struct value *map, struct str key, struct span key_span,
    const struct value *value)
{
    assert(map->kind == VALUE_KIND_MAP);
    struct value_entry entry = { key, key_span, value };
    VEC_PUSH(arena, &map->entries, entry);
}

const struct value_entry *
value_find_str(const struct value *map, struct str key)
{
    if (!map || map->kind != VALUE_KIND_MAP) {
        return NULL;
    }
    for (size_t i = 0; i < map->entries.count; i++) {
        if (str_equal(map->entries.at[i].key, key)) {
            return &map->entries.at[i];
        }
    }
    return NULL;
}

const struct value_entry *
value_find(const struct value *map, const char *key)
{
    return value_find_str(map, str_from(key));
}

const char *
value_kind_text(const struct value *value)
{
    switch (value->kind) {
    case VALUE_KIND_NULL:
        return "nothing";
    case VALUE_KIND_BOOL:
        return "a boolean";
    case VALUE_KIND_NUMBER:
        return "a number";
    case VALUE_KIND_TEXT:
        return "text";
    case VALUE_KIND_LIST:
        return "a list";
    case VALUE_KIND_MAP:
        return "a map";
    }
    return "";
}

static bool
maps_equal(const struct value *a, const struct value *b)
{
    if (a->entries.count != b->entries.count) {
        return false;
    }
    for (size_t i = 0; i < a->entries.count; i++) {
        const struct value_entry *other = value_find_str(b, a->entries.at[i].key);
        if (!other || !value_equal(a->entries.at[i].value, other->value)) {
            return false;
        }
    }
    return true;
}

/* Recursion is bounded by the readers' depth limit. */
bool
value_equal(const struct value *a, const struct value *b)
{
    if (a == b) {
        return true;
    }
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case VALUE_KIND_NULL:
        return true;
    case VALUE_KIND_BOOL:
        return a->truth == b->truth;
    case VALUE_KIND_NUMBER:
    case VALUE_KIND_TEXT:
        return str_equal(a->text, b->text);
    case VALUE_KIND_MAP:
        return maps_equal(a, b);
    case VALUE_KIND_LIST:
        break;
    }
    if (a->items.count != b->items.count) {
        return false;
    }
    for (size_t i = 0; i < a->items.count; i++) {
        if (!value_equal(a->items.at[i], b->items.at[i])) {
            return false;
        }
    }
    return true;
}
