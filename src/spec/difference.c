/*
 * The inverse of merge_overlay. Recursion is bounded by the readers' depth limits everywhere.
 */
#include "spec/difference.h"

#include "base/map.h"

static bool
entries_are_same(const struct value *a, const struct value *b)
{
    for (size_t i = 0; i < a->entries.count; i++) {
        const struct value_entry *left = &a->entries.at[i];
        const struct value_entry *right = &b->entries.at[i];
        if (!str_equal(left->key, right->key) ||
            !difference_is_none(left->value, right->value)) {
            return false;
        }
    }
    return true;
}

bool
difference_is_none(const struct value *a, const struct value *b)
{
    if (a == b) {
        return true;
    }
    bool is_alike = a->kind == b->kind && a->is_plain == b->is_plain && a->truth == b->truth &&
                    a->items.count == b->items.count && a->entries.count == b->entries.count &&
                    str_equal(a->text, b->text);
    for (size_t i = 0; is_alike && i < a->items.count; i++) {
        is_alike = difference_is_none(a->items.at[i], b->items.at[i]);
    }
    return is_alike && entries_are_same(a, b);
}

/* key → its entry in the map. */
static void
index_entries(struct map *index, struct arena *arena, const struct value *map)
{
    map_init(index, arena);
    for (size_t i = 0; i < map->entries.count; i++) {
        map_put(index, map->entries.at[i].key, &map->entries.at[i]);
    }
}

static bool
holds_nothing(const struct value *value)
{
    return value->kind == VALUE_KIND_NULL;
}

/* Whether the keys that both have come first in the target, in the order that they have there.
 */
static bool
order_can_be_had(
    const struct value *under, const struct value *target, const struct map *in_target)
{
    size_t next = 0;
    for (size_t i = 0; i < under->entries.count; i++) {
        const struct value_entry *entry = map_get(in_target, under->entries.at[i].key);
        if (entry && entry != &target->entries.at[next++]) {
            return false;
        }
    }
    return true;
}

static bool
make_entry(struct arena *arena, const struct value_entry *under,
    const struct value_entry *target, struct value *over)
{
    const struct value *inner = NULL;
    if (!target) {
        const struct value *nothing = value_new(arena, VALUE_KIND_NULL, span_none());
        value_add_entry(arena, over, under->key, under->key_span, nothing);
        return true;
    }
    if (!difference_make(arena, under->value, target->value, &inner)) {
        return false;
    }
    if (inner) {
        value_add_entry(arena, over, target->key, target->key_span, inner);
    }
    return true;
}

bool
difference_make(struct arena *arena, const struct value *under, const struct value *target,
    const struct value **over)
{
    bool are_maps = under->kind == VALUE_KIND_MAP && target->kind == VALUE_KIND_MAP;
    if (difference_is_none(under, target)) {
        *over = NULL;
        return true;
    }
    if (!are_maps) {
        *over = target;
        return !holds_nothing(target);
    }
    struct map in_target;
    struct map in_under;
    index_entries(&in_target, arena, target);
    index_entries(&in_under, arena, under);
    struct value *difference = value_new_map(arena, target->span);
    bool can_be = order_can_be_had(under, target, &in_target);
    for (size_t i = 0; can_be && i < under->entries.count; i++) {
        const struct value_entry *entry = &under->entries.at[i];
        can_be = make_entry(arena, entry, map_get(&in_target, entry->key), difference);
    }
    for (size_t i = 0; can_be && i < target->entries.count; i++) {
        const struct value_entry *entry = &target->entries.at[i];
        if (!map_get(&in_under, entry->key)) {
            can_be = !holds_nothing(entry->value);
            VEC_PUSH(arena, &difference->entries, *entry);
        }
    }
    *over = difference;
    return can_be;
}

/* A key of the common order. */
struct link {
    struct str key;
    struct span span;
    struct link *next;
};

/* All keys of the maps: those of a later map that the earlier ones lack stand behind the key
 * that they follow there. Returns the head, whose own key is nobody's. */
static struct link *
link_keys(struct arena *arena, const struct value *const *maps, size_t count)
{
    struct link *head = ARENA_NEW(arena, struct link);
    struct map known;
    map_init(&known, arena);
    for (size_t i = 0; i < count; i++) {
        struct link *last = head;
        for (size_t j = 0; j < maps[i]->entries.count; j++) {
            const struct value_entry *entry = &maps[i]->entries.at[j];
            struct link *link = map_get(&known, entry->key);
            if (!link) {
                link = ARENA_NEW(arena, struct link);
                *link = (struct link){ entry->key, entry->key_span, last->next };
                last->next = link;
                map_put(&known, entry->key, link);
            }
            last = link;
        }
    }
    return head;
}

static const struct value *
base_of_maps(struct arena *arena, const struct value *const *maps, size_t count)
{
    struct value *base = value_new_map(arena, maps[0]->span);
    struct map *indices = ARENA_ARRAY(arena, struct map, count);
    for (size_t i = 0; i < count; i++) {
        index_entries(&indices[i], arena, maps[i]);
    }
    const struct value **values = ARENA_ARRAY(arena, const struct value *, count);
    for (const struct link *link = link_keys(arena, maps, count)->next; link;
         link = link->next) {
        for (size_t i = 0; i < count; i++) {
            const struct value_entry *entry = map_get(&indices[i], link->key);
            values[i] = entry ? entry->value : NULL;
        }
        value_add_entry(
            arena, base, link->key, link->span, difference_base(arena, values, count));
    }
    return base;
}

const struct value *
difference_base(struct arena *arena, const struct value *const *targets, size_t count)
{
    const struct value **there = ARENA_ARRAY(arena, const struct value *, count);
    size_t found = 0;
    bool are_maps = true;
    bool are_same = true;
    for (size_t i = 0; i < count; i++) {
        if (targets[i]) {
            there[found++] = targets[i];
            are_maps = are_maps && targets[i]->kind == VALUE_KIND_MAP;
            are_same = are_same && difference_is_none(there[0], targets[i]);
        }
    }
    return are_same || !are_maps ? there[0] : base_of_maps(arena, there, found);
}
