/*
 * Pages by mmap, which POSIX has, of no file, which it has not (nor madvise for huge ones).
 */
#define _DEFAULT_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

struct pages
pages_map(size_t size)
{
    struct pages pages = { .size = size };
    if (size > SIZE_MAX - PAGES_HUGE) {
        return pages;
    }
    void *mapped = mmap(
        NULL, size + PAGES_HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        return pages;
    }
    pages.mapped = mapped;
    pages.at = (char *)mapped + (-(uintptr_t)mapped & (PAGES_HUGE - 1));
#ifdef MADV_HUGEPAGE
    (void)madvise(pages.at, size, MADV_HUGEPAGE); /* small ones will do */
#endif
    return pages;
}

void
pages_unmap(struct pages pages)
{
    (void)munmap(pages.mapped, pages.size + PAGES_HUGE);
}
