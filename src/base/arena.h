/*
 * Memory that is given back all at once.
 *
 * Everything with a common life time (the sources, the model, one output) is allocated from one
 * arena and freed with it; nothing below `compile` frees single objects. Memory is zeroed.
 * Running out of memory ends the process here, with one message and status 2, so no caller
 * checks for NULL.
 */
#ifndef TOCSIN_BASE_ARENA_H
#define TOCSIN_BASE_ARENA_H

#include <assert.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena_block;
struct arena_pool;

struct arena {
    struct arena_block *blocks;
    char *next;
    char *end;
    size_t used;             /* bytes handed out so far */
    struct arena_pool *pool; /* or NULL */
};

void arena_init(struct arena *arena);

/* One arena for the results of jobs on several threads: each job has an arena of its own, which
 * takes its room from that one a piece at a time and needs no end. Until the pool is closed
 * nobody else uses the one arena. */
struct arena_pool {
    struct arena *arena;
    pthread_mutex_t lock;
};

void arena_pool_open(struct arena_pool *pool, struct arena *arena);
void arena_pool_close(struct arena_pool *pool);
void arena_init_in(struct arena *arena, struct arena_pool *pool);

/* Frees every block; the arena may be used again afterwards. */
void arena_finish(struct arena *arena);

/* Everything of the other arena belongs to this one from now on; the other is empty then. */
void arena_adopt(struct arena *arena, struct arena *other);

/* Takes everything back and keeps one block, so that the next turn of a loop allocates nothing
 * of the system. Not for arenas in a pool. */
void arena_clear(struct arena *arena);

/* Inside the arena: for what does not fit into the block at hand. */
void *arena_alloc_of_new_block(struct arena *arena, size_t size, size_t align);
_Noreturn void arena_end_of_memory(void);

/* Zeroed memory, aligned for `align` (a power of two). A size of 0 gives a valid pointer.
 * Nearly all fits into the block at hand: nothing else is done on that way. */
static inline void *
arena_alloc(struct arena *arena, size_t size, size_t align)
{
    assert(align && (align & (align - 1)) == 0);
    size_t padding = (size_t)(-(uintptr_t)arena->next & (align - 1));
    size_t room = (size_t)(arena->end - arena->next);
    if (room <= padding || room - padding < size) {
        return arena_alloc_of_new_block(arena, size, align);
    }
    char *memory = arena->next + padding;
    arena->next = memory + size;
    arena->used += size;
    return memory;
}

/* Zeroed memory for `count` elements; the product is checked for overflow. */
static inline void *
arena_alloc_array(struct arena *arena, size_t count, size_t size, size_t align)
{
    const size_t half = (size_t)1 << (sizeof(size_t) * 4); /* below it nothing overflows */
    if ((count | size) >= half && size && count > SIZE_MAX / 2 / size) {
        arena_end_of_memory();
    }
    return arena_alloc(arena, count * size, align);
}

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type), _Alignof(type)))
#define ARENA_ARRAY(arena, type, count)                                                        \
    ((type *)arena_alloc_array((arena), (count), sizeof(type), _Alignof(type)))

/* A copy owned by the arena, with a NUL behind it for the sake of C libraries. */
struct str arena_copy(struct arena *arena, struct str s);

/* The texts one behind the other, as a copy. */
struct str arena_join(struct arena *arena, const struct str *texts, size_t count);

/* `ARENA_JOIN(arena, STR("alerts/"), group, STR("/"), key)`: a sixth of the time of printf. */
#define ARENA_JOIN(arena, ...)                                                                 \
    arena_join((arena), (const struct str[]){ __VA_ARGS__ },                                   \
        sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

struct str arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* malloc and realloc that end the process when memory runs out; for buffers outside arenas. */
void *memory_resize(void *old, size_t size);

#endif
