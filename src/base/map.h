/*
 * A hash table from text to a pointer, in an arena, that remembers the order of insertion.
 *
 * Iterate over `entries[0 .. count)`: the order is that of the first `map_put` of each key,
 * never that of the hash, so that output cannot depend on it. Keys are not copied.
 */
#ifndef TOCSIN_BASE_MAP_H
#define TOCSIN_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct map_entry {
    struct str key;
    void *value;
};

struct map_slot {
    uint32_t index; /* of an entry + 1, or 0 */
    uint32_t hash;  /* of its key */
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /* dense, in order of insertion */
    size_t count;
    size_t capacity;
    struct map_slot *slots;
    size_t slot_count; /* 0 while there are few entries */
};

void map_init(struct map *map, struct arena *arena);

/* The value stored for the key, or NULL. */
void *map_get(const struct map *map, struct str key);

/* True when the key is there, even with a NULL value; sets `*value` then. */
bool map_find(const struct map *map, struct str key, void **value);

/* Stores or replaces the value. */
void map_put(struct map *map, struct str key, void *value);

/* The place of the key's value, made with NULL when the key is new. Valid until the next put.
 */
void **map_slot(struct map *map, struct str key);

/* The hash of a text, which never may decide what is printed. */
uint32_t map_hash(struct str key);

/* The entries in byte order of their keys, as an array of `map->count` pointers in `arena`. */
const struct map_entry **map_sorted(const struct map *map, struct arena *arena);

#endif
