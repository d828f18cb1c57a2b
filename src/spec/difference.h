/*
 * Merging backwards: from what layers give together to the layers, for `tocsin expand`.
 */
#ifndef TOCSIN_SPEC_DIFFERENCE_H
#define TOCSIN_SPEC_DIFFERENCE_H

#include "data/value.h"

/* Same kinds, same texts, same entries in the same order; places do not count. */
bool difference_is_none(const struct value *a, const struct value *b);

/* What, laid over `under`, gives `target`, the order of keys included; `*over` is NULL when
 * nothing needs to be. False when no overlay can: an order that cannot be had by replacing and
 * appending, or an empty value (`~`), which removes, where one should stand. */
bool difference_make(struct arena *arena, const struct value *under, const struct value *target,
    const struct value **over);

/* A value that each of the targets can be made of by an overlay, and that holds what they have
 * in common: all keys of maps, of other things the first target's. Targets may be NULL, but not
 * all of them. */
const struct value *difference_base(
    struct arena *arena, const struct value *const *targets, size_t count);

#endif
