/*
 * Open addressing over a dense array of entries: the slots hold indices, the entries the order.
 * A slot has the hash at hand, so that nearly no other key is looked at than the right one. Few
 * keys are found faster one by one.
 */
#include "base/map.h"

#include <assert.h>
#include <stdlib.h>

#include "base/vec.h"

/* The way to an entry is short; calls would be half of it. */
#define INLINED __attribute__((always_inline)) static inline

enum { MOST_WITHOUT_SLOTS = 8, FIRST_SLOTS = 16 };

void
map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){ .arena = arena };
}

static uint64_t
eight_bytes(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static uint64_t
four_bytes(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* A multiplication spreads the bytes upwards, the shift brings them down again. */
static uint64_t
mix(uint64_t hash, uint64_t bytes)
{
    hash = (hash ^ bytes) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 32);
}

/* Eight bytes at a time; the last overlap with those before. What differs in the highest byte
 * alone reaches the low bits in a second turn only. */
INLINED uint32_t
hash_of(struct str s)
{
    uint64_t hash = s.len;
    uint64_t last = 0;
    if (s.len >= 8) {
        for (size_t i = 0; i + 8 < s.len; i += 8) {
            hash = mix(hash, eight_bytes(s.at + i));
        }
        last = eight_bytes(s.at + s.len - 8);
    } else if (s.len >= 4) {
        last = four_bytes(s.at) << 32 | four_bytes(s.at + s.len - 4);
    } else if (s.len > 0) {
        last = (uint64_t)(unsigned char)s.at[0] << 16 |
               (uint64_t)(unsigned char)s.at[s.len / 2] << 8 | (unsigned char)s.at[s.len - 1];
    }
    return (uint32_t)mix(mix(hash, last), 0);
}

static bool
is_key(const struct map_entry *entry, struct str key)
{
    return entry->key.len == key.len && (entry->key.at == key.at || str_equal(entry->key, key));
}

/* The key's slot, or the free one where it belongs. */
INLINED struct map_slot *
find_slot(const struct map *map, struct str key, uint32_t hash)
{
    size_t mask = map->slot_count - 1;
    size_t slot = hash & mask;
    while (map->slots[slot].index) {
        const struct map_slot *at = &map->slots[slot];
        if (at->hash == hash && is_key(&map->entries[at->index - 1], key)) {
            break;
        }
        slot = (slot + 1) & mask;
    }
    return &map->slots[slot];
}

INLINED struct map_entry *
find_entry(const struct map *map, struct str key)
{
    if (map->slot_count > 0) {
        uint32_t index = find_slot(map, key, hash_of(key))->index;
        return index ? &map->entries[index - 1] : NULL;
    }
    for (size_t i = 0; i < map->count; i++) {
        if (is_key(&map->entries[i], key)) {
            return &map->entries[i];
        }
    }
    return NULL;
}

bool
map_find(const struct map *map, struct str key, void **value)
{
    const struct map_entry *entry = find_entry(map, key);
    if (!entry) {
        return false;
    }
    *value = entry->value;
    return true;
}

void *
map_get(const struct map *map, struct str key)
{
    const struct map_entry *entry = find_entry(map, key);
    return entry ? entry->value : NULL;
}

/* No key is there twice, so none is compared. */
static void
take_free_slot(struct map *map, struct map_slot taken)
{
    size_t mask = map->slot_count - 1;
    size_t slot = taken.hash & mask;
    while (map->slots[slot].index) {
        slot = (slot + 1) & mask;
    }
    map->slots[slot] = taken;
}

static void
grow_slots(struct map *map)
{
    struct map_slot *old = map->slots;
    size_t old_count = map->slot_count;
    map->slot_count = old_count ? old_count * 2 : FIRST_SLOTS;
    map->slots = ARENA_ARRAY(map->arena, struct map_slot, map->slot_count);
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].index) {
            take_free_slot(map, old[i]);
        }
    }
    for (size_t i = 0; old_count == 0 && i < map->count; i++) {
        take_free_slot(
            map, (struct map_slot){ (uint32_t)(i + 1), hash_of(map->entries[i].key) });
    }
}

static void **
add_entry(struct map *map, struct str key)
{
    assert(map->count < UINT32_MAX);
    map->entries =
        vec_grow(map->arena, map->entries, map->count, &map->capacity, sizeof *map->entries);
    map->entries[map->count] = (struct map_entry){ .key = key };
    return &map->entries[map->count++].value;
}

void **
map_slot(struct map *map, struct str key)
{
    assert(map->arena);
    if (map->count < MOST_WITHOUT_SLOTS) {
        struct map_entry *entry = find_entry(map, key);
        return entry ? &entry->value : add_entry(map, key);
    }
    if ((map->count + 1) * 4 > map->slot_count * 3) {
        grow_slots(map);
    }
    uint32_t hash = hash_of(key);
    struct map_slot *slot = find_slot(map, key, hash);
    if (slot->index) {
        return &map->entries[slot->index - 1].value;
    }
    *slot = (struct map_slot){ (uint32_t)(map->count + 1), hash };
    return add_entry(map, key);
}

void
map_put(struct map *map, struct str key, void *value)
{
    *map_slot(map, key) = value;
}

uint32_t
map_hash(struct str key)
{
    return hash_of(key);
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
