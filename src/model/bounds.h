/*
 * How the numbers in the labels `le` and `quantile` are spelled.
 *
 * Since version 3 Prometheus writes them in one form when it scrapes (`1.0`); before, they stay
 * as the program spelled them, and client libraries differ: `1` (Go), `1.0` (Python, Java),
 * `1e+06` or `1000000.0`.
 */
#ifndef TOCSIN_MODEL_BOUNDS_H
#define TOCSIN_MODEL_BOUNDS_H

#include "base/intern.h"
#include "base/vec.h"
#include "base/version.h"

VEC_DECLARE(bound_text_vec, const struct name *);

/* Appends every text that the number may have in a label under this Prometheus (0.0.0: the
 * newest). */
void bounds_spell(struct arena *arena, struct interner *names, struct version prometheus,
    double number, struct bound_text_vec *texts);

#endif
