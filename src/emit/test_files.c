/*
 * Following recorded names from group to group.
 */
#include "emit/test_files.h"

#include "promql/promql.h"

/* Recorded name → the indices of the groups that record it. */
static struct map
index_producers(const struct emitter *emitter)
{
    struct map producers;
    map_init(&producers, emitter->arena);
    const struct rule_vec *rules = &emitter->rules->all;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->at[i];
        if (rule->kind != RULE_KIND_RECORD) {
            continue;
        }
        void **slot = map_slot(&producers, rule->name.str);
        if (!*slot) {
            *slot = ARENA_NEW(emitter->arena, struct group_index_vec);
        }
        struct group_index_vec *groups = *slot;
        if (groups->count == 0 || *VEC_LAST(groups) != rule->group) {
            VEC_PUSH(emitter->arena, groups, rule->group);
        }
    }
    return producers;
}

static bool
holds(const struct group_index_vec *groups, size_t group)
{
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->at[i] == group) {
            return true;
        }
    }
    return false;
}

static void
add_producers(const struct emitter *emitter, const struct map *producers,
    const struct rule *rule, struct group_index_vec *direct)
{
    for (uint32_t node = 0; node < rule->tree->count; node++) {
        if (rule->tree->nodes[node].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        struct str name =
            promql_selector_name(rule->tree, promql_selector_of(rule->tree, node), NULL);
        const struct group_index_vec *groups = map_get(producers, name);
        for (size_t i = 0; groups && i < groups->count; i++) {
            if (groups->at[i] != rule->group && !holds(direct, groups->at[i])) {
                VEC_PUSH(emitter->arena, direct, groups->at[i]);
            }
        }
    }
}

struct group_sources
test_files_prepare(const struct emitter *emitter)
{
    struct map producers = index_producers(emitter);
    const struct rule_vec *rules = &emitter->rules->all;
    struct group_sources sources = { ARENA_ARRAY(
        emitter->arena, struct group_index_vec, emitter->rules->groups.count) };
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->at[i];
        add_producers(emitter, &producers, rule, &sources.direct[rule->group]);
    }
    return sources;
}

/* A walk in depth with a stack of its own: a group is added when all before it have been.
 * Groups that read each other in a circle are added as they are met. */
struct group_index_vec
test_files_of(const struct emitter *emitter, const struct group_sources *sources, size_t group)
{
    size_t count = emitter->rules->groups.count;
    size_t *done = ARENA_ARRAY(emitter->arena, size_t, count); /* sources looked at */
    bool *seen = ARENA_ARRAY(emitter->arena, bool, count);
    struct group_index_vec stack = { 0 };
    struct group_index_vec ordered = { 0 };
    VEC_PUSH(emitter->arena, &stack, group);
    seen[group] = true;
    while (stack.count > 0) {
        size_t top = *VEC_LAST(&stack);
        const struct group_index_vec *direct = &sources->direct[top];
        if (done[top] == direct->count) {
            VEC_PUSH(emitter->arena, &ordered, top);
            stack.count--;
            continue;
        }
        size_t next = direct->at[done[top]++];
        if (!seen[next]) {
            seen[next] = true;
            VEC_PUSH(emitter->arena, &stack, next);
        }
    }
    return ordered;
}
