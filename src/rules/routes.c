/*
 * The routing tree as Alertmanager will walk it.
 *
 * Alertmanager tells one receiver per route; a list of receivers becomes a fan: a node with the
 * matchers and, behind its sub-routes, a branch for each receiver, all but the last with
 * `continue`. The node itself is told of nothing then, since the fan takes whatever reaches it.
 *
 * With one receiver, a route is told only of what none of its sub-routes took. A sub-route that
 * says `continue` lets an alert go on to the fan, although it has taken it. So the branches of
 * the fan exclude what such sub-routes take: not (a and b) is `not a`, or `a and not b`.
 *
 * Time intervals are not inherited in Alertmanager: those of a route with a fan go to its
 * branches.
 */
#include "rules/make.h"

/* Ways to be none of the continuing sub-routes; more are refused. */
enum { MOST_EXCLUSIONS = 64 };

VEC_DECLARE(exclusion_vec, struct matcher_vec);

static struct matcher
negated(const struct matcher *matcher)
{
    /* Same order as enum matcher_op. */
    static const enum matcher_op opposites[] = { MATCHER_OP_NOT_EQUAL, MATCHER_OP_EQUAL,
        MATCHER_OP_NOT_REGEX, MATCHER_OP_REGEX };
    struct matcher opposite = *matcher;
    opposite.op = opposites[matcher->op];
    return opposite;
}

/* Each way so far, with each way to fail this route's matchers: the first i hold, the next does
 * not. The ways exclude each other, so that nobody is told twice. */
static struct exclusion_vec
exclude_route(struct maker *maker, const struct exclusion_vec *ways, const struct route *route)
{
    struct exclusion_vec longer = { 0 };
    for (size_t i = 0; i < ways->count; i++) {
        for (size_t j = 0; j < route->when.count; j++) {
            struct matcher_vec way = { 0 };
            for (size_t k = 0; k < ways->at[i].count; k++) {
                VEC_PUSH(maker->arena, &way, ways->at[i].at[k]);
            }
            for (size_t k = 0; k < j; k++) {
                VEC_PUSH(maker->arena, &way, route->when.matchers[k]);
            }
            VEC_PUSH(maker->arena, &way, negated(&route->when.matchers[j]));
            VEC_PUSH(maker->arena, &longer, way);
        }
    }
    return longer;
}

/* The ways to be taken by no sub-route that continues; one empty way when there is none such.
 */
static struct exclusion_vec
exclude_continuing(struct maker *maker, const struct route_list *routes)
{
    struct exclusion_vec ways = { 0 };
    struct matcher_vec all = { 0 };
    VEC_PUSH(maker->arena, &ways, all);
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->at[i];
        if (!route->continues.truth || route->when.is_broken) {
            continue;
        }
        ways = exclude_route(maker, &ways, route);
        if (ways.count > MOST_EXCLUSIONS) {
            struct finding *finding =
                diag_report(maker->diags, &kind_too_large, route->continues.span,
                    "too many routes with `continue` stand below a list of receivers");
            finding_help(maker->diags, finding,
                "write the receivers of this route as a list instead of `continue`");
            return (struct exclusion_vec){ 0 };
        }
    }
    return ways;
}

static bool
stands_before(const struct text_list *to, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (str_equal(to->at[i].str, to->at[index].str)) {
            return true;
        }
    }
    return false;
}

/* The receivers without those that stand twice, which are reported. */
static struct text_list
distinct_receivers(struct maker *maker, const struct text_list *to)
{
    struct text_list distinct = { .at = ARENA_ARRAY(maker->arena, struct text, to->count) };
    for (size_t i = 0; i < to->count; i++) {
        if (!stands_before(to, i)) {
            distinct.at[distinct.count++] = to->at[i];
            continue;
        }
        struct finding *finding =
            diag_report(maker->diags, &kind_duplicate_name, to->at[i].span,
                "the receiver `%.*s` stands twice in one list", STR_ARG(to->at[i].str));
        finding_help(maker->diags, finding, "remove one of the two");
    }
    return distinct;
}

/* Adds the branches for a list of receivers below `parent`. */
static void
add_fan(struct maker *maker, size_t parent, const struct text_list *to,
    const struct route_list *sub_routes)
{
    struct exclusion_vec ways = exclude_continuing(maker, sub_routes);
    const struct loaded_route node = maker->rules->routes.at[parent];
    for (size_t i = 0; i < ways.count; i++) {
        for (size_t j = 0; j < to->count; j++) {
            struct loaded_route branch = {
                .parent = parent,
                .subject = arena_printf(
                    maker->arena, "%.*s#%.*s", STR_ARG(node.subject), STR_ARG(to->at[j].str)),
                .matchers = ways.at[i].at,
                .matcher_count = ways.at[i].count,
                .receiver = to->at[j].str,
                .receiver_span = to->at[j].span,
                .mute_time_intervals = node.mute_time_intervals,
                .active_time_intervals = node.active_time_intervals,
                .continues = j + 1 < to->count,
                .span = to->at[j].span,
            };
            VEC_PUSH(maker->arena, &maker->rules->routes, branch);
        }
    }
    maker->rules->routes.at[parent].mute_time_intervals = (struct text_list){ 0 };
    maker->rules->routes.at[parent].active_time_intervals = (struct text_list){ 0 };
}

static void add_routes(struct maker *maker, size_t parent, const struct text_list *inherited,
    const struct route_list *routes);

/* Adds what stands below a node: its sub-routes, then the fan of its receivers, its own or
 * inherited ones. */
static void
add_below(struct maker *maker, size_t node, const struct text_list *to,
    const struct route_list *sub_routes)
{
    add_routes(maker, node, to, sub_routes);
    if (to->count > 1) {
        diag_set_subject(maker->diags, maker->rules->routes.at[node].subject);
        add_fan(maker, node, to, sub_routes);
    }
}

/* The node of a route; a single receiver stands at the node itself. */
static struct loaded_route
load_route(
    size_t parent, const struct route *route, const struct text_list *to, struct str subject)
{
    struct loaded_route loaded = {
        .parent = parent,
        .subject = subject,
        .matchers = route->when.matchers,
        .matcher_count = route->when.count,
        .group_by = route->group_by,
        .group_wait = route->group_wait,
        .group_interval = route->group_interval,
        .repeat_interval = route->repeat_interval,
        .mute_time_intervals = route->mute_time_intervals,
        .active_time_intervals = route->active_time_intervals,
        .continues = route->continues.truth,
        .route = route,
        .span = route->span,
    };
    if (to->count == 1) {
        loaded.receiver = to->at[0].str;
        loaded.receiver_span = to->at[0].span;
    }
    return loaded;
}

/* Recursion is bounded by the depth that the readers allow. */
static void
add_routes(struct maker *maker, size_t parent, const struct text_list *inherited,
    const struct route_list *routes)
{
    struct str above =
        parent == 0 ? STR("routing/routes") : maker->rules->routes.at[parent].subject;
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->at[i];
        if (route->when.is_broken) {
            continue;
        }
        struct str subject = arena_printf(maker->arena, "%.*s/%zu", STR_ARG(above), i);
        diag_set_subject(maker->diags, subject);
        struct text_list to = distinct_receivers(maker, &route->to);
        size_t index = maker->rules->routes.count;
        VEC_PUSH(maker->arena, &maker->rules->routes, load_route(parent, route, &to, subject));
        add_below(maker, index, to.count > 0 ? &to : inherited, &route->routes);
    }
}

static bool
is_routing_wanted(const struct routing *routing)
{
    return routing->default_to.count > 0 || routing->routes.count > 0;
}

/* Routes and inhibitions are printed with `matchers`, which took the place of `match` in 0.22.
 */
static void
judge_version(struct maker *maker)
{
    const struct version_field *declared = &maker->model->versions.alertmanager;
    struct version first = { 0, 22, 0 };
    if (declared->is_set && version_compare(declared->version, first) < 0) {
        struct finding *finding = diag_report(maker->diags, &kind_unsupported_version,
            declared->span, "Alertmanager before 0.22 does not know `matchers`");
        finding_note(maker->diags, finding, "routes and inhibitions are written with them");
        finding_help(maker->diags, finding, "declare version 0.22 or newer");
    }
}

void
make_routes(struct maker *maker)
{
    const struct routing *routing = &maker->model->routing;
    if (!is_routing_wanted(routing)) {
        return;
    }
    judge_version(maker);
    diag_set_subject(maker->diags, STR("routing/default"));
    struct text_list to = distinct_receivers(maker, &routing->default_to);
    struct loaded_route root = {
        .subject = STR("routing/default"),
        .receiver = to.count > 0 ? to.at[0].str : STR(""),
        .receiver_span = to.count > 0 ? to.at[0].span : span_none(),
        .group_by = routing->group_by,
        .group_wait = routing->group_wait,
        .group_interval = routing->group_interval,
        .repeat_interval = routing->repeat_interval,
        .span = routing->span,
    };
    VEC_PUSH(maker->arena, &maker->rules->routes, root);
    add_below(maker, 0, &to, &routing->routes);
}
