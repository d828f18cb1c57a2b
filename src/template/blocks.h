/*
 * Inside the template room: memory for the objects of a Lua state.
 *
 * A use makes some thousands of small objects and leaves them all behind. Lua tells the size of
 * what it gives back, so blocks need no heads: those of a size form a list of free ones, and
 * new ones are cut off large pieces.
 */
#ifndef TOCSIN_TEMPLATE_BLOCKS_H
#define TOCSIN_TEMPLATE_BLOCKS_H

#include <stddef.h>

#ifdef TOCSIN_TINY_BLOCKS
enum { BLOCKS_SMALL = 0 }; /* every object has memory of its own, for the address sanitizer */
#else
enum { BLOCKS_SMALL = 256 };
#endif
enum { BLOCKS_STEP = 16, BLOCKS_CLASSES = BLOCKS_SMALL / BLOCKS_STEP + 1 };

/* Zeroed it is ready. */
struct blocks {
    void *free[BLOCKS_CLASSES]; /* each begins with the address of the next */
    char *next;                 /* what is left of the newest piece */
    char *end;
    void *pieces;
};

/* As realloc, with the old size told; frees when `size` is 0. */
void *blocks_resize(struct blocks *blocks, void *old, size_t old_size, size_t size);

/* Takes back all small blocks; large ones must have been freed. */
void blocks_finish(struct blocks *blocks);

#endif
