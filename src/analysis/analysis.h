/*
 * The analysis: what everything that loads means, as far as the files tell.
 *
 * `analysis_make` builds the world, the shape of every rule's result (recordings before their
 * readers, by Kahn's order) and the cross references. It says nothing about the content:
 * judging is the checks' duty. Shapes of inner nodes are not kept, since 20,000 rules would
 * need much memory for them; `analysis_shapes` makes those of one tree when they are wanted.
 */
#ifndef TOCSIN_ANALYSIS_ANALYSIS_H
#define TOCSIN_ANALYSIS_ANALYSIS_H

#include "analysis/shape.h"
#include "analysis/world.h"
#include "analysis/xref.h"
#include "diag/diag.h"
#include "model/model.h"
#include "rules/rules.h"

struct known_selectors;

/* What a rule gives. NULL for a rule without a tree. */
struct rule_result {
    const struct shape *expr;   /* the root of its expression */
    const struct shape *output; /* the recorded series, or the alerts: with the rule's labels */
};

/* Recordings that depend on each other: each reads the next, the last the first. */
struct rule_cycle {
    const size_t *rules; /* indices in rules.all */
    size_t count;
};

VEC_DECLARE(rule_cycle_vec, struct rule_cycle);
VEC_DECLARE(rule_index_vec, size_t);

/* `reader` has a selector that may select what `read` gives: its name, and no label that it
 * sets itself is refused by a matcher. Both are indices in rules.all. */
struct rule_read {
    uint32_t reader;
    uint32_t read;
};

/* In the order of the selectors; those of rule i are all[from[i] .. from[i + 1]). */
struct rule_reads {
    const struct rule_read *all;
    const size_t *from;
};

struct analysis {
    struct arena *arena;
    const struct model *model;
    const struct rules *rules;
    struct world *world;
    struct value_sets *sets;
    struct known_selectors *selectors;
    const struct name *metric_name; /* `__name__` */
    struct rule_result *results;    /* by index in rules.all */
    struct rule_cycle_vec cycles;
    struct rule_reads reads;
    struct rule_index_vec alerts; /* which of the rules are alerts */
    struct map alerts_by_name;    /* alert's name → struct rule_index_vec * */
    struct xref xref;
    /* by source id: made when first asked for */
    const struct shape_alternative **sources;
    const struct unit **units; /* of all but recordings */
};

/* Also reads the rules' annotations, before their cross references. False only when later
 * stages would be meaningless, which does not happen today. */
bool analysis_make(struct arena *arena, const struct model *model, struct rules *rules,
    struct analysis *analysis, struct diags *diags);

/* The same for another thread, which may ask everything of it: what is made when it is asked
 * for goes into `arena`, and names into those of `model`, a branch of the parent's. The parent
 * must not change meanwhile. */
void analysis_branch(const struct analysis *parent, struct arena *arena,
    const struct model *model, struct analysis *branch);

/* Fills `equal` of the inhibitions that were made for alerts with several limits: `alertname`
 * and the labels that those alerts' results may carry, without those that tell severities
 * apart. */
void analysis_complete_inhibitions(const struct analysis *analysis, struct rules *rules);

/* Gives the links of alerts to dashboards the values of their variables: those whose name is a
 * label of every result of the alert. */
void analysis_complete_links(
    const struct analysis *analysis, struct rules *rules, struct diags *diags);

/* The shapes of every node of a tree, of a rule or not, in the arena given. */
void analysis_shapes(const struct analysis *analysis, const struct promql_tree *tree,
    struct arena *arena, struct shapes *shapes);

/* What `$labels.NAME` of a rule's template can be: the labels of the query's result, without
 * the rule's own. See shape_label for the contract. */
struct shape_label analysis_template_label(
    const struct analysis *analysis, size_t rule, struct str name);

/* The index of a rule in rules.all. */
size_t analysis_rule_index(const struct analysis *analysis, const struct rule *rule);

/* At most so many series a metric can have: the numbers of values of its labels multiplied,
 * times the series of one label set (buckets, sum, count), over all jobs that expose it. */
struct series_estimate {
    bool is_known; /* false when a label of the metric has no declared number of values … */
    const struct label *unbounded; /* … then this is the first */
    int64_t per_target;            /* saturates at INT64_MAX */
    bool has_targets;              /* how many targets there are is known, too */
    int64_t count; /* over all targets, or with unknown ones of one target; saturates too */
};
struct series_estimate analysis_series(
    const struct analysis *analysis, const struct metric *metric);

#endif
