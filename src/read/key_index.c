/*
 * Finding keys while a map is built.
 */
#include "read/key_index.h"

#include <stdint.h>

/* Maps with more entries than this get a hash table. */
enum { SMALL_MAP = 16 };

const struct value_entry *
key_index_find(const struct key_index *index, struct str key)
{
    if (index->map->entries.count <= SMALL_MAP) {
        return value_find_str(index->map, key);
    }
    uintptr_t number = (uintptr_t)map_get(&index->numbers, key);
    return number > 0 ? &index->map->entries.at[number - 1] : NULL;
}

static void
put_number(struct key_index *index, size_t entry)
{
    map_put(&index->numbers, index->map->entries.at[entry].key, (void *)(uintptr_t)(entry + 1));
}

void
key_index_add(struct key_index *index, struct arena *arena, const struct value_entry *entry)
{
    value_add_entry(arena, index->map, entry->key, entry->key_span, entry->value);
    size_t count = index->map->entries.count;
    if (count == SMALL_MAP + 1) {
        map_init(&index->numbers, index->scratch);
        for (size_t i = 0; i < count; i++) {
            put_number(index, i);
        }
    } else if (count > SMALL_MAP) {
        put_number(index, count - 1);
    }
}
