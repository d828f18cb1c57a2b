/*
 * Inside the template room: memory for the objects of a Lua state.
 *
 * A use makes some thousands of small objects and leaves them all behind. Lua tells the size of
 * what it gives back, so blocks need no heads: those of a size form a list of free ones, and
 * new ones are cut off large pieces.
 */
#ifndef TOCSIN_TEMPLATE_BLOCKS_H
#define TOCSIN_TEMPLATE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef TOCSIN_TINY_BLOCKS
enum { BLOCKS_SMALL = 0 }; /* every object has memory of its own, for the address sanitizer */
#else
enum { BLOCKS_SMALL = 256 };
#endif
enum { BLOCKS_STEP = 16, BLOCKS_CLASSES = BLOCKS_SMALL / BLOCKS_STEP + 1 };

/* Zeroed it is ready; from the first block on it must not be moved. */
struct blocks {
    void *free[BLOCKS_CLASSES]; /* each begins with the address of the next */
    char *next;                 /* what is left of the newest piece */
    char *end;
    void *pieces;
    union blocks_large *large; /* in use, the newest first */
};

/* As realloc, with the old size told; `size` must not be 0. */
void *blocks_resize(struct blocks *blocks, void *old, size_t old_size, size_t size);

/* The slow ways of the functions below. */
void *blocks_cut(struct blocks *blocks, size_t size);
void blocks_free_large(void *block);

static inline bool
blocks_is_small(size_t size)
{
    return size > 0 && size <= BLOCKS_SMALL;
}

/* The list of free blocks that has this small size. */
static inline void **
blocks_list(struct blocks *blocks, size_t size)
{
    return &blocks->free[(size + BLOCKS_STEP - 1) / BLOCKS_STEP];
}

/* A block of a small size. */
static inline void *
blocks_take_small(struct blocks *blocks, size_t size)
{
    void **list = blocks_list(blocks, size);
    void *block = *list;
    if (!block) {
        return blocks_cut(blocks, size);
    }
    memcpy(list, block, sizeof *list);
    return block;
}

/* Takes a block back. */
static inline void
blocks_give(struct blocks *blocks, void *block, size_t size)
{
    if (!blocks_is_small(size)) {
        blocks_free_large(block);
        return;
    }
    void **list = blocks_list(blocks, size);
    memcpy(block, list, sizeof *list);
    *list = block;
}

/* Takes back all blocks, those in use among them. */
void blocks_finish(struct blocks *blocks);

#endif
