/*
 * Inside the compile room: one place for what a Lua template makes again in each environment.
 *
 * A use runs once per environment, and each run is a source of its own, as is every text
 * printed from a tree. Runs of one template for one place are the same place here, and so are
 * texts that are equal and were made of the same places.
 */
#ifndef TOCSIN_COMPILE_CANONICAL_H
#define TOCSIN_COMPILE_CANONICAL_H

#include "base/map.h"
#include "text/source.h"

struct canonical {
    struct arena *arena;
    const struct sources *sources;
    struct map by_source; /* address of a source → the first source that is the same place */
    struct map by_key;    /* what makes a source → the first such source */
};

void canonical_init(
    struct canonical *canonical, struct arena *arena, const struct sources *sources);

/* The same place in the first source of its kind; places of files stay as they are. */
struct span canonical_span(struct canonical *canonical, struct span span);

#endif
