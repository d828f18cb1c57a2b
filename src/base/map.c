/*
 * Open addressing over a dense array of entries: the slots hold indices, the entries the order.
 */
#include "base/map.h"

#include <assert.h>
#include <stdlib.h>

#include "base/vec.h"

void
map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){ .arena = arena };
}

static size_t
find_slot(const struct map *map, struct str key, unsigned long long hash)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    while (map->slots[slot]) {
        const struct map_entry *entry = &map->entries[map->slots[slot] - 1];
        if (entry->hash == hash && str_equal(entry->key, key)) {
            return slot;
        }
        slot = (slot + 1) & mask;
    }
    return slot;
}

bool
map_find(const struct map *map, struct str key, void **value)
{
    if (map->count == 0) {
        return false;
    }
    uint32_t index = map->slots[find_slot(map, key, str_hash(key))];
    if (index == 0) {
        return false;
    }
    *value = map->entries[index - 1].value;
    return true;
}

void *
map_get(const struct map *map, struct str key)
{
    void *value = NULL;
    return map_find(map, key, &value) ? value : NULL;
}

static void
grow_slots(struct map *map)
{
    map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
    map->slots = ARENA_ARRAY(map->arena, uint32_t, map->slot_count);
    for (size_t i = 0; i < map->count; i++) {
        size_t slot = find_slot(map, map->entries[i].key, map->entries[i].hash);
        map->slots[slot] = (uint32_t)(i + 1);
    }
}

void **
map_slot(struct map *map, struct str key)
{
    assert(map->arena);
    if ((map->count + 1) * 4 > map->slot_count * 3) {
        grow_slots(map);
    }
    unsigned long long hash = str_hash(key);
    size_t slot = find_slot(map, key, hash);
    if (map->slots[slot]) {
        return &map->entries[map->slots[slot] - 1].value;
    }
    map->entries =
        vec_grow(map->arena, map->entries, map->count, &map->capacity, sizeof *map->entries);
    map->entries[map->count] = (struct map_entry){ .key = key, .hash = hash };
    map->slots[slot] = (uint32_t)++map->count;
    return &map->entries[map->count - 1].value;
}

void
map_put(struct map *map, struct str key, void *value)
{
    *map_slot(map, key) = value;
}

static int
compare_entries(const void *a, const void *b)
{
    const struct map_entry *const *left = a;
    const struct map_entry *const *right = b;
    return str_compare((*left)->key, (*right)->key);
}

const struct map_entry **
map_sorted(const struct map *map, struct arena *arena)
{
    const struct map_entry **sorted = ARENA_ARRAY(arena, const struct map_entry *, map->count);
    for (size_t i = 0; i < map->count; i++) {
        sorted[i] = &map->entries[i];
    }
    if (map->count) {
        qsort(sorted, map->count, sizeof *sorted, compare_entries);
    }
    return sorted;
}
