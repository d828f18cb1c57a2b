/*
 * One object for each distinct text, so that names compare by pointer.
 *
 * Metric names, label names and label values are interned once per compile. `id` counts up in
 * order of first use: good as an index of side tables, never as an order of output.
 */
#ifndef TOCSIN_BASE_INTERN_H
#define TOCSIN_BASE_INTERN_H

#include <stdint.h>

#include "base/map.h"

struct name {
    struct str text;
    uint32_t id;
};

struct interner {
    struct map names;
};

void interner_init(struct interner *interner, struct arena *arena);

/* The name of this text; the text is copied when it is new. */
const struct name *intern(struct interner *interner, struct str text);

/* The name if it was interned before, else NULL. */
const struct name *intern_find(const struct interner *interner, struct str text);

#endif
