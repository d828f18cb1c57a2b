/*
 * Typed vectors that grow inside an arena.
 *
 *     VEC_DECLARE(name_vec, struct name);
 *     struct name_vec names = { 0 };
 *     VEC_PUSH(arena, &names, name);
 *
 * A zeroed vector is empty and valid. Growing copies the elements; the old copy stays in the
 * arena until it is finished, so a vector costs at most twice its largest size.
 */
#ifndef TOCSIN_BASE_VEC_H
#define TOCSIN_BASE_VEC_H

#include <stddef.h>
#include <string.h>

#include "base/arena.h"

#define VEC_DECLARE(name, type)                                                                \
    struct name {                                                                              \
        type *at;                                                                              \
        size_t count;                                                                          \
        size_t capacity;                                                                       \
    }

/* Makes room for one more element and returns its place; `item` is its size. */
static inline void *
vec_grow(struct arena *arena, void *at, size_t count, size_t *capacity, size_t item)
{
    if (count < *capacity) {
        return at;
    }
    size_t bigger = *capacity ? *capacity * 2 : 4;
    void *memory = arena_alloc_array(arena, bigger, item, _Alignof(max_align_t));
    if (count) {
        memcpy(memory, at, count * item);
    }
    *capacity = bigger;
    return memory;
}

#define VEC_PUSH(arena, vec, item)                                                             \
    ((vec)->at =                                                                               \
            vec_grow((arena), (vec)->at, (vec)->count, &(vec)->capacity, sizeof *(vec)->at),   \
        (vec)->at[(vec)->count++] = (item))

/* Pushes a zeroed element and gives its address, valid until the next push. */
#define VEC_ADD(arena, vec)                                                                    \
    ((vec)->at =                                                                               \
            vec_grow((arena), (vec)->at, (vec)->count, &(vec)->capacity, sizeof *(vec)->at),   \
        (void)memset(&(vec)->at[(vec)->count], 0, sizeof *(vec)->at),                          \
        &(vec)->at[(vec)->count++])

/* Room in an empty vector whose length is known before: one that grows to it leaves its smaller
 * arrays behind and ends with room to spare. */
#define VEC_RESERVE(arena, vec, room)                                                          \
    ((vec)->at = arena_alloc_array((arena), (room), sizeof *(vec)->at, _Alignof(max_align_t)), \
        (vec)->capacity = (room))

#define VEC_LAST(vec) (&(vec)->at[(vec)->count - 1])

#endif
