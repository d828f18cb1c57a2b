/*
 * Inside the analysis room: shapes of selectors that were met before.
 *
 * Rules of an SLO read the same series over many windows, and checks look at each expression
 * after the analysis. Only shapes in which nothing is of the place of their selector are kept.
 */
#ifndef TOCSIN_ANALYSIS_KNOWN_SELECTORS_H
#define TOCSIN_ANALYSIS_KNOWN_SELECTORS_H

#include "analysis/shape.h"

struct known_selectors;

struct known_selectors *known_selectors_new(struct arena *arena);

/* For another thread: finds those of its parent, which must not change meanwhile. */
struct known_selectors *known_selectors_branch(
    const struct known_selectors *parent, struct arena *arena);

/* The same for selectors of the same name and matchers; empty where a Grafana variable stands
 * in one. Valid until the next key. */
struct str known_selectors_key(struct known_selectors *known, struct str name,
    const struct promql_matcher *matchers, uint32_t count);

/* The shape with its `selector`, both of whichever was met first; or NULL. */
const struct shape *known_selectors_find(const struct known_selectors *known, struct str key);

/* Keeps copies; the labels of the alternatives must live as long as the analysis. */
void known_selectors_keep(struct known_selectors *known, struct str key,
    const struct shape *shape, size_t matcher_count);

#endif
