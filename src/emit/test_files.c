/*
 * Following what rules read from group to group.
 */
#include "emit/test_files.h"

/* A walk in depth with a stack of its own: a group is added when all before it have been.
 * Groups that read each other in a circle are added as they are met. The rules of a group stand
 * side by side, and so does what they read: a place in that is all that a step must remember.
 */
struct group_index_vec
test_files_of(const struct emitter *emitter, size_t group)
{
    const struct rules *rules = emitter->rules;
    const struct rule_reads *reads = &emitter->analysis->reads;
    struct arena *arena = emitter->arena;
    size_t *done = ARENA_ARRAY(arena, size_t, rules->groups.count); /* looked at in `reads` */
    bool *seen = ARENA_ARRAY(arena, bool, rules->groups.count);
    struct group_index_vec stack = { 0 };
    struct group_index_vec ordered = { 0 };
    VEC_PUSH(arena, &stack, group);
    seen[group] = true;
    while (stack.count > 0) {
        size_t top = *VEC_LAST(&stack);
        size_t first = reads->from[rules->groups.at[top].first];
        size_t end = reads->from[rules->groups.at[top].first + rules->groups.at[top].count];
        if (first + done[top] == end) {
            VEC_PUSH(arena, &ordered, top);
            stack.count--;
            continue;
        }
        size_t next = rules->all.at[reads->all[first + done[top]++].read].group;
        if (!seen[next]) {
            seen[next] = true;
            VEC_PUSH(arena, &stack, next);
        }
    }
    return ordered;
}
