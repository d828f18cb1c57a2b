/*
 * What loads: order inside groups, and that the routing tree of Alertmanager tells exactly
 * those whom the spec means.
 */
#include "unit.h"

#include <stdlib.h>

#include "analysis/told.h"
#include "rules/make.h"
#include "rules/rules.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct interner names;
    struct diags diags;
    struct model model;
    uint64_t seed;
};

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    sources_init(&fixture->sources, &fixture->arena);
    interner_init(&fixture->names, &fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    fixture->model = (struct model){ .arena = &fixture->arena,
        .names = &fixture->names,
        .regexes = regex_set_open(),
        .sources = &fixture->sources };
    fixture->seed = 1;
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    regex_set_close(fixture->model.regexes);
    arena_finish(&fixture->arena);
    free(fixture);
    return 0;
}

/* Knuth's MMIX generator: the same trees in every run. */
static size_t
pick(struct fixture *fixture, size_t below)
{
    fixture->seed = fixture->seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(fixture->seed >> 33) % below;
}

static const char *const label_names[] = { "a", "b", "c" };
static const char *const label_values[] = { "", "x", "y" };
static const char *const receiver_names[] = { "ann", "bob", "cat", "dan" };

static struct text_list
pick_receivers(struct fixture *fixture, size_t least)
{
    struct text_list list = { .at = ARENA_ARRAY(&fixture->arena, struct text, 3) };
    size_t count = least + pick(fixture, 4 - least);
    size_t first = pick(fixture, 4);
    for (size_t i = 0; i < count; i++) {
        list.at[list.count++].str = str_from(receiver_names[(first + i) % 4]);
    }
    return list;
}

static struct condition
pick_condition(struct fixture *fixture)
{
    struct condition condition = { .count = pick(fixture, 3) };
    struct matcher *matchers = ARENA_ARRAY(&fixture->arena, struct matcher, 2);
    for (size_t i = 0; i < condition.count; i++) {
        matchers[i].name = str_from(label_names[pick(fixture, 3)]);
        matchers[i].op = pick(fixture, 4) ? MATCHER_OP_EQUAL : MATCHER_OP_NOT_EQUAL;
        matchers[i].value = str_from(label_values[1 + pick(fixture, 2)]);
    }
    condition.matchers = matchers;
    return condition;
}

static struct route_list
pick_routes(struct fixture *fixture, size_t depth)
{
    struct route_list list = { .count = depth > 0 ? pick(fixture, 4) : 0 };
    list.at = ARENA_ARRAY(&fixture->arena, struct route, list.count);
    for (size_t i = 0; i < list.count; i++) {
        list.at[i].when = pick_condition(fixture);
        list.at[i].to = pick_receivers(fixture, 0);
        list.at[i].continues.truth = pick(fixture, 3) == 0;
        list.at[i].routes = pick_routes(fixture, depth - 1);
    }
    return list;
}

/* The values of the three labels, by index. */
struct label_set {
    size_t values[3];
};

static bool
holds(const struct matcher *matchers, size_t count, const struct label_set *labels)
{
    for (size_t i = 0; i < count; i++) {
        struct str value = STR("");
        for (size_t j = 0; j < 3; j++) {
            if (str_is(matchers[i].name, label_names[j])) {
                value = str_from(label_values[labels->values[j]]);
            }
        }
        if (!matcher_matches(&matchers[i], value)) {
            return false;
        }
    }
    return true;
}

/* How often each receiver is told. */
struct told_counts {
    size_t counts[4];
};

static void
tell(struct told_counts *told, struct str receiver)
{
    for (size_t i = 0; i < 4; i++) {
        told->counts[i] += str_is(receiver, receiver_names[i]);
    }
}

/* What the spec means: the sub-routes in order, up to the first that takes the alert and does
 * not continue; when none took it, all receivers, one's own or else the parent's. */
static bool
walk_spec(const struct route_list *routes, struct text_list to, const struct label_set *labels,
    struct told_counts *told)
{
    bool is_taken = false;
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->at[i];
        if (holds(route->when.matchers, route->when.count, labels)) {
            walk_spec(&route->routes, route->to.count > 0 ? route->to : to, labels, told);
            is_taken = true;
            if (!route->continues.truth) {
                return true;
            }
        }
    }
    for (size_t i = 0; !is_taken && i < to.count; i++) {
        tell(told, to.at[i].str);
    }
    return true;
}

/* Alertmanager's dispatch/route.go, Match. */
static bool
walk_loaded(const struct rules *rules, size_t index, struct str inherited,
    const struct label_set *labels, struct told_counts *told)
{
    const struct loaded_route *route = &rules->routes.at[index];
    if (!holds(route->matchers, route->matcher_count, labels)) {
        return false;
    }
    struct str receiver = route->receiver.len > 0 ? route->receiver : inherited;
    bool is_taken = false;
    for (size_t i = index + 1; i < rules->routes.count; i++) {
        if (rules->routes.at[i].parent == index &&
            walk_loaded(rules, i, receiver, labels, told)) {
            is_taken = true;
            if (!rules->routes.at[i].continues) {
                break;
            }
        }
    }
    if (!is_taken) {
        tell(told, receiver);
    }
    return true;
}

/* Labels as they are asked about: the values of those from `known` on are hidden. */
struct asked {
    struct label_set labels;
    size_t known;
};

static enum told_verdict
judge(const void *alert, const struct matcher *matcher)
{
    const struct asked *asked = alert;
    for (size_t i = asked->known; i < 3; i++) {
        if (str_is(matcher->name, label_names[i])) {
            return TOLD_VERDICT_MAYBE;
        }
    }
    return holds(matcher, 1, &asked->labels) ? TOLD_VERDICT_YES : TOLD_VERDICT_NO;
}

/* Whoever is certainly told is told, and whoever is told may be told; equal when all is known.
 */
static void
compare_told(struct fixture *fixture, const struct rules *rules, const struct label_set *labels,
    const struct told_counts *loaded)
{
    for (size_t known = 0; known <= 3; known++) {
        struct asked asked = { *labels, known };
        struct told_vec told = { 0 };
        struct told_counts certain = { { 0 } };
        struct told_counts possible = { { 0 } };
        told_walk(&fixture->arena, rules, judge, &asked, &told);
        for (size_t i = 0; i < told.count; i++) {
            tell(&possible, told.at[i].receiver);
            if (told.at[i].is_certain) {
                tell(&certain, told.at[i].receiver);
            }
        }
        for (size_t i = 0; i < 4; i++) {
            assert_true(certain.counts[i] <= loaded->counts[i]);
            assert_true(loaded->counts[i] <= possible.counts[i]);
            assert_true(known < 3 || certain.counts[i] == possible.counts[i]);
        }
    }
}

static void
compare_walks(struct fixture *fixture, const struct rules *rules)
{
    const struct routing *routing = &fixture->model.routing;
    for (size_t i = 0; i < 27; i++) {
        struct label_set labels = { { i % 3, i / 3 % 3, i / 9 } };
        struct told_counts meant = { { 0 } };
        struct told_counts loaded = { { 0 } };
        walk_spec(&routing->routes, routing->default_to, &labels, &meant);
        walk_loaded(rules, 0, STR(""), &labels, &loaded);
        assert_memory_equal(&meant, &loaded, sizeof meant);
        compare_told(fixture, rules, &labels, &loaded);
    }
}

static void
random_routes_tell_whom_the_spec_means(void **state)
{
    struct fixture *fixture = *state;
    size_t fans = 0;
    for (size_t i = 0; i < 3000; i++) {
        fixture->model.routing = (struct routing){ .default_to = pick_receivers(fixture, 1),
            .routes = pick_routes(fixture, 3) };
        struct rules rules;
        assert_true(rules_make(
            &fixture->arena, &fixture->model, &fixture->sources, &rules, &fixture->diags));
        fans += rules.routes.count > 1 && rules.routes.at[1].route == NULL;
        compare_walks(fixture, &rules);
    }
    assert_int_equal(fixture->diags.findings.count, 0);
    assert_true(fans > 100);
}

static struct rule
recording(struct fixture *fixture, const char *name, const char *expr)
{
    struct promql_options options = { .regexes = fixture->model.regexes };
    const struct source *source = sources_add_file(&fixture->sources, STR("x"), str_from(expr));
    struct span span = { source->base, (uint32_t)strlen(expr) };
    return (struct rule){ .kind = RULE_KIND_RECORD,
        .name = { str_from(name), span_none() },
        .tree = promql_read(&fixture->arena, &options, str_from(expr), span, &fixture->diags) };
}

/* `name=expr name=expr …` in, the names in their new order out. */
struct order_case {
    const char *rules[5][2];
    const char *expected;
};

static void
recordings_stand_before_their_readers(void **state)
{
    struct fixture *fixture = *state;
    const struct order_case cases[] = {
        { { { "a", "x" }, { "b", "x" }, { "c", "x" } }, "a b c " },
        { { { "a", "b + b" }, { "b", "c" }, { "c", "x" } }, "c b a " },
        { { { "a", "d" }, { "b", "x" }, { "c", "x" }, { "d", "sum(x)" } }, "b c d a " },
        { { { "a", "a offset 1m" }, { "b", "x" } }, "a b " },
        { { { "a", "b" }, { "b", "a" }, { "c", "x" } }, "c a b " },
        { { { "a", "{__name__=\"b\"}" }, { "b", "x" }, { "b", "y" } }, "b b a " },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rule rules[5];
        size_t count = 0;
        while (count < 5 && cases[i].rules[count][0]) {
            rules[count] =
                recording(fixture, cases[i].rules[count][0], cases[i].rules[count][1]);
            count++;
        }
        order_recordings(&fixture->arena, rules, count);
        struct buf names;
        buf_init(&names);
        for (size_t j = 0; j < count; j++) {
            buf_printf(&names, "%.*s ", STR_ARG(rules[j].name.str));
        }
        assert_str(buf_str(&names), cases[i].expected);
        buf_finish(&names);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(random_routes_tell_whom_the_spec_means),
        CASE(recordings_stand_before_their_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
