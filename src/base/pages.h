/*
 * Zeroed pages straight from the system, for what needs many megabytes.
 *
 * A fault for each 4 KiB costs more than filling them: where the system has huge pages it is
 * asked for them, and only those touched count, so that a piece may be much larger than its
 * use.
 */
#ifndef TOCSIN_BASE_PAGES_H
#define TOCSIN_BASE_PAGES_H

#include <stddef.h>

/* A piece begins at, and should be a multiple of, this size. */
#define PAGES_HUGE ((size_t)2 * 1024 * 1024)

struct pages {
    void *at;
    size_t size;
    void *mapped; /* with what stands before `at` */
};

/* `at` is NULL when there is no memory. */
struct pages pages_map(size_t size);

void pages_unmap(struct pages pages);

#endif
