/*
 * Sets of label values, hash-consed.
 */
#include "analysis/values.h"

#include <assert.h>
#include <stdlib.h>

#include "regex/literals.h"

/* More bounds than these are dropped, which makes a set larger than it is: still true. */
enum { MOST_BOUNDS = 8 };

VEC_DECLARE(value_name_vec, const struct name *);
VEC_DECLARE(word_vec, uint32_t);
VEC_DECLARE(one_vec, const struct value_set *);

struct value_sets {
    const struct value_sets *parent; /* of a branch, else NULL: its sets are looked for first */
    struct arena *arena;
    struct interner *names;
    struct regex_set *regexes;
    struct map all; /* by the bytes of `make_key` */
    const struct value_set *open;
    struct one_vec ones;        /* sets of one value, by the id of its name */
    struct value_name_vec room; /* for the values of the set that is being made … */
    struct word_vec words;      /* … and for its key */
};

/* The set itself as bytes: equal for equal sets, whatever order they were made in. Valid until
 * the next key. */
static struct str
make_key(struct value_sets *sets, const struct value_set *set)
{
    struct word_vec *words = &sets->words;
    words->count = 0;
    VEC_PUSH(sets->arena, words, set->is_closed);
    for (size_t i = 0; i < set->value_count; i++) {
        VEC_PUSH(sets->arena, words, set->values[i]->id);
    }
    for (size_t i = 0; i < set->bound_count; i++) {
        VEC_PUSH(sets->arena, words, (uint32_t)set->bounds[i].match);
        VEC_PUSH(sets->arena, words, set->bounds[i].text->id);
    }
    return str_make((const char *)words->at, words->count * sizeof *words->at);
}

/* The one object for this set; `set` and its arrays may live anywhere. */
static const struct value_set *
cons(struct value_sets *sets, const struct value_set *set)
{
    struct str key = make_key(sets, set);
    struct value_set *known = sets->parent ? map_get(&sets->parent->all, key) : NULL;
    known = known ? known : map_get(&sets->all, key);
    if (known) {
        return known;
    }
    known = ARENA_NEW(sets->arena, struct value_set);
    *known = *set;
    const struct name **values =
        ARENA_ARRAY(sets->arena, const struct name *, set->value_count);
    struct value_bound *bounds = ARENA_ARRAY(sets->arena, struct value_bound, set->bound_count);
    if (set->value_count > 0) {
        memcpy(values, set->values, set->value_count * sizeof *values);
    }
    if (set->bound_count > 0) {
        memcpy(bounds, set->bounds, set->bound_count * sizeof *bounds);
    }
    known->values = values;
    known->bounds = bounds;
    map_put(&sets->all, arena_copy(sets->arena, key), known);
    return known;
}

/* Most sets have one value, and are asked for again and again. */
static const struct value_set *
cons_one(struct value_sets *sets, const struct name *value)
{
    const struct value_sets *parent = sets->parent;
    if (parent && value->id < parent->ones.count && parent->ones.at[value->id]) {
        return parent->ones.at[value->id];
    }
    while (sets->ones.count <= value->id) {
        VEC_PUSH(sets->arena, &sets->ones, NULL);
    }
    const struct value_set **known = &sets->ones.at[value->id];
    if (!*known) {
        struct value_set set = { .is_closed = true, .values = &value, .value_count = 1 };
        *known = cons(sets, &set);
    }
    return *known;
}

/* Of values in byte order, each once; NULL for none. */
static const struct value_set *
cons_closed(struct value_sets *sets, const struct value_name_vec *values)
{
    if (values->count < 2) {
        return values->count == 0 ? NULL : cons_one(sets, values->at[0]);
    }
    struct value_set set = {
        .is_closed = true, .values = values->at, .value_count = values->count
    };
    return cons(sets, &set);
}

struct value_sets *
value_sets_new(struct arena *arena, struct interner *names, struct regex_set *regexes)
{
    struct value_sets *sets = ARENA_NEW(arena, struct value_sets);
    *sets = (struct value_sets){ .arena = arena, .names = names, .regexes = regexes };
    map_init(&sets->all, arena);
    struct value_set open = { .is_closed = false };
    sets->open = cons(sets, &open);
    return sets;
}

void
value_sets_rename(struct value_sets *sets, struct interner *names)
{
    sets->names = names;
}

struct value_sets *
value_sets_branch(const struct value_sets *parent, struct arena *arena, struct interner *names)
{
    struct value_sets *sets = ARENA_NEW(arena, struct value_sets);
    *sets = (struct value_sets){ .parent = parent,
        .arena = arena,
        .names = names,
        .regexes = parent->regexes,
        .open = parent->open };
    map_init(&sets->all, arena);
    return sets;
}

static int
compare_values(const void *a, const void *b)
{
    const struct name *const *left = a;
    const struct name *const *right = b;
    return str_compare((*left)->text, (*right)->text);
}

const struct value_set *
value_set_open(struct value_sets *sets)
{
    return sets->open;
}

const struct value_set *
value_set_closed(struct value_sets *sets, const struct name *const *values, size_t count)
{
    struct value_name_vec *sorted = &sets->room;
    sorted->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i]->text.len > 0) {
            VEC_PUSH(sets->arena, sorted, values[i]);
        }
    }
    if (sorted->count > 1) {
        qsort(sorted->at, sorted->count, sizeof *sorted->at, compare_values);
    }
    size_t distinct = 0;
    for (size_t i = 0; i < sorted->count; i++) {
        if (distinct == 0 || sorted->at[distinct - 1] != sorted->at[i]) {
            sorted->at[distinct++] = sorted->at[i];
        }
    }
    sorted->count = distinct;
    return cons_closed(sets, sorted);
}

const struct value_set *
value_set_one(struct value_sets *sets, struct str value)
{
    return value.len > 0 ? cons_one(sets, intern(sets->names, value)) : NULL;
}

const struct value_set *
value_set_of_domain(struct value_sets *sets, const struct label_domain *domain)
{
    if (domain->is_closed) {
        return value_set_closed(sets, domain->values, domain->value_count);
    }
    struct value_set set = { .is_closed = false };
    struct value_bound bound = { .match = PROMQL_MATCH_REGEX, .regex = domain->regex };
    if (domain->regex) {
        bound.text = intern(sets->names, domain->match.str);
        set.bounds = &bound;
        set.bound_count = 1;
    }
    return cons(sets, &set);
}

bool
value_bound_accepts(struct value_bound bound, struct str value)
{
    switch (bound.match) {
    case PROMQL_MATCH_EQL:
        return str_equal(value, bound.text->text);
    case PROMQL_MATCH_NEQ:
        return !str_equal(value, bound.text->text);
    case PROMQL_MATCH_REGEX:
        return regex_matches(bound.regex, value);
    case PROMQL_MATCH_NREGEX:
        return !regex_matches(bound.regex, value);
    case PROMQL_MATCH_VARIABLE:
        return true;
    }
    return true;
}

static bool
accepts_all(const struct value_set *open, struct str value)
{
    for (size_t i = 0; i < open->bound_count; i++) {
        if (!value_bound_accepts(open->bounds[i], value)) {
            return false;
        }
    }
    return true;
}

bool
value_set_may_have(const struct value_set *set, struct str value)
{
    if (value.len == 0) {
        return false;
    }
    if (!set->is_closed) {
        return accepts_all(set, value);
    }
    for (size_t i = 0; i < set->value_count; i++) {
        if (str_equal(set->values[i]->text, value)) {
            return true;
        }
    }
    return false;
}

struct value_bound
value_bound_of(struct value_sets *sets, enum promql_match match, struct str text)
{
    struct value_bound bound = { .match = match, .text = intern(sets->names, text) };
    if (match == PROMQL_MATCH_REGEX || match == PROMQL_MATCH_NREGEX) {
        struct str error;
        bound.regex = regex_compile(sets->regexes, text, &error);
        if (!bound.regex) {
            bound.match = PROMQL_MATCH_VARIABLE;
        }
    }
    return bound;
}

static const struct value_set *
filter_closed(struct value_sets *sets, const struct value_set *set, struct value_bound bound)
{
    struct value_name_vec *kept = &sets->room;
    kept->count = 0;
    for (size_t i = 0; i < set->value_count; i++) {
        if (value_bound_accepts(bound, set->values[i]->text)) {
            VEC_PUSH(sets->arena, kept, set->values[i]);
        }
    }
    return kept->count == set->value_count ? set : cons_closed(sets, kept);
}

/* Those of the texts that the open set may have. */
static const struct value_set *
pick(struct value_sets *sets, const struct value_set *open, const struct literal_vec *texts)
{
    struct value_name_vec kept = { 0 };
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < texts->count; i++) {
        if (value_set_may_have(open, texts->at[i])) {
            VEC_PUSH(&scratch, &kept, intern(sets->names, texts->at[i]));
        }
    }
    const struct value_set *result = value_set_closed(sets, kept.at, kept.count);
    arena_finish(&scratch);
    return result;
}

static int
compare_bounds(struct value_bound a, struct value_bound b)
{
    if (a.match != b.match) {
        return a.match < b.match ? -1 : 1;
    }
    return str_compare(a.text->text, b.text->text);
}

static const struct value_set *
add_bound(struct value_sets *sets, const struct value_set *open, struct value_bound bound)
{
    struct value_bound bounds[MOST_BOUNDS];
    size_t count = 0;
    bool is_placed = false;
    if (open->bound_count == MOST_BOUNDS) {
        return open;
    }
    for (size_t i = 0; i < open->bound_count; i++) {
        int order = is_placed ? 1 : compare_bounds(bound, open->bounds[i]);
        if (order == 0) {
            return open;
        }
        if (order < 0) {
            bounds[count++] = bound;
            is_placed = true;
        }
        bounds[count++] = open->bounds[i];
    }
    if (!is_placed) {
        bounds[count++] = bound;
    }
    struct value_set set = { .bounds = bounds, .bound_count = count };
    return cons(sets, &set);
}

/* Patterns that accept, or refuse, every text but the empty one. */
static bool
is_anything(struct str pattern)
{
    return str_is(pattern, ".*") || str_is(pattern, ".+") || str_is(pattern, "(.*)") ||
           str_is(pattern, "(.+)");
}

static const struct value_set *
narrow_open(struct value_sets *sets, const struct value_set *set, struct value_bound bound)
{
    struct str text = bound.text->text;
    switch (bound.match) {
    case PROMQL_MATCH_EQL:
        return value_set_may_have(set, text) ? value_set_one(sets, text) : NULL;
    case PROMQL_MATCH_NEQ:
        return text.len == 0 || !accepts_all(set, text) ? set : add_bound(sets, set, bound);
    case PROMQL_MATCH_REGEX: {
        if (is_anything(text)) {
            return set;
        }
        struct literal_vec texts = { 0 };
        return literals_of_pattern(sets->arena, text, &texts) ? pick(sets, set, &texts)
                                                              : add_bound(sets, set, bound);
    }
    case PROMQL_MATCH_NREGEX:
        if (is_anything(text)) {
            return NULL;
        }
        return text.len == 0 ? set : add_bound(sets, set, bound);
    case PROMQL_MATCH_VARIABLE:
        return set;
    }
    return set;
}

const struct value_set *
value_set_narrow_by(
    struct value_sets *sets, const struct value_set *set, struct value_bound bound)
{
    if (set->is_closed && set->value_count == 1 && bound.match == PROMQL_MATCH_EQL) {
        return set->values[0] == bound.text ? set : NULL;
    }
    return set->is_closed ? filter_closed(sets, set, bound) : narrow_open(sets, set, bound);
}

const struct value_set *
value_set_narrow(struct value_sets *sets, const struct value_set *set, enum promql_match match,
    struct str text)
{
    return value_set_narrow_by(sets, set, value_bound_of(sets, match, text));
}

static const struct value_set *
meet_closed(struct value_sets *sets, const struct value_set *a, const struct value_set *b)
{
    struct value_name_vec *both = &sets->room;
    size_t j = 0;
    both->count = 0;
    for (size_t i = 0; i < a->value_count; i++) {
        while (j < b->value_count && str_compare(b->values[j]->text, a->values[i]->text) < 0) {
            j++;
        }
        if (j < b->value_count && b->values[j] == a->values[i]) {
            VEC_PUSH(sets->arena, both, a->values[i]);
        }
    }
    return cons_closed(sets, both);
}

const struct value_set *
value_set_meet(struct value_sets *sets, const struct value_set *a, const struct value_set *b)
{
    if (a == b) {
        return a;
    }
    if (a->is_closed && b->is_closed) {
        return meet_closed(sets, a, b);
    }
    const struct value_set *result = a->is_closed ? a : b;
    const struct value_set *open = a->is_closed ? b : a;
    for (size_t i = 0; result && i < open->bound_count; i++) {
        result = result->is_closed ? filter_closed(sets, result, open->bounds[i])
                                   : add_bound(sets, result, open->bounds[i]);
    }
    return result;
}

static bool
all_accepted(const struct value_set *closed, struct value_bound bound)
{
    for (size_t i = 0; i < closed->value_count; i++) {
        if (!value_bound_accepts(bound, closed->values[i]->text)) {
            return false;
        }
    }
    return true;
}

static bool
has_bound(const struct value_set *open, struct value_bound bound)
{
    for (size_t i = 0; i < open->bound_count; i++) {
        if (compare_bounds(open->bounds[i], bound) == 0) {
            return true;
        }
    }
    return false;
}

static const struct value_set *
join_closed(struct value_sets *sets, const struct value_set *a, const struct value_set *b)
{
    struct value_name_vec *either = &sets->room;
    either->count = 0;
    for (size_t i = 0, j = 0; i < a->value_count || j < b->value_count;) {
        int order = i == a->value_count   ? 1
                    : j == b->value_count ? -1
                                          : compare_values(&a->values[i], &b->values[j]);
        VEC_PUSH(sets->arena, either, order <= 0 ? a->values[i] : b->values[j]);
        i += order <= 0;
        j += order >= 0;
    }
    return cons_closed(sets, either);
}

const struct value_set *
value_set_join(struct value_sets *sets, const struct value_set *a, const struct value_set *b)
{
    if (a == b) {
        return a;
    }
    if (a->is_closed && b->is_closed) {
        return join_closed(sets, a, b);
    }
    const struct value_set *open = a->is_closed ? b : a;
    const struct value_set *other = a->is_closed ? a : b;
    struct value_bound bounds[MOST_BOUNDS];
    size_t count = 0;
    for (size_t i = 0; i < open->bound_count; i++) {
        if (other->is_closed ? all_accepted(other, open->bounds[i])
                             : has_bound(other, open->bounds[i])) {
            bounds[count++] = open->bounds[i];
        }
    }
    struct value_set set = { .bounds = bounds, .bound_count = count };
    return cons(sets, &set);
}

void
value_set_print(struct buf *buf, const struct value_set *set, size_t most)
{
    if (!set->is_closed && set->bound_count == 0) {
        buf_add_text(buf, "any");
    }
    for (size_t i = 0; i < set->bound_count; i++) {
        buf_printf(buf, "%s%s", i > 0 ? " " : "", promql_match_text(set->bounds[i].match));
        buf_printf(buf, "\"%.*s\"", STR_ARG(set->bounds[i].text->text));
    }
    if (!set->is_closed) {
        return;
    }
    buf_add_char(buf, '{');
    for (size_t i = 0; i < set->value_count; i++) {
        if (most > 0 && i == most) {
            buf_printf(buf, ", … %zu more", set->value_count - most);
            break;
        }
        buf_printf(buf, "%s%.*s", i > 0 ? ", " : "", STR_ARG(set->values[i]->text));
    }
    buf_add_char(buf, '}');
}
