/*
 * A route that no alert of this system can match, by its own matchers and those above it.
 * Routes of libraries are for whoever includes them.
 */
#include "base/vec.h"
#include "check/reach.h"

VEC_DECLARE(matcher_pointer_vec, const struct matcher *);

static void
add_matchers(struct checker *checker, const struct loaded_route *route,
    struct matcher_pointer_vec *matchers)
{
    for (size_t i = 0; i < route->matcher_count; i++) {
        const struct matcher *matcher = &route->matchers[i];
        VEC_PUSH(checker->arena, matchers, matcher);
    }
}

/* The matchers of the routes above. False when those are already out of reach: told there. */
static bool
gather_above(struct checker *checker, const struct loaded_route *route,
    struct matcher_pointer_vec *matchers)
{
    const struct loaded_route *all = checker->rules->routes.at;
    for (const struct loaded_route *up = route; &all[up->parent] != up;) {
        up = &all[up->parent];
        add_matchers(checker, up, matchers);
    }
    return reach_some(checker, matchers->at, matchers->count);
}

static void
report(struct checker *checker, const struct loaded_route *route)
{
    for (size_t i = 0; i < route->matcher_count; i++) {
        const struct matcher *matcher = &route->matchers[i];
        if (reach_some(checker, &matcher, 1)) {
            continue;
        }
        struct span span =
            span_is_set(matcher->value_span) ? matcher->value_span : matcher->name_span;
        struct finding *finding =
            CHECK_REPORT(checker, span, "no alert reaches this route: none matches `%.*s`",
                STR_ARG(reach_matcher_text(checker, matcher)));
        finding_topic(checker->diags, finding, matcher->name);
        reach_explain(checker, finding, matcher);
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, route->span,
        "no alert reaches this route: none matches all of its conditions");
    finding_caption(checker->diags, finding, "each alone is met by some alert");
    finding_help(checker->diags, finding,
        "remove the route, or loosen the condition that no alert meets together with the "
        "others");
}

static void
look(struct checker *checker, const struct loaded_route *route)
{
    if (route->matcher_count == 0 || !route->route ||
        !model_is_own(checker->model, route->span) || !reach_is_known(checker)) {
        return;
    }
    struct matcher_pointer_vec matchers = { 0 };
    if (!gather_above(checker, route, &matchers)) {
        return;
    }
    add_matchers(checker, route, &matchers);
    if (!reach_some(checker, matchers.at, matchers.count)) {
        report(checker, route);
    }
}

const struct check check_route_unreachable = {
    .kind = &check_kind_route_unreachable,
    .route = look,
};
