/*
 * Shapes: what an expression can evaluate to, computed bottom-up from the world.
 *
 * A shape is a set of alternatives: each is one kind of series that the result may hold, with
 * its labels, whether each is there, which values it takes, and the place that caused each
 * fact. Results of two jobs are two alternatives, not one blur. Every alternative is an upper
 * bound: `never` and a missing value are certain, `maybe` is not. A shape is unknown above a
 * faulty node (an undefined metric, a match that cannot be), so that one mistake has one
 * message.
 */
#ifndef TOCSIN_ANALYSIS_SHAPE_H
#define TOCSIN_ANALYSIS_SHAPE_H

#include "analysis/values.h"
#include "analysis/world.h"
#include "model/unit.h"
#include "promql/promql.h"

enum presence {
    PRESENCE_NEVER,
    PRESENCE_MAYBE,
    PRESENCE_ALWAYS,
};

/* `never`, `maybe`, `always` */
const char *presence_text(enum presence presence);

enum cause_kind {
    CAUSE_NONE,
    CAUSE_LABEL,       /* the line that declares the label of a metric or target */
    CAUSE_METRIC,      /* the metric, which has no such label */
    CAUSE_JOB,         /* the job, whose relabelling may do anything, or which is open */
    CAUSE_RULE,        /* the rule, or its own `labels:` */
    CAUSE_MATCHER,     /* a matcher of a selector */
    CAUSE_BY,          /* `by (…)` without it */
    CAUSE_WITHOUT,     /* `without (…)` with it */
    CAUSE_AGGREGATION, /* an aggregation without a clause */
    CAUSE_ON,          /* `on (…)` of a one-to-one match without it */
    CAUSE_IGNORING,    /* `ignoring (…)` of a one-to-one match with it */
    CAUSE_MATCH,       /* the match itself: the other side decides */
    CAUSE_GROUP,       /* `group_left (…)`: copied or deleted */
    CAUSE_FUNCTION,    /* a call or operator that sets or drops it */
};

struct cause {
    enum cause_kind kind;
    struct span span;
};

struct shape_label {
    const struct name *name;        /* `__name__` is a label like others */
    const struct value_set *values; /* of series that have it; never NULL */
    const struct label *declared;   /* the catalog's or job's declaration, or NULL */
    struct cause presence_cause;
    struct cause values_cause; /* what narrowed or set the values */
    enum presence presence;
};

struct shape_alternative {
    const struct shape_label *labels; /* in byte order of names */
    size_t count;
    enum presence rest; /* labels not listed: NEVER, or MAYBE when anything may be there */
    struct cause rest_cause;
    enum series_kind kind;
    bool is_counting;   /* still the running total of a counter: only sense in `rate` */
    bool is_aggregated; /* several series went into each: `rate` of it is wrong */
    const struct world_source
        *source; /* where the values come from; NULL: several or computed */
};

/* Whether the result may hold no series at all. */
enum shape_filling {
    SHAPE_FILLING_ALWAYS, /* there as long as its targets are scraped */
    SHAPE_FILLING_MAYBE,
    SHAPE_FILLING_AFTER_EVENT, /* empty until something was counted for the first time */
};

/* What is wrong at this very node; the shape is unknown then, and above it too. */
enum shape_fault {
    SHAPE_FAULT_NONE,
    SHAPE_FAULT_UNDEFINED,  /* no source has the name */
    SHAPE_FAULT_NO_SERIES,  /* the matchers exclude all series */
    SHAPE_FAULT_NO_BUCKETS, /* histogram_quantile over something without `le` */
    SHAPE_FAULT_NO_MATCH,   /* the sides can never match */
    SHAPE_FAULT_CYCLE,      /* reads a recording that depends on itself */
};

/* What a matcher does to the series of its selector. Bits of shape_selector.matchers[i]. */
enum matcher_fact {
    MATCHER_FACT_HAS_LABEL = 1, /* some series may have the label */
    MATCHER_FACT_ACCEPTS = 2,   /* it accepts some series, taken alone */
    MATCHER_FACT_EXCLUDES = 4,  /* it excludes some series, or may */
    MATCHER_FACT_UNKNOWN = 8,   /* holds a variable, or the series are unknown */
};

/* What is known of a selector beyond its shape. */
struct shape_selector {
    const struct promql_selector *selector;
    struct str name; /* empty: not one name */
    struct span name_span;
    const struct world_source *const *sources; /* declared ones of that name, before matchers */
    size_t source_count;
    const uint8_t *matchers; /* enum matcher_fact bits, by index in the braces */
    bool is_open;            /* may come from an open job or foreign rules */
};

struct shape {
    enum promql_type type;
    bool is_unknown; /* nothing is known of the series; no alternatives */
    bool is_joined;  /* more alternatives than SHAPE_MOST_ALTERNATIVES: joined to one */
    enum shape_filling filling;
    enum shape_fault fault;
    struct unit unit; /* of the values; unknown when alternatives differ */
    const struct shape_alternative *alternatives; /* of vectors and matrices */
    size_t count;
    const struct shape_selector *selector; /* SELECTOR nodes that name something, else NULL */
};

enum { SHAPE_MOST_ALTERNATIVES = 16 };

/* The shapes of all nodes of a tree. */
struct shapes {
    const struct promql_tree *tree;
    const struct shape *at; /* by node */
};

static inline const struct shape *
shape_of(const struct shapes *shapes, uint32_t node)
{
    return &shapes->at[node];
}

static inline const struct shape *
shape_of_root(const struct shapes *shapes)
{
    return &shapes->at[promql_root(shapes->tree)];
}

/* What the alternative knows of a label, listed or not. Not listed: presence `rest`. */
struct shape_label shape_alternative_label(
    const struct shape_alternative *alternative, const struct name *name);

/* The same over all alternatives: the weakest presence, all values. Presence MAYBE when the
 * shape is unknown or empty, so NEVER is certain. The causes are those of the first alternative
 * that lacks the label, else of the first. `values` is NULL when nothing is known. */
struct shape_label shape_label(
    struct value_sets *sets, const struct shape *shape, const struct name *name);

/* One line per alternative: `http_requests_total counter {job always {app}, le never, …}`. */
void shape_print(struct buf *buf, const struct shape *shape);

#endif
