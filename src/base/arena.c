/*
 * Arenas: a list of blocks, each twice as large as the last up to a limit. An arena that has
 * become large goes on with wide blocks of huge pages, of which it uses few or many.
 *
 * The stress build (-DTOCSIN_TINY_BLOCKS) gives every allocation a block of its own, so that
 * the address sanitizer sees an overrun of any object.
 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/pages.h"

struct arena_block {
    struct arena_block *previous;
    size_t size;
    struct pages pages; /* of a wide block */
};

/* Few arenas have more than WIDE_FROM bytes: of each the last huge page is used in part. */
#ifdef TOCSIN_TINY_BLOCKS
enum { FIRST_BLOCK = 1, LARGEST_BLOCK = 1, POOL_PIECE = 1 };
#define WIDE_FROM SIZE_MAX
#else
enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 1024 * 1024, POOL_PIECE = 32 * 1024 };
#define WIDE_FROM ((size_t)1 * 1024 * 1024)
#endif
#define FIRST_WIDE_BLOCK (2 * PAGES_HUGE)
#define LARGEST_WIDE_BLOCK (32 * PAGES_HUGE)

void
arena_end_of_memory(void)
{
    fputs("tocsin: out of memory\n", stderr);
    exit(2);
}

void *
memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory) {
        arena_end_of_memory();
    }
    return memory;
}

void
arena_init(struct arena *arena)
{
    *arena = (struct arena){ 0 };
}

void
arena_pool_open(struct arena_pool *pool, struct arena *arena)
{
    pool->arena = arena;
    int error = pthread_mutex_init(&pool->lock, NULL);
    assert(!error);
    (void)error;
}

void
arena_pool_close(struct arena_pool *pool)
{
    pthread_mutex_destroy(&pool->lock);
}

void
arena_init_in(struct arena *arena, struct arena_pool *pool)
{
    *arena = (struct arena){ .pool = pool };
}

void
arena_finish(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *previous = block->previous;
        if (block->pages.at) {
            pages_unmap(block->pages);
        } else {
            free(block);
        }
        block = previous;
    }
    arena_init(arena);
}

/* They go behind the newest block, which is the one that has room. */
void
arena_adopt(struct arena *arena, struct arena *other)
{
    assert(!arena->pool && !other->pool);
    struct arena_block *oldest = other->blocks;
    while (oldest && oldest->previous) {
        oldest = oldest->previous;
    }
    if (!arena->blocks) {
        *arena = *other;
    } else if (oldest) {
        oldest->previous = arena->blocks->previous;
        arena->blocks->previous = other->blocks;
        arena->used += other->used;
    }
    arena_init(other);
}

/* Where every allocation has a block of its own, what was taken back must be out of reach. */
void
arena_clear(struct arena *arena)
{
#ifdef TOCSIN_TINY_BLOCKS
    arena_finish(arena);
#else
    assert(!arena->pool);
    struct arena_block *kept = arena->blocks;
    if (!kept) {
        return;
    }
    struct arena older = { .blocks = kept->previous };
    arena_finish(&older);
    kept->previous = NULL;
    char *start = (char *)(kept + 1);
    memset(start, 0, (size_t)(arena->next - start));
    arena->next = start;
    arena->used = 0;
#endif
}

static struct arena_block *
new_block(size_t size)
{
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block) {
        arena_end_of_memory();
    }
    block->size = size;
    return block;
}

/* NULL where addresses are few, as under `ulimit -v`: a wide block takes more of them than of
 * memory. */
static struct arena_block *
new_wide_block(size_t size)
{
    struct pages pages = pages_map(sizeof(struct arena_block) + size);
    struct arena_block *block = pages.at;
    if (block) {
        block->size = size;
        block->pages = pages;
    }
    return block;
}

static size_t
next_size(const struct arena *arena)
{
    if (!arena->blocks) {
        return FIRST_BLOCK;
    }
    return arena->blocks->size < LARGEST_BLOCK ? arena->blocks->size * 2 : LARGEST_BLOCK;
}

static size_t
larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* What an arena holds is not moved: the rest of the last piece is lost. */
static void
take_piece(struct arena *arena, size_t at_least)
{
    size_t size = larger(at_least, POOL_PIECE);
    int error = pthread_mutex_lock(&arena->pool->lock);
    assert(!error);
    arena->next = arena_alloc(arena->pool->arena, size, _Alignof(max_align_t));
    arena->end = arena->next + size;
    error = pthread_mutex_unlock(&arena->pool->lock);
    assert(!error);
    (void)error;
}

/* Twice what the arena has, for addresses may be few. */
static size_t
next_wide_size(const struct arena *arena)
{
    size_t size = larger(arena->used * 2 / PAGES_HUGE * PAGES_HUGE, FIRST_WIDE_BLOCK);
    size = size < LARGEST_WIDE_BLOCK ? size : LARGEST_WIDE_BLOCK;
    return size - sizeof(struct arena_block);
}

static void
add_block(struct arena *arena, size_t at_least)
{
    struct arena_block *block = NULL;
    if (arena->used >= WIDE_FROM) {
        block = new_wide_block(larger(next_wide_size(arena), at_least));
    }
    if (!block) {
        block = new_block(larger(next_size(arena), at_least));
    }
    block->previous = arena->blocks;
    arena->blocks = block;
    arena->next = (char *)(block + 1);
    arena->end = arena->next + block->size;
}

void *
arena_alloc_of_new_block(struct arena *arena, size_t size, size_t align)
{
    if (size > SIZE_MAX / 2) {
        arena_end_of_memory();
    }
    if (arena->pool) {
        take_piece(arena, size + align);
    } else {
        add_block(arena, size + align);
    }
    return arena_alloc(arena, size, align);
}

struct str
arena_copy(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1, 1);
    if (s.len) {
        memcpy(copy, s.at, s.len);
    }
    return str_make(copy, s.len);
}

struct str
arena_join(struct arena *arena, const struct str *texts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        len += texts[i].len;
    }
    char *joined = arena_alloc(arena, len + 1, 1);
    char *at = joined;
    for (size_t i = 0; i < count; i++) {
        if (texts[i].len) {
            memcpy(at, texts[i].at, texts[i].len);
            at += texts[i].len;
        }
    }
    return str_make(joined, len);
}

/* Printed where the next allocation begins; when that is too small, once more. */
struct str
arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    size_t room = (size_t)(arena->end - arena->next);
    int len = vsnprintf(arena->next, room, format, arguments);
    assert(len >= 0);
    char *text = arena_alloc(arena, (size_t)len + 1, 1);
    if ((size_t)len >= room) {
        vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    return str_make(text, (size_t)len);
}

struct str
arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}
