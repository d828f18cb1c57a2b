/*
 * "Did you mean": the candidate nearest to a mistyped name.
 */
#ifndef TOCSIN_BASE_NEAREST_H
#define TOCSIN_BASE_NEAREST_H

#include "base/str.h"

/* Edit distance with transpositions (optimal string alignment), ignoring ASCII case; stops and
 * returns `limit + 1` when it is over `limit`. Names over 64 bytes count as far apart. */
size_t nearest_distance(struct str a, struct str b, size_t limit);

struct nearest {
    struct str wanted;
    struct str best; /* empty when nothing is near enough */
    size_t distance;
};

/* Offer the candidates one by one in a fixed order; the first of the nearest wins. A candidate
 * is near enough when a third of the wanted name's letters, at least one, would have to change.
 */
void nearest_begin(struct nearest *nearest, struct str wanted);
void nearest_offer(struct nearest *nearest, struct str candidate);

#endif
