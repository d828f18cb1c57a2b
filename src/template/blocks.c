/*
 * Lists of free blocks by size.
 */
#include "template/blocks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* As long as malloc takes it from its heap. */
enum { PIECE = 64 * 1024 };

static size_t
class_of(size_t size)
{
    return (size + BLOCKS_STEP - 1) / BLOCKS_STEP;
}

static void *
cut(struct blocks *blocks, size_t size)
{
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

static void *
take(struct blocks *blocks, size_t size)
{
    if (size > BLOCKS_SMALL) {
        return memory_resize(NULL, size);
    }
    void **list = &blocks->free[class_of(size)];
    void *block = *list;
    if (!block) {
        return cut(blocks, class_of(size) * BLOCKS_STEP);
    }
    memcpy(list, block, sizeof *list);
    return block;
}

static void
give_back(struct blocks *blocks, void *block, size_t size)
{
    if (size > BLOCKS_SMALL) {
        free(block);
        return;
    }
    void **list = &blocks->free[class_of(size)];
    memcpy(block, list, sizeof *list);
    *list = block;
}

void *
blocks_resize(struct blocks *blocks, void *old, size_t old_size, size_t size)
{
    bool is_large = old_size > BLOCKS_SMALL && size > BLOCKS_SMALL;
    if (old && is_large) {
        return memory_resize(old, size);
    }
    if (old && size <= BLOCKS_SMALL && old_size <= BLOCKS_SMALL &&
        class_of(old_size) == class_of(size)) {
        return old;
    }
    void *block = size > 0 ? take(blocks, size) : NULL;
    if (old && block) {
        memcpy(block, old, old_size < size ? old_size : size);
    }
    if (old) {
        give_back(blocks, old, old_size);
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
