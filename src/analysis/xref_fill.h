/*
 * Inside the analysis room: filling the cross-reference table, one file per kind of user.
 */
#ifndef TOCSIN_ANALYSIS_XREF_FILL_H
#define TOCSIN_ANALYSIS_XREF_FILL_H

#include "analysis/world.h"
#include "analysis/xref.h"

struct xref_filler {
    struct arena *arena;
    struct arena scratch; /* for templates that are only looked at */
    const struct model *model;
    const struct rules *rules;
    const struct world *world;
    struct str subject; /* of the rows that are added */
    struct xref *xref;
};

void xref_add(struct xref_filler *filler, enum xref_entity entity, struct str name,
    enum xref_how how, struct span span);

/* All series, labels and alerts that an expression names. */
void xref_add_tree(struct xref_filler *filler, const struct promql_tree *tree);

void xref_fill_model(struct xref_filler *filler);
void xref_fill_rules(struct xref_filler *filler);
void xref_fill_routing(struct xref_filler *filler);

#endif
