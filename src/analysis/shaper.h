/*
 * Inside the analysis room: making shapes, one file per group of node kinds.
 *
 * `analysis_shapes` walks the nodes in post-order and calls the function for each kind; it
 * finds the shapes of its operands in `at`. Alternatives are values that share their label
 * arrays: nothing changes an array in place, and `alternative_with` copies it.
 */
#ifndef TOCSIN_ANALYSIS_SHAPER_H
#define TOCSIN_ANALYSIS_SHAPER_H

#include "analysis/analysis.h"

struct shaper {
    struct arena *arena; /* of the shapes that are made */
    const struct analysis *analysis;
    struct value_sets *sets;
    struct interner *names;
    const struct promql_tree *tree;
    struct shape *at;               /* by node */
    const struct name *metric_name; /* `__name__` */
};

VEC_DECLARE(alternative_vec, struct shape_alternative);

/* A run of label names as written in `by`, `on` and so on. */
struct name_run {
    const struct promql_label *at;
    uint32_t count;
};

void shaper_init(struct shaper *shaper, struct arena *arena, const struct analysis *analysis);

/* One file each. */
void shape_selector(struct shaper *shaper, uint32_t node);
void shape_aggregation(struct shaper *shaper, uint32_t node);
void shape_binary(struct shaper *shaper, uint32_t node);
void shape_call(struct shaper *shaper, uint32_t node);

/* The unit of the values, from those of the operands; after the shape itself. */
struct unit shape_unit(const struct shaper *shaper, uint32_t node);

/* Of what a rule records: given, or the expression's, or told by the name. */
struct unit shape_unit_recorded(const struct rule *rule, struct unit unit);

/* The alternatives of label_replace and label_join over `operand`; false: unknown. */
bool shape_label_replace(struct shaper *shaper, uint32_t node, const struct shape *operand,
    struct alternative_vec *out);
bool shape_label_join(struct shaper *shaper, uint32_t node, const struct shape *operand,
    struct alternative_vec *out);

/* What a scraped or synthetic source gives, before matchers; kept with the analysis. */
const struct shape_alternative *source_alternative(
    const struct analysis *analysis, const struct world_source *source);

/* What an open job may give under any name. */
struct shape_alternative source_open_alternative(
    struct shaper *shaper, const struct job *job, const struct name *name);

/* With the rule's own labels, as recorded or as alerts. */
void shape_output(
    struct shaper *shaper, size_t rule, const struct shape *expr, struct shape *out);

/* Whether the labels that a rule sets itself allow its series in this selector. */
bool rule_may_be_selected(const struct analysis *analysis, size_t rule,
    const struct promql_tree *tree, const struct promql_selector *selector);

/* With its own copy of the labels. */
struct shape_alternative alternative_copy(
    struct arena *arena, const struct shape_alternative *alternative);

/* The label list with this label in place of the one of its name. */
struct shape_alternative alternative_with(struct shaper *shaper,
    const struct shape_alternative *alternative, struct shape_label label);

/* The label list with all of these, which are in byte order of names, in place of those of
 * their names. */
struct shape_alternative alternative_with_all(struct shaper *shaper,
    const struct shape_alternative *alternative, const struct shape_label *added, size_t count);

/* Without the label; nothing happens when it is not there anyway. */
struct shape_alternative alternative_without(struct shaper *shaper,
    const struct shape_alternative *alternative, const struct name *name, struct cause cause);

/* Only these labels. */
struct shape_alternative alternative_only(struct shaper *shaper,
    const struct shape_alternative *alternative, struct name_run run, struct cause cause);

/* No labels at all, no kind, no source. */
struct shape_alternative alternative_empty(struct cause cause);

/* A computed value: the kind is lost. */
struct shape_alternative alternative_computed(const struct shape_alternative *alternative);

/* A label that is always there and any text. */
struct shape_label label_any(
    struct shaper *shaper, const struct name *name, struct cause cause);

/* Puts the alternatives into the shape: equal ones once, too many joined. */
void shape_settle(struct shaper *shaper, struct shape *shape, struct alternative_vec *all);

/* Marks the shape as unknown. */
void shape_make_unknown(struct shape *shape, enum shape_fault fault);

/* Of results that are united. */
enum shape_filling shape_filling_either(enum shape_filling a, enum shape_filling b);

/* Of results of which both are needed. */
enum shape_filling shape_filling_both(enum shape_filling a, enum shape_filling b);

/* Whether a Grafana variable stands among the names. */
bool name_run_has_variable(struct name_run run);

#endif
