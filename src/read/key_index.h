/*
 * The keys of a map under construction, so that duplicates are found without comparing each key
 * with all others: small maps are searched, large ones get a hash table.
 */
#ifndef TOCSIN_READ_KEY_INDEX_H
#define TOCSIN_READ_KEY_INDEX_H

#include "base/arena.h"
#include "base/map.h"
#include "data/value.h"

struct key_index {
    struct value *map;     /* its entries are added through the index only */
    struct arena *scratch; /* for the hash table */
    struct map numbers;    /* key to number of its entry + 1 */
};

/* The entry of this key, or NULL; valid until the next one is added. */
const struct value_entry *key_index_find(const struct key_index *index, struct str key);

/* Adds an entry whose key is not there yet. */
void key_index_add(
    struct key_index *index, struct arena *arena, const struct value_entry *entry);

#endif
