/*
 * What checks of expressions have in common: questions to shapes, and the words for their
 * causes.
 */
#ifndef TOCSIN_CHECK_EXPRESSION_H
#define TOCSIN_CHECK_EXPRESSION_H

#include "check/check.h"

/* Whether the node's series certainly lack the label; `*label` is what is known of it. Never
 * true of a shape that is unknown. */
bool expression_lacks(const struct checker *checker, const struct check_node *at, uint32_t node,
    struct str name, struct shape_label *label);

/* Whether every series of the node certainly has the label. */
bool expression_has(
    const struct checker *checker, const struct check_node *at, uint32_t node, struct str name);

/* Adds the place that decided about the label, with a word on how. */
void expression_explain(
    struct checker *checker, struct finding *finding, struct cause cause, struct str label);

/* Whether something is known of the series and holds of each kind of them. */
typedef bool expression_predicate(const struct shape_alternative *alternative);
bool expression_all(const struct shape *shape, expression_predicate *holds);

/* Whether anything in the system has or sets a label of this name: what nobody knows is a
 * misspelling. True where jobs are open. */
bool expression_knows_label(struct checker *checker, struct str name);

/* Offers the labels of a source, and finds the values that a source declares for a label: NULL
 * when none are declared; `*place` is where. */
void expression_offer_labels(
    const struct checker *checker, const struct world_source *source, struct nearest *nearest);
/* Offers the labels that series of the shape have or may have. */
void expression_offer_shape(const struct shape *shape, struct nearest *nearest);
const struct value_set *expression_declared_values(const struct checker *checker,
    const struct world_source *source, struct str label, struct span *place);

/* "`a`, `b` and `c`". */
struct str expression_list(struct checker *checker, const struct str_vec *names);

/* The labels of a metric and its jobs, for messages: "`code`, `job` and `method`". */
struct str expression_list_labels(struct checker *checker, const struct world_source *source);

/* The first operand of a call that is a vector or a matrix, or PROMQL_NONE. */
uint32_t expression_vector(const struct check_node *at);

/* Whether the operand may be a native histogram of an open job: then nobody knows whether it
 * needs the label `le`. */
bool expression_may_be_native(const struct check_node *at, uint32_t operand);

/* Whether the series under the operand were never buckets of a histogram: no selector under it
 * has the label `le`, and none lost it in a recording. */
bool expression_never_had_buckets(
    const struct checker *checker, const struct check_node *at, uint32_t operand);

/* Whether some call around the node has this name. */
bool expression_is_inside(const struct check_node *at, uint32_t node, struct str function);

/* The scraped metric that all series of the node come from, or NULL. */
const struct metric *expression_metric(const struct shape *shape);

/* The labels that series of the shape have or may have: "`code` and `job`"; empty when anything
 * may be there. */
struct str expression_list_shape(struct checker *checker, const struct shape *shape);

/* How often the series of a source get a sample, in milliseconds, and where that is said. */
int64_t expression_interval(
    const struct checker *checker, const struct world_source *source, struct span *place);

/* Milliseconds as Prometheus prints a duration, in the checker's arena. */
struct str expression_duration(struct checker *checker, int64_t milliseconds);

#endif
