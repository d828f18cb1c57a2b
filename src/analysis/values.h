/*
 * Sets of label values: which values a label can have.
 *
 * A set is closed (exactly these values) or open (any text that meets all of its bounds). Sets
 * are hash-consed in a table, so equal sets are one object and compare by pointer. The empty
 * text is never in a set: a label with an empty value is an absent label, which presence tells.
 * The empty set does not exist either: where an operation would give it, it gives NULL.
 */
#ifndef TOCSIN_ANALYSIS_VALUES_H
#define TOCSIN_ANALYSIS_VALUES_H

#include "base/buf.h"
#include "base/intern.h"
#include "model/catalog.h"
#include "promql/tree.h"
#include "regex/regex.h"

/* What all values of an open set meet: NEQ a text, REGEX or NREGEX a pattern. */
struct value_bound {
    enum promql_match match;
    const struct name *text;
    const struct regex *regex; /* NULL for NEQ */
};

struct value_set {
    bool is_closed;
    const struct name *const *values; /* closed: in byte order, at least one */
    size_t value_count;
    const struct value_bound *bounds; /* open: in a fixed order, perhaps none */
    size_t bound_count;
};

/* The table of all sets of one environment; lives in the arena it was made in. */
struct value_sets;

struct value_sets *value_sets_new(
    struct arena *arena, struct interner *names, struct regex_set *regexes);

/* From now on with these names, which have all that the table had. */
void value_sets_rename(struct value_sets *sets, struct interner *names);

/* For another thread: finds the sets of its parent, which must not change meanwhile. `names`
 * are a branch of the parent's. */
struct value_sets *value_sets_branch(
    const struct value_sets *parent, struct arena *arena, struct interner *names);

const struct value_set *value_set_open(struct value_sets *sets);
const struct value_set *value_set_one(struct value_sets *sets, struct str value);

/* Any order, repetitions and the empty text are fine; NULL when nothing is left. */
const struct value_set *value_set_closed(
    struct value_sets *sets, const struct name *const *values, size_t count);

/* The values of a declared label. NULL when it declares the empty text only. */
const struct value_set *value_set_of_domain(
    struct value_sets *sets, const struct label_domain *domain);

/* A matcher as a bound. A pattern that does not compile (then a finding was made) gives one
 * that accepts everything. */
struct value_bound value_bound_of(
    struct value_sets *sets, enum promql_match match, struct str text);

/* Whether `value MATCH text` holds; of the empty value, what the matcher says of a series
 * without the label. */
bool value_bound_accepts(struct value_bound bound, struct str value);

/* The part of the set that the matcher accepts, or NULL. */
const struct value_set *value_set_narrow_by(
    struct value_sets *sets, const struct value_set *set, struct value_bound bound);
const struct value_set *value_set_narrow(struct value_sets *sets, const struct value_set *set,
    enum promql_match match, struct str text);

/* Values in both; NULL when there is certainly none. */
const struct value_set *value_set_meet(
    struct value_sets *sets, const struct value_set *a, const struct value_set *b);

/* Values in either; open unless both are closed. Never too small. */
const struct value_set *value_set_join(
    struct value_sets *sets, const struct value_set *a, const struct value_set *b);

/* Whether the value may be in the set. */
bool value_set_may_have(const struct value_set *set, struct str value);

/* `{GET, POST}`, `any`, `=~"[1-5].."`; long sets are cut after `most` values (0: never). */
void value_set_print(struct buf *buf, const struct value_set *set, size_t most);

#endif
