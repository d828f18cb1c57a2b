/*
 * One object for each distinct text, so that names compare by pointer.
 *
 * Metric names, label names and label values are interned once per compile. `id` counts up in
 * order of first use: good as an index of side tables, never as an order of output.
 *
 * A branch is for another thread: it finds the names of its parent, which must not change
 * meanwhile, and keeps new ones for itself.
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
    const struct interner *parent; /* of a branch, else NULL */
};

void interner_init(struct interner *interner, struct arena *arena);

/* The parent is no branch itself. */
void interner_branch(
    struct interner *branch, const struct interner *parent, struct arena *arena);

/* Takes the names of a branch, which keep their ids: the parent must be as it was when it was
 * branched, and the branch's arena live as long as the parent's. */
void interner_adopt(struct interner *parent, const struct interner *branch);

/* The name of this text; the text is copied when it is new. */
const struct name *intern(struct interner *interner, struct str text);

/* The name if it was interned before, else NULL. */
const struct name *intern_find(const struct interner *interner, struct str text);

#endif
