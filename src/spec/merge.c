/*
 * The two ways in which values merge: files of one layer, and layers over each other.
 */
#include "spec/merge.h"

/* Maps from YAML are a few entries or, for metrics and rules, thousands: an index by key keeps
 * merging linear. */
struct merged_map {
    struct value *map;
    struct map index; /* key → struct value_entry index + 1, as a pointer-sized number */
};

static void
merged_map_init(struct merged_map *merged, struct arena *arena, struct value *map)
{
    merged->map = map;
    map_init(&merged->index, arena);
    for (size_t i = 0; i < map->entries.count; i++) {
        map_put(&merged->index, map->entries.at[i].key, (void *)(i + 1));
    }
}

static struct value_entry *
merged_map_find(struct merged_map *merged, struct str key)
{
    size_t index = (size_t)map_get(&merged->index, key);
    return index > 0 ? &merged->map->entries.at[index - 1] : NULL;
}

static void
merged_map_add(struct merged_map *merged, struct arena *arena, struct value_entry entry)
{
    value_add_entry(arena, merged->map, entry.key, entry.key_span, entry.value);
    map_put(&merged->index, entry.key, (void *)merged->map->entries.count);
}

static void
report_duplicate(struct spec_reader *reader, const struct value_entry *first,
    const struct value_entry *second)
{
    struct finding *finding = diag_report(reader->diags, &kind_duplicate_name, second->key_span,
        "`%.*s` is defined twice", STR_ARG(second->key));
    finding_caption(reader->diags, finding, "defined again here");
    finding_label(reader->diags, finding, first->key_span, "first defined here");
    finding_topic(reader->diags, finding, second->key);
}

static struct value *
copy_map(struct arena *arena, const struct value *map)
{
    struct value *copy = value_new_map(arena, map->span);
    for (size_t i = 0; i < map->entries.count; i++) {
        VEC_PUSH(arena, &copy->entries, map->entries.at[i]);
    }
    return copy;
}

static const struct field *
find_field(const struct record *record, struct str key)
{
    for (const struct field *field = record ? record->fields : NULL; field && field->key;
         field++) {
        if (str_is(key, field->key)) {
            return field;
        }
    }
    return NULL;
}

/* A value's address as a key; a view of the pointer. */
static struct str
address_key(const struct value *const *value)
{
    return str_make((const char *)value, sizeof *value);
}

/* The map that this layer has put together so far at that place, made of a copy of `into` when
 * it is a file's own. It is remembered by its address, so that a section of many files is
 * merged in time linear in its entries. */
static struct merged_map *
own_map(struct spec_reader *reader, const struct value *into)
{
    struct merged_map *known = map_get(&reader->merged, address_key(&into));
    if (known) {
        return known;
    }
    struct merged_map *merged = ARENA_NEW(reader->arena, struct merged_map);
    merged_map_init(merged, reader->arena, copy_map(reader->arena, into));
    const struct value *map = merged->map;
    map_put(&reader->merged, arena_copy(reader->arena, address_key(&map)), merged);
    return merged;
}

static const struct value *
merge_maps(struct spec_reader *reader, const struct value *into, const struct value *file)
{
    struct merged_map *merged = own_map(reader, into);
    for (size_t i = 0; i < file->entries.count; i++) {
        const struct value_entry *entry = &file->entries.at[i];
        const struct value_entry *first = merged_map_find(merged, entry->key);
        if (first) {
            report_duplicate(reader, first, entry);
        } else {
            merged_map_add(merged, reader->arena, *entry);
        }
    }
    return merged->map;
}

/* Lists whose items stand for themselves, in whichever order: exceptions and inhibitions. */
static bool
is_joined(const struct value_entry *first, const struct value_entry *second)
{
    bool both_lists =
        first->value->kind == VALUE_KIND_LIST && second->value->kind == VALUE_KIND_LIST;
    return both_lists && (str_is(first->key, "allow") || str_is(first->key, "inhibit"));
}

/* The list that this layer has joined so far, or one made of a copy of a file's own; the same
 * as `own_map` for lists. */
static struct value *
own_list(struct spec_reader *reader, const struct value *into)
{
    struct value *list = map_get(&reader->joined, address_key(&into));
    if (list) {
        return list;
    }
    list = value_new_list(reader->arena, into->span);
    for (size_t i = 0; i < into->items.count; i++) {
        value_add_item(reader->arena, list, into->items.at[i]);
    }
    const struct value *key = list;
    map_put(&reader->joined, arena_copy(reader->arena, address_key(&key)), list);
    return list;
}

static const struct value *
join_lists(struct spec_reader *reader, const struct value *first, const struct value *second)
{
    struct value *list = own_list(reader, first);
    for (size_t i = 0; i < second->items.count; i++) {
        value_add_item(reader->arena, list, second->items.at[i]);
    }
    return list;
}

void
merge_file(struct spec_reader *reader, const struct record *record, struct value *into,
    const struct value *file)
{
    struct merged_map merged;
    merged_map_init(&merged, reader->arena, into);
    for (size_t i = 0; i < file->entries.count; i++) {
        const struct value_entry *entry = &file->entries.at[i];
        struct value_entry *first = merged_map_find(&merged, entry->key);
        if (!first) {
            merged_map_add(&merged, reader->arena, *entry);
            continue;
        }
        const struct field *field = find_field(record, entry->key);
        bool both_maps =
            first->value->kind == VALUE_KIND_MAP && entry->value->kind == VALUE_KIND_MAP;
        if (field && field->shape == FIELD_SHAPE_MAP && both_maps) {
            first->value = merge_maps(reader, first->value, entry->value);
        } else if (field && field->type == FIELD_TYPE_RECORD && both_maps) {
            struct value *copy = copy_map(reader->arena, first->value);
            merge_file(reader, field->record, copy, entry->value);
            first->value = copy;
        } else if (is_joined(first, entry)) {
            first->value = join_lists(reader, first->value, entry->value);
        } else {
            report_duplicate(reader, first, entry);
        }
    }
}

/* Recursion is bounded by the readers' depth limit. */
const struct value *
merge_overlay(struct arena *arena, const struct value *under, const struct value *over)
{
    if (!under || under->kind != VALUE_KIND_MAP || over->kind != VALUE_KIND_MAP) {
        return over;
    }
    struct merged_map merged;
    merged_map_init(&merged, arena, value_new_map(arena, over->span));
    struct merged_map upper;
    merged_map_init(&upper, arena, copy_map(arena, over));
    for (size_t i = 0; i < under->entries.count; i++) {
        struct value_entry entry = under->entries.at[i];
        const struct value_entry *over_entry = merged_map_find(&upper, entry.key);
        if (over_entry && over_entry->value->kind == VALUE_KIND_NULL) {
            continue;
        }
        if (over_entry) {
            entry.value = merge_overlay(arena, entry.value, over_entry->value);
        }
        merged_map_add(&merged, arena, entry);
    }
    for (size_t i = 0; i < over->entries.count; i++) {
        const struct value_entry *entry = &over->entries.at[i];
        if (!merged_map_find(&merged, entry->key) && entry->value->kind != VALUE_KIND_NULL) {
            merged_map_add(&merged, arena, *entry);
        }
    }
    return merged.map;
}
