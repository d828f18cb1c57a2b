/*
 * Lists of free blocks by size, and a list of all large blocks in use.
 */
#include "template/blocks.h"

#include <stdlib.h>

#include "base/arena.h"

/* As long as malloc takes it from its heap. */
enum { PIECE = 64 * 1024 };

/* Before a large block. */
union blocks_large {
    struct {
        union blocks_large *next;
        union blocks_large **link; /* what has the address of this one */
    };
    max_align_t align;
};

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

/* A large block, the old one or a new one when that is NULL, with its new size. */
static void *
resize_large(struct blocks *blocks, void *old, size_t size)
{
    union blocks_large *head = old ? (union blocks_large *)old - 1 : NULL;
    head = memory_resize(head, sizeof *head + size);
    if (!old) {
        head->next = blocks->large;
        head->link = &blocks->large;
    }
    *head->link = head;
    if (head->next) {
        head->next->link = &head->next;
    }
    return head + 1;
}

void
blocks_free_large(void *block)
{
    union blocks_large *head = (union blocks_large *)block - 1;
    *head->link = head->next;
    if (head->next) {
        head->next->link = head->link;
    }
    free(head);
}

void *
blocks_resize(struct blocks *blocks, void *old, size_t old_size, size_t size)
{
    bool was_small = blocks_is_small(old_size);
    bool is_small = blocks_is_small(size);
    if (old && !was_small && !is_small) {
        return resize_large(blocks, old, size);
    }
    if (old && was_small && is_small &&
        blocks_list(blocks, old_size) == blocks_list(blocks, size)) {
        return old;
    }
    void *block = is_small ? blocks_take_small(blocks, size) : resize_large(blocks, NULL, size);
    if (old) {
        memcpy(block, old, old_size < size ? old_size : size);
        blocks_give(blocks, old, old_size);
    }
    return block;
}

void
blocks_finish(struct blocks *blocks)
{
    while (blocks->large) {
        blocks_free_large(blocks->large + 1);
    }
    while (blocks->pieces) {
        void *piece = blocks->pieces;
        memcpy(&blocks->pieces, piece, sizeof blocks->pieces);
        free(piece);
    }
    *blocks = (struct blocks){ .pieces = NULL };
}
