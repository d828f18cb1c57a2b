/*
 * The order of rules: Kahn's algorithm over "reads", without recursion.
 *
 * A rule reads another when one of its selectors names it and no label that the other sets
 * itself is excluded by a matcher: `x{window="1h"}` may be made of `x{window="5m"}`. What is
 * left when no rule can come next is in a cycle or reads one.
 */
#include "analysis/order.h"

#include "analysis/shaper.h"

VEC_DECLARE(edge_vec, struct rule_read);
VEC_DECLARE(index_vec, size_t);

struct ordering {
    struct analysis *analysis;
    struct arena scratch;
    size_t count;          /* of rules */
    struct edge_vec edges; /* by reader; in the arena of the analysis, as the next */
    size_t *reads_from;    /* edges of reader i: [reads_from[i], reads_from[i + 1]) */
    size_t *readers;       /* indices of edges, by what is read */
    size_t *readers_from;
    size_t *waits_for; /* how many rules that it reads are not placed yet */
    bool *is_left;
};

static void
add_sources(struct ordering *ordering, size_t reader, const struct promql_selector *selector,
    const struct world_source *const *sources, size_t count)
{
    const struct analysis *analysis = ordering->analysis;
    const struct promql_tree *tree = analysis->rules->all.at[reader].tree;
    for (size_t i = 0; i < count; i++) {
        bool is_rule =
            sources[i]->kind == WORLD_SOURCE_RECORDED || sources[i]->kind == WORLD_SOURCE_ALERT;
        if (is_rule && rule_may_be_selected(analysis, sources[i]->rule, tree, selector)) {
            struct rule_read edge = { (uint32_t)reader, (uint32_t)sources[i]->rule };
            VEC_PUSH(analysis->arena, &ordering->edges, edge);
        }
    }
}

/* The rules chosen by a label that all rules of the name set, or all of them. */
static void
add_name(struct ordering *ordering, size_t reader, const struct promql_selector *selector,
    const struct world_name *found)
{
    const struct promql_tree *tree = ordering->analysis->rules->all.at[reader].tree;
    for (uint32_t i = 0; found->by_label && i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + i];
        bool is_known = false;
        const struct world_source_vec *rules = NULL;
        if (matcher->match == PROMQL_MATCH_EQL && !matcher->has_variable) {
            rules = world_rules_with(found, matcher->label, matcher->value, &is_known);
        }
        if (is_known) {
            add_sources(
                ordering, reader, selector, rules ? rules->at : NULL, rules ? rules->count : 0);
            return;
        }
    }
    size_t scraped = found->sources.count - found->rule_count;
    add_sources(ordering, reader, selector, found->sources.at + scraped, found->rule_count);
}

static bool
names_match(struct ordering *ordering, const struct promql_tree *tree,
    const struct promql_selector *selector, struct str name)
{
    bool has_matcher = false;
    struct value_sets *sets = ordering->analysis->sets;
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + i];
        if (!str_is(matcher->label, "__name__") || matcher->has_variable) {
            continue;
        }
        has_matcher = true;
        if (!value_bound_accepts(value_bound_of(sets, matcher->match, matcher->value), name)) {
            return false;
        }
    }
    return has_matcher;
}

/* A selector without any word about the name reads everything; that makes no order. */
static void
add_selector(struct ordering *ordering, size_t reader, const struct promql_selector *selector)
{
    const struct world *world = ordering->analysis->world;
    const struct promql_tree *tree = ordering->analysis->rules->all.at[reader].tree;
    struct str name = promql_selector_name(tree, selector, NULL);
    if (name.len > 0) {
        const struct world_name *found = world_find(world, name);
        if (found && found->rule_count > 0) {
            add_name(ordering, reader, selector, found);
        }
        return;
    }
    for (size_t i = 0; i < world->names.count; i++) {
        const struct world_name *found = world->names.entries[i].value;
        if (found->rule_count > 0 && names_match(ordering, tree, selector, found->name->text)) {
            add_name(ordering, reader, selector, found);
        }
    }
}

static void
find_edges(struct ordering *ordering)
{
    for (size_t i = 0; i < ordering->count; i++) {
        ordering->reads_from[i] = ordering->edges.count;
        const struct promql_tree *tree = ordering->analysis->rules->all.at[i].tree;
        for (uint32_t j = 0; tree && j < tree->count; j++) {
            if (tree->nodes[j].kind == PROMQL_KIND_SELECTOR) {
                add_selector(ordering, i, promql_selector_of(tree, j));
            }
        }
    }
    ordering->reads_from[ordering->count] = ordering->edges.count;
}

/* Sorts the edges by what is read, by counting. */
static void
find_readers(struct ordering *ordering)
{
    size_t *from = ordering->readers_from;
    for (size_t i = 0; i < ordering->edges.count; i++) {
        from[ordering->edges.at[i].read + 1]++;
        ordering->waits_for[ordering->edges.at[i].reader]++;
    }
    for (size_t i = 0; i < ordering->count; i++) {
        from[i + 1] += from[i];
    }
    size_t *next = ARENA_ARRAY(&ordering->scratch, size_t, ordering->count + 1);
    memcpy(next, from, (ordering->count + 1) * sizeof *next);
    for (size_t i = 0; i < ordering->edges.count; i++) {
        ordering->readers[next[ordering->edges.at[i].read]++] = i;
    }
}

static void
place_rules(struct ordering *ordering, struct rule_order *order)
{
    for (size_t i = 0; i < ordering->count; i++) {
        ordering->is_left[i] = ordering->waits_for[i] > 0;
        if (!ordering->is_left[i]) {
            order->rules[order->count++] = i;
        }
    }
    for (size_t done = 0; done < order->count; done++) {
        size_t rule = order->rules[done];
        for (size_t i = ordering->readers_from[rule]; i < ordering->readers_from[rule + 1];
             i++) {
            size_t reader = ordering->edges.at[ordering->readers[i]].reader;
            if (--ordering->waits_for[reader] == 0) {
                ordering->is_left[reader] = false;
                order->rules[order->count++] = reader;
            }
        }
    }
}

/* A rule that `rule` reads and that is left too; there always is one. */
static size_t
next_left(const struct ordering *ordering, size_t rule)
{
    for (size_t i = ordering->reads_from[rule]; i < ordering->reads_from[rule + 1]; i++) {
        if (ordering->is_left[ordering->edges.at[i].read]) {
            return ordering->edges.at[i].read;
        }
    }
    return rule;
}

static void
note_cycle(struct ordering *ordering, size_t start)
{
    struct arena *arena = ordering->analysis->arena;
    struct index_vec rules = { 0 };
    size_t at = start;
    do {
        VEC_PUSH(arena, &rules, at);
        at = next_left(ordering, at);
    } while (at != start);
    struct rule_cycle cycle = { rules.at, rules.count };
    VEC_PUSH(arena, &ordering->analysis->cycles, cycle);
}

/* From each rule that is left, walks along "reads" until it comes to a rule seen before: one
 * seen on this walk closes a cycle. */
static void
find_cycles(struct ordering *ordering)
{
    size_t *walk_of = ARENA_ARRAY(&ordering->scratch, size_t, ordering->count);
    for (size_t i = 0; i < ordering->count; i++) {
        size_t at = i;
        while (ordering->is_left[at] && walk_of[at] == 0) {
            walk_of[at] = i + 1;
            at = next_left(ordering, at);
        }
        if (ordering->is_left[i] && walk_of[i] == i + 1 && walk_of[at] == i + 1) {
            note_cycle(ordering, at);
        }
    }
}

void
order_rules(struct analysis *analysis, struct rule_order *order)
{
    size_t count = analysis->rules->all.count;
    struct ordering ordering = { .analysis = analysis, .count = count };
    arena_init(&ordering.scratch);
    ordering.reads_from = ARENA_ARRAY(analysis->arena, size_t, count + 1);
    ordering.readers_from = ARENA_ARRAY(&ordering.scratch, size_t, count + 1);
    ordering.waits_for = ARENA_ARRAY(&ordering.scratch, size_t, count);
    ordering.is_left = ARENA_ARRAY(&ordering.scratch, bool, count);
    find_edges(&ordering);
    analysis->reads = (struct rule_reads){ ordering.edges.at, ordering.reads_from };
    ordering.readers = ARENA_ARRAY(&ordering.scratch, size_t, ordering.edges.count);
    find_readers(&ordering);
    *order = (struct rule_order){ .rules = ARENA_ARRAY(analysis->arena, size_t, count) };
    place_rules(&ordering, order);
    find_cycles(&ordering);
    arena_finish(&ordering.scratch);
}
