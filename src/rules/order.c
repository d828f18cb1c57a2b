/*
 * Order inside a group: Prometheus evaluates its rules one after the other, so a recording that
 * stands behind its reader is read one interval late.
 *
 * Kahn's algorithm, and among the rules that are ready the one written first: a group that is
 * in order stays as it is, and a new rule moves no others.
 */
#include "promql/promql.h"
#include "rules/make.h"

VEC_DECLARE(rule_index_vec, size_t);

struct ordering {
    struct arena *scratch;
    size_t *waits_for; /* by rule: how many that it reads have not been placed */
    struct rule_index_vec *readers;
    struct rule_index_vec ready; /* a heap: the least index first */
};

static void
push_ready(struct ordering *ordering, size_t rule)
{
    struct rule_index_vec *heap = &ordering->ready;
    VEC_PUSH(ordering->scratch, heap, rule);
    size_t i = heap->count - 1;
    while (i > 0 && heap->at[(i - 1) / 2] > heap->at[i]) {
        size_t above = heap->at[(i - 1) / 2];
        heap->at[(i - 1) / 2] = heap->at[i];
        heap->at[i] = above;
        i = (i - 1) / 2;
    }
}

static size_t
pop_ready(struct ordering *ordering)
{
    struct rule_index_vec *heap = &ordering->ready;
    size_t least = heap->at[0];
    size_t moved = heap->at[--heap->count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child + 1 < heap->count && heap->at[child + 1] < heap->at[child]) {
            child++;
        }
        if (child >= heap->count || heap->at[child] >= moved) {
            break;
        }
        heap->at[i] = heap->at[child];
        i = child;
    }
    if (heap->count > 0) {
        heap->at[i] = moved;
    }
    return least;
}

/* Recorded name → the indices of its rules. */
static struct map
index_names(struct arena *scratch, const struct rule *rules, size_t count)
{
    struct map names;
    map_init(&names, scratch);
    for (size_t i = 0; i < count; i++) {
        void **slot = map_slot(&names, rules[i].name.str);
        if (!*slot) {
            *slot = ARENA_NEW(scratch, struct rule_index_vec);
        }
        struct rule_index_vec *producers = *slot;
        VEC_PUSH(scratch, producers, i);
    }
    return names;
}

/* A name that a rule reads twice is counted twice, and taken off twice. */
static void
note_reading(
    struct ordering *ordering, const struct map *names, const struct rule *rule, size_t index)
{
    for (uint32_t node = 0; node < rule->tree->count; node++) {
        if (rule->tree->nodes[node].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        struct str name =
            promql_selector_name(rule->tree, promql_selector_of(rule->tree, node), NULL);
        const struct rule_index_vec *producers = map_get(names, name);
        for (size_t i = 0; producers && i < producers->count; i++) {
            size_t producer = producers->at[i];
            if (!str_equal(rule->name.str, name)) {
                VEC_PUSH(ordering->scratch, &ordering->readers[producer], index);
                ordering->waits_for[index]++;
            }
        }
    }
}

/* Fills `placed` with the rules in their new order; fewer than `count` when there is a circle.
 */
static size_t
place(struct ordering *ordering, size_t count, size_t *placed)
{
    size_t placed_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (ordering->waits_for[i] == 0) {
            push_ready(ordering, i);
        }
    }
    while (ordering->ready.count > 0) {
        size_t rule = pop_ready(ordering);
        placed[placed_count++] = rule;
        const struct rule_index_vec *readers = &ordering->readers[rule];
        for (size_t i = 0; i < readers->count; i++) {
            if (--ordering->waits_for[readers->at[i]] == 0) {
                push_ready(ordering, readers->at[i]);
            }
        }
    }
    return placed_count;
}

void
order_recordings(struct arena *scratch, struct rule *rules, size_t count)
{
    struct map names = index_names(scratch, rules, count);
    struct ordering ordering = {
        .scratch = scratch,
        .waits_for = ARENA_ARRAY(scratch, size_t, count),
        .readers = ARENA_ARRAY(scratch, struct rule_index_vec, count),
    };
    for (size_t i = 0; i < count; i++) {
        note_reading(&ordering, &names, &rules[i], i);
    }
    size_t *placed = ARENA_ARRAY(scratch, size_t, count);
    size_t placed_count = place(&ordering, count, placed);
    struct rule *ordered = ARENA_ARRAY(scratch, struct rule, count);
    size_t next = 0;
    for (size_t i = 0; i < placed_count; i++) {
        ordered[next++] = rules[placed[i]];
    }
    for (size_t i = 0; i < count; i++) {
        if (ordering.waits_for[i] > 0) {
            ordered[next++] = rules[i];
        }
    }
    if (count > 0) {
        memcpy(rules, ordered, count * sizeof *rules);
    }
}
