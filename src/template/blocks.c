/*
 * Lists of free blocks by size.
 */
#include "template/blocks.h"

#include <stdlib.h>

#include "base/arena.h"

/* As long as malloc takes it from its heap. */
enum { PIECE = 64 * 1024 };

void *
blocks_cut(struct blocks *blocks, size_t size)
{
    size = (size + BLOCKS_STEP - 1) / BLOCKS_STEP * BLOCKS_STEP;
    if ((size_t)(blocks->end - blocks->next) < size) {
        char *piece = memory_resize(NULL, PIECE);
        memcpy(piece, &blocks->pieces, sizeof blocks->pieces);
        blocks->pieces = piece;
        blocks->next = piece + BLOCKS_STEP;
        blocks->end = piece + PIECE;
    }
    char *block = blocks->next;
    blocks->next += size;
    return block;
}

void
blocks_free_large(void *block)
{
    free(block);
}

void *
blocks_resize(struct blocks *blocks, void *old, size_t old_size, size_t size)
{
    bool was_small = blocks_is_small(old_size);
    bool is_small = blocks_is_small(size);
    if (old && !was_small && !is_small) {
        return memory_resize(old, size);
    }
    if (old && was_small && is_small &&
        blocks_list(blocks, old_size) == blocks_list(blocks, size)) {
        return old;
    }
    void *block = is_small ? blocks_take_small(blocks, size) : memory_resize(NULL, size);
    if (old) {
        memcpy(block, old, old_size < size ? old_size : size);
        blocks_give(blocks, old, old_size);
    }
    return block;
}

void
blocks_finish(struct blocks *blocks)
{
    while (blocks->pieces) {
        void *piece = blocks->pieces;
        memcpy(&blocks->pieces, piece, sizeof blocks->pieces);
        free(piece);
    }
    *blocks = (struct blocks){ .pieces = NULL };
}
