/*
 * Working with alternatives: finding, setting and dropping labels, uniting and joining.
 */
#include <stdlib.h>

#include "analysis/shaper.h"

/* The place of the label, or where it would stand. */
static size_t
find_place(const struct shape_alternative *alternative, const struct name *name, bool *is_there)
{
    size_t low = 0;
    size_t high = alternative->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(alternative->labels[middle].name->text, name->text);
        if (order == 0) {
            *is_there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *is_there = false;
    return low;
}

/* Names are interned and labels are few: a look at each is cheaper than a search. */
struct shape_label
shape_alternative_label(const struct shape_alternative *alternative, const struct name *name)
{
    for (size_t i = 0; i < alternative->count; i++) {
        if (alternative->labels[i].name == name) {
            return alternative->labels[i];
        }
    }
    return (struct shape_label){ .name = name,
        .presence = alternative->rest,
        .presence_cause = alternative->rest_cause,
        .values_cause = alternative->rest_cause };
}

struct shape_alternative
alternative_copy(struct arena *arena, const struct shape_alternative *alternative)
{
    struct shape_alternative copy = *alternative;
    struct shape_label *labels = ARENA_ARRAY(arena, struct shape_label, copy.count);
    if (copy.count > 0) {
        memcpy(labels, copy.labels, copy.count * sizeof *labels);
    }
    copy.labels = labels;
    return copy;
}

/* Nobody has so many labels; hostile input might, and every change copies them. What does not
 * fit is left to `rest`, which only makes the alternative less certain. */
enum { MOST_LABELS = 128 };

static void
open_rest(struct shape_alternative *alternative, struct cause cause)
{
    alternative->rest = PRESENCE_MAYBE;
    alternative->rest_cause = cause;
}

struct shape_alternative
alternative_with(struct shaper *shaper, const struct shape_alternative *alternative,
    struct shape_label label)
{
    bool is_there;
    size_t place = find_place(alternative, label.name, &is_there);
    if (!is_there && alternative->count >= MOST_LABELS) {
        struct shape_alternative opened = *alternative;
        open_rest(&opened, label.presence_cause);
        return opened;
    }
    size_t count = alternative->count + !is_there;
    struct shape_label *labels = ARENA_ARRAY(shaper->arena, struct shape_label, count);
    size_t after = place + is_there;
    if (place > 0) {
        memcpy(labels, alternative->labels, place * sizeof *labels);
    }
    labels[place] = label;
    if (alternative->count > after) {
        memcpy(labels + place + 1, alternative->labels + after,
            (alternative->count - after) * sizeof *labels);
    }
    if (!label.values) {
        labels[place].values = value_set_open(shaper->sets);
    }
    struct shape_alternative result = *alternative;
    result.labels = labels;
    result.count = count;
    return result;
}

static int
compare_labels(const void *a, const void *b)
{
    const struct shape_label *left = a;
    const struct shape_label *right = b;
    return str_compare(left->name->text, right->name->text);
}

struct shape_alternative
alternative_with_all(struct shaper *shaper, const struct shape_alternative *alternative,
    const struct shape_label *added, size_t count)
{
    struct shape_alternative result = *alternative;
    if (alternative->count + count > MOST_LABELS) {
        for (size_t i = 0; i < count; i++) {
            result = alternative_with(shaper, &result, added[i]);
        }
        return result;
    }
    struct shape_label *labels =
        ARENA_ARRAY(shaper->arena, struct shape_label, alternative->count + count);
    result.labels = labels;
    result.count = 0;
    for (size_t i = 0, j = 0; i < alternative->count || j < count;) {
        int order = i == alternative->count ? 1
                    : j == count            ? -1
                                 : compare_labels(&alternative->labels[i], &added[j]);
        labels[result.count++] = order < 0 ? alternative->labels[i] : added[j];
        i += order <= 0;
        j += order >= 0;
    }
    return result;
}

struct shape_alternative
alternative_without(struct shaper *shaper, const struct shape_alternative *alternative,
    const struct name *name, struct cause cause)
{
    struct shape_label label = shape_alternative_label(alternative, name);
    if (label.presence == PRESENCE_NEVER) {
        return *alternative;
    }
    label.presence = PRESENCE_NEVER;
    label.presence_cause = cause;
    return alternative_with(shaper, alternative, label);
}

struct shape_alternative
alternative_only(struct shaper *shaper, const struct shape_alternative *alternative,
    struct name_run run, struct cause cause)
{
    struct shape_label *labels = ARENA_ARRAY(shaper->arena, struct shape_label, run.count);
    size_t count = 0;
    for (uint32_t i = 0; i < run.count; i++) {
        const struct name *name = intern(shaper->names, run.at[i].name);
        labels[i] = shape_alternative_label(alternative, name);
        if (!labels[i].values) {
            labels[i].values = value_set_open(shaper->sets);
        }
    }
    if (run.count > 1) {
        qsort(labels, run.count, sizeof *labels, compare_labels);
    }
    for (uint32_t i = 0; i < run.count; i++) {
        if (count == 0 || labels[count - 1].name != labels[i].name) {
            labels[count++] = labels[i];
        }
    }
    struct shape_alternative result = *alternative;
    result.labels = labels;
    result.count = count;
    result.rest = PRESENCE_NEVER;
    result.rest_cause = cause;
    if (count > MOST_LABELS) {
        result.count = MOST_LABELS;
        open_rest(&result, cause);
    }
    return result;
}

struct shape_alternative
alternative_empty(struct cause cause)
{
    return (struct shape_alternative){ .rest = PRESENCE_NEVER, .rest_cause = cause };
}

struct shape_alternative
alternative_computed(const struct shape_alternative *alternative)
{
    struct shape_alternative result = *alternative;
    result.kind = SERIES_KIND_NONE;
    result.is_counting = false;
    result.is_aggregated = false;
    return result;
}

struct shape_label
label_any(struct shaper *shaper, const struct name *name, struct cause cause)
{
    return (struct shape_label){ .name = name,
        .presence = PRESENCE_ALWAYS,
        .values = value_set_open(shaper->sets),
        .presence_cause = cause,
        .values_cause = cause };
}

/* The next label from `*i` on that says something: one that is never there says nothing where
 * labels that are not listed are never there either. */
static const struct shape_label *
next_label(const struct shape_alternative *alternative, size_t *i)
{
    while (*i < alternative->count && alternative->rest == PRESENCE_NEVER &&
           alternative->labels[*i].presence == PRESENCE_NEVER) {
        ++*i;
    }
    return *i < alternative->count ? &alternative->labels[(*i)++] : NULL;
}

/* Causes and sources do not count. */
static bool
are_equal(const struct shape_alternative *a, const struct shape_alternative *b)
{
    if (a->rest != b->rest || a->kind != b->kind || a->is_counting != b->is_counting ||
        a->is_aggregated != b->is_aggregated) {
        return false;
    }
    for (size_t i = 0, j = 0;;) {
        const struct shape_label *left = next_label(a, &i);
        const struct shape_label *right = next_label(b, &j);
        if (!left || !right) {
            return left == right;
        }
        bool have_same_values =
            left->values == right->values || left->presence == PRESENCE_NEVER;
        if (left->name != right->name || left->presence != right->presence ||
            !have_same_values) {
            return false;
        }
    }
}

static void
join_presence(struct shape_label *into, const struct shape_label *other)
{
    if (into->presence != other->presence) {
        into->presence_cause =
            into->presence < other->presence ? into->presence_cause : other->presence_cause;
        into->presence = PRESENCE_MAYBE;
    }
}

/* Of two labels of one name: the weakest presence, all values. */
static struct shape_label
join_labels(struct value_sets *sets, struct shape_label a, struct shape_label b)
{
    const struct value_set *a_values = a.values ? a.values : value_set_open(sets);
    const struct value_set *b_values = b.values ? b.values : value_set_open(sets);
    bool only_b = a.presence == PRESENCE_NEVER;
    bool only_a = b.presence == PRESENCE_NEVER;
    struct shape_label joined = only_b ? b : a;
    joined.presence = a.presence;
    joined.presence_cause = a.presence_cause;
    join_presence(&joined, &b);
    joined.values = only_b ? b_values : a_values;
    if (!only_a && !only_b) {
        joined.values = value_set_join(sets, a_values, b_values);
    }
    return joined;
}

static struct shape_alternative
join_alternatives(
    struct shaper *shaper, const struct shape_alternative *a, const struct shape_alternative *b)
{
    struct shape_label *labels =
        ARENA_ARRAY(shaper->arena, struct shape_label, a->count + b->count);
    size_t count = 0;
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        int order = i == a->count ? 1
                    : j == b->count
                        ? -1
                        : str_compare(a->labels[i].name->text, b->labels[j].name->text);
        const struct name *name = order <= 0 ? a->labels[i].name : b->labels[j].name;
        labels[count++] = join_labels(
            shaper->sets, shape_alternative_label(a, name), shape_alternative_label(b, name));
        i += order <= 0;
        j += order >= 0;
    }
    struct shape_alternative joined = *a;
    joined.labels = labels;
    joined.count = count;
    if (b->rest == PRESENCE_MAYBE) {
        joined.rest = b->rest;
        joined.rest_cause = b->rest_cause;
    }
    if (count > MOST_LABELS) {
        joined.count = MOST_LABELS;
        open_rest(&joined, labels[MOST_LABELS].presence_cause);
    }
    joined.kind = a->kind == b->kind ? a->kind : SERIES_KIND_NONE;
    joined.is_counting = a->is_counting && b->is_counting;
    joined.is_aggregated = a->is_aggregated || b->is_aggregated;
    joined.source = a->source == b->source ? a->source : NULL;
    return joined;
}

static void
add_distinct(
    struct shaper *shaper, struct alternative_vec *kept, const struct shape_alternative *one)
{
    for (size_t i = 0; i < kept->count; i++) {
        if (are_equal(&kept->at[i], one)) {
            if (kept->at[i].source != one->source) {
                kept->at[i].source = NULL;
            }
            return;
        }
    }
    VEC_PUSH(shaper->arena, kept, *one);
}

/* Everything in the first. */
static void
join_all(struct shaper *shaper, struct alternative_vec *kept)
{
    for (size_t i = 1; i < kept->count; i++) {
        kept->at[0] = join_alternatives(shaper, &kept->at[0], &kept->at[i]);
    }
    kept->count = 1;
}

void
shape_settle(struct shaper *shaper, struct shape *shape, struct alternative_vec *all)
{
    struct alternative_vec kept = { 0 };
    bool is_joined = false;
    for (size_t i = 0; i < all->count; i++) {
        if (is_joined) {
            kept.at[0] = join_alternatives(shaper, &kept.at[0], &all->at[i]);
            continue;
        }
        add_distinct(shaper, &kept, &all->at[i]);
        if (kept.count > SHAPE_MOST_ALTERNATIVES) {
            join_all(shaper, &kept);
            is_joined = true;
        }
    }
    shape->is_joined |= is_joined; /* one of what had been joined before is no less a blur */
    shape->alternatives = kept.at;
    shape->count = kept.count;
}

void
shape_make_unknown(struct shape *shape, enum shape_fault fault)
{
    shape->is_unknown = true;
    shape->fault = fault;
    shape->filling = SHAPE_FILLING_MAYBE;
    shape->alternatives = NULL;
    shape->count = 0;
}

enum shape_filling
shape_filling_either(enum shape_filling a, enum shape_filling b)
{
    if (a == SHAPE_FILLING_ALWAYS || b == SHAPE_FILLING_ALWAYS) {
        return SHAPE_FILLING_ALWAYS;
    }
    return a == b ? a : SHAPE_FILLING_MAYBE;
}

enum shape_filling
shape_filling_both(enum shape_filling a, enum shape_filling b)
{
    if (a == SHAPE_FILLING_ALWAYS) {
        return b;
    }
    return b == SHAPE_FILLING_AFTER_EVENT ? b : a;
}

bool
name_run_has_variable(struct name_run run)
{
    for (uint32_t i = 0; i < run.count; i++) {
        struct str name = run.at[i].name;
        if (str_find_char(name, '$') != SIZE_MAX || str_starts_with(name, STR("[["))) {
            return true;
        }
    }
    return false;
}

struct shape_label
shape_label(struct value_sets *sets, const struct shape *shape, const struct name *name)
{
    if (shape->is_unknown || shape->count == 0) {
        return (struct shape_label){ .name = name, .presence = PRESENCE_MAYBE };
    }
    struct shape_label result = shape_alternative_label(&shape->alternatives[0], name);
    for (size_t i = 1; i < shape->count; i++) {
        result =
            join_labels(sets, result, shape_alternative_label(&shape->alternatives[i], name));
    }
    return result;
}
