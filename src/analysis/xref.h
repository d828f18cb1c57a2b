/*
 * The cross-reference table: which object uses which, where, and how.
 *
 * One row per place. It serves the undefined and unused checks, `tocsin uses` and CATALOG.md,
 * so that all of them agree. Rows are in the order of the spec; those of one name are chained.
 */
#ifndef TOCSIN_ANALYSIS_XREF_H
#define TOCSIN_ANALYSIS_XREF_H

#include "base/intern.h"
#include "base/vec.h"
#include "model/model.h"
#include "rules/rules.h"

struct world;

enum xref_entity {
    XREF_ENTITY_METRIC, /* by its name in the catalog: the base name of a histogram */
    XREF_ENTITY_RECORDING,
    XREF_ENTITY_ALERT,
    XREF_ENTITY_LABEL,
    XREF_ENTITY_RECEIVER,
    XREF_ENTITY_SEVERITY,
    XREF_ENTITY_CATALOG,
    XREF_ENTITY_TIME_INTERVAL,
    XREF_ENTITY_TEMPLATE, /* a notification template, as {{ define "…" }} names it */
};

/* `metric`, `recorded series`, … */
const char *xref_entity_text(enum xref_entity entity);

enum xref_how {
    XREF_HOW_DEFINED,
    XREF_HOW_SELECTED,  /* a metric or recording, by a selector */
    XREF_HOW_MATCHED,   /* a label, by a matcher */
    XREF_HOW_GROUPED,   /* a label, by `by` or `without` */
    XREF_HOW_JOINED,    /* a label, by `on`, `ignoring` or `group_left` */
    XREF_HOW_SET,       /* a label, by a rule's `labels:` or label_replace */
    XREF_HOW_READ,      /* a label, by an annotation or label template */
    XREF_HOW_ROUTED,    /* by a route: matchers, group_by, receivers, intervals */
    XREF_HOW_INHIBITED, /* by an inhibition */
    XREF_HOW_EXPOSED,   /* a catalog, by a job */
    XREF_HOW_TESTED,    /* by an alert's test */
    XREF_HOW_USED, /* otherwise: a severity by an alert, a subset_of, a template by a receiver
                    */
};

/* `selected by`, `matched by`, … */
const char *xref_how_text(enum xref_how how);

struct xref_row {
    const struct name *name;
    struct str
        subject; /* of the object that uses it: `alerts/database/PoolExhaustion#critical` */
    struct span span; /* none for what was derived */
    uint32_t next;    /* the next row of the same name, or XREF_END */
    uint8_t entity;   /* enum xref_entity */
    uint8_t how;      /* enum xref_how */
};

#define XREF_END UINT32_MAX

VEC_DECLARE(xref_row_vec, struct xref_row);

/* Indices of the first and the last row of a name, or XREF_END. */
struct xref_chain {
    uint32_t first;
    uint32_t last;
};

VEC_DECLARE(xref_chain_vec, struct xref_chain);

struct xref {
    struct xref_row_vec rows;
    struct xref_chain_vec chains; /* by name id, as far as there are any */
};

/* Walks the rows of one name:
 *     for (uint32_t i = xref_first(xref, name); i != XREF_END; i = xref->rows.at[i].next) */
uint32_t xref_first(const struct xref *xref, const struct name *name);

/* Whether something other than its definition refers to it, for any reason but a test. */
bool xref_is_used(const struct xref *xref, enum xref_entity entity, const struct name *name);

/* What something outside the rules reads: a query of a dashboard. */
struct xref_use {
    struct str subject;
    const struct promql_tree *tree; /* or NULL */
    struct text label;              /* that label_values reads, or absent */
    struct text alert;              /* the name of an alert that is shown, or absent */
};

/* Adds what they name to a table that was made. */
void xref_extend(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, const struct xref_use *uses, size_t count, struct xref *xref);

/* After it was made with a branch of the names: the branch's own as those of the parent, which
 * may have got them meanwhile. */
void xref_rename(struct arena *arena, struct interner *names, const struct interner *branch,
    struct xref *xref);

/* Fills the table. */
void xref_make(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, struct xref *xref);

#endif
