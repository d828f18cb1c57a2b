/*
 * Walking the routes.
 */
#include "analysis/told.h"

struct told_walker {
    struct arena *arena;
    const struct loaded_route_vec *routes;
    told_judge_function *judge;
    const void *alert;
    struct told_vec *told;
};

static enum told_verdict
weaker(enum told_verdict a, enum told_verdict b)
{
    return a < b ? a : b;
}

static enum told_verdict
judge_route(const struct told_walker *walker, const struct loaded_route *route)
{
    enum told_verdict verdict = TOLD_VERDICT_YES;
    for (size_t i = 0; i < route->matcher_count; i++) {
        verdict = weaker(verdict, walker->judge(walker->alert, &route->matchers[i]));
    }
    return verdict;
}

/* The index behind the last route below this one. */
static size_t
end_of(const struct loaded_route_vec *routes, size_t index)
{
    size_t end = index + 1;
    while (end < routes->count && routes->at[end].parent >= index) {
        end++;
    }
    return end;
}

/* A route that the alert reaches, certainly or maybe. What none of its branches took is told to
 * its own receiver. Recursion is bounded by the depth of the YAML that the routes came from. */
static void
walk_route(struct told_walker *walker, size_t index, struct str receiver, bool is_certain)
{
    const struct loaded_route *route = &walker->routes->at[index];
    struct str own = route->receiver.len > 0 ? route->receiver : receiver;
    enum told_verdict reaches_next = is_certain ? TOLD_VERDICT_YES : TOLD_VERDICT_MAYBE;
    enum told_verdict is_own = reaches_next;
    size_t end = end_of(walker->routes, index);
    size_t i = index + 1;
    while (i < end && reaches_next != TOLD_VERDICT_NO) {
        enum told_verdict takes = judge_route(walker, &walker->routes->at[i]);
        if (takes != TOLD_VERDICT_NO) {
            walk_route(walker, i, own, weaker(takes, reaches_next) == TOLD_VERDICT_YES);
            enum told_verdict passes =
                takes == TOLD_VERDICT_YES ? TOLD_VERDICT_NO : TOLD_VERDICT_MAYBE;
            is_own = weaker(is_own, passes);
            if (!walker->routes->at[i].continues) {
                reaches_next = weaker(reaches_next, passes);
            }
        }
        i = end_of(walker->routes, i);
    }
    if (is_own != TOLD_VERDICT_NO) {
        struct told told = { own, index, is_own == TOLD_VERDICT_YES };
        VEC_PUSH(walker->arena, walker->told, told);
    }
}

void
told_walk(struct arena *arena, const struct rules *rules, told_judge_function *judge,
    const void *alert, struct told_vec *told)
{
    struct told_walker walker = { arena, &rules->routes, judge, alert, told };
    if (rules->routes.count > 0) {
        walk_route(&walker, 0, STR(""), true);
    }
}
