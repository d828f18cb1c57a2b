/*
 * The small parts of the analysis: sets of values, patterns that are lists, bounds as
 * Prometheus spells them, replacements with groups. Shapes are tested by tests/analysis.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/expand.h"
#include "regex/literals.h"
#include "analysis/values.h"
#include "model/bounds.h"

struct fixture {
    struct arena arena;
    struct interner names;
    struct regex_set *regexes;
    struct value_sets *sets;
};

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    interner_init(&fixture->names, &fixture->arena);
    fixture->regexes = regex_set_open();
    fixture->sets = value_sets_new(&fixture->arena, &fixture->names, fixture->regexes);
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    regex_set_close(fixture->regexes);
    arena_finish(&fixture->arena);
    free(fixture);
    return 0;
}

/* `a,b` as a closed set, in any order; `*` as the open set. */
static const struct value_set *
set_of(struct fixture *fixture, const char *values)
{
    if (strcmp(values, "*") == 0) {
        return value_set_open(fixture->sets);
    }
    const struct name *names[8];
    size_t count = 0;
    struct str rest = str_from(values);
    while (rest.at) {
        names[count++] = intern(&fixture->names, str_cut(&rest, ','));
    }
    return value_set_closed(fixture->sets, names, count);
}

static void
assert_set(const struct value_set *set, const char *expected)
{
    struct buf text;
    buf_init(&text);
    if (set) {
        value_set_print(&text, set, 0);
    } else {
        buf_add_text(&text, "none");
    }
    buf_add_char(&text, '\0');
    assert_string_equal(text.at, expected);
    buf_finish(&text);
}

static void
equal_sets_are_one(void **state)
{
    struct fixture *fixture = *state;
    assert_ptr_equal(set_of(fixture, "b,a,b"), set_of(fixture, "a,b"));
    assert_ptr_not_equal(set_of(fixture, "a"), set_of(fixture, "b"));
    assert_null(set_of(fixture, ","));
    const struct value_set *open = value_set_open(fixture->sets);
    const struct value_set *one =
        value_set_narrow(fixture->sets, open, PROMQL_MATCH_NEQ, STR("x"));
    const struct value_set *two =
        value_set_narrow(fixture->sets, one, PROMQL_MATCH_REGEX, STR("[xy].*"));
    const struct value_set *other =
        value_set_narrow(fixture->sets, open, PROMQL_MATCH_REGEX, STR("[xy].*"));
    other = value_set_narrow(fixture->sets, other, PROMQL_MATCH_NEQ, STR("x"));
    other = value_set_narrow(fixture->sets, other, PROMQL_MATCH_NEQ, STR("x"));
    assert_ptr_equal(other, two);
}

static const struct {
    const char *values;
    enum promql_match match;
    const char *text;
    const char *expected;
} narrowings[] = {
    { "a,b", PROMQL_MATCH_EQL, "a", "{a}" },
    { "a,b", PROMQL_MATCH_EQL, "c", "none" },
    { "a,b", PROMQL_MATCH_EQL, "", "none" },
    { "a,b", PROMQL_MATCH_NEQ, "a", "{b}" },
    { "a,b", PROMQL_MATCH_NEQ, "", "{a, b}" },
    { "a,b", PROMQL_MATCH_REGEX, "b|c", "{b}" },
    { "a,b", PROMQL_MATCH_REGEX, ".*", "{a, b}" },
    { "a,b", PROMQL_MATCH_NREGEX, ".+", "none" },
    { "*", PROMQL_MATCH_EQL, "a", "{a}" },
    { "*", PROMQL_MATCH_EQL, "", "none" },
    { "*", PROMQL_MATCH_NEQ, "a", "!=\"a\"" },
    { "*", PROMQL_MATCH_NEQ, "", "any" },
    { "*", PROMQL_MATCH_REGEX, "a|b|", "{a, b}" },
    { "*", PROMQL_MATCH_REGEX, "a.*", "=~\"a.*\"" },
    { "*", PROMQL_MATCH_REGEX, ".+", "any" },
    { "*", PROMQL_MATCH_REGEX, "", "none" },
    { "*", PROMQL_MATCH_NREGEX, "", "any" },
    { "*", PROMQL_MATCH_NREGEX, ".*", "none" },
    { "*", PROMQL_MATCH_NREGEX, "a|b", "!~\"a|b\"" },
};

static void
matchers_narrow(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof narrowings / sizeof *narrowings; i++) {
        assert_set(value_set_narrow(fixture->sets, set_of(fixture, narrowings[i].values),
                       narrowings[i].match, str_from(narrowings[i].text)),
            narrowings[i].expected);
    }
}

static void
bounds_of_open_sets_hold(void **state)
{
    struct fixture *fixture = *state;
    struct value_sets *sets = fixture->sets;
    const struct value_set *digits =
        value_set_narrow(sets, value_set_open(sets), PROMQL_MATCH_REGEX, STR("[0-9]+"));
    assert_set(value_set_narrow(sets, digits, PROMQL_MATCH_EQL, STR("x")), "none");
    assert_set(value_set_narrow(sets, digits, PROMQL_MATCH_REGEX, STR("1|x|2")), "{1, 2}");
    assert_set(value_set_meet(sets, digits, set_of(fixture, "1,x")), "{1}");
    assert_set(value_set_meet(sets, set_of(fixture, "x"), digits), "none");
    assert_set(value_set_join(sets, digits, set_of(fixture, "1,2")), "=~\"[0-9]+\"");
    assert_set(value_set_join(sets, digits, set_of(fixture, "1,x")), "any");
    assert_true(value_set_may_have(digits, STR("7")));
    assert_false(value_set_may_have(digits, STR("")));
}

static void
closed_sets_meet_and_join(void **state)
{
    struct fixture *fixture = *state;
    const struct value_set *a = set_of(fixture, "a,b,c");
    const struct value_set *b = set_of(fixture, "b,c,d");
    assert_set(value_set_meet(fixture->sets, a, b), "{b, c}");
    assert_set(value_set_join(fixture->sets, a, b), "{a, b, c, d}");
    assert_set(value_set_meet(fixture->sets, a, set_of(fixture, "z")), "none");
    assert_ptr_equal(value_set_meet(fixture->sets, a, set_of(fixture, "*")), a);
}

static bool
accepts_absent(struct fixture *fixture, enum promql_match match, struct str text)
{
    return value_bound_accepts(value_bound_of(fixture->sets, match, text), STR(""));
}

static void
absent_is_the_empty_text(void **state)
{
    struct fixture *fixture = *state;
    assert_true(accepts_absent(fixture, PROMQL_MATCH_NEQ, STR("x")));
    assert_true(accepts_absent(fixture, PROMQL_MATCH_REGEX, STR("x|")));
    assert_false(accepts_absent(fixture, PROMQL_MATCH_REGEX, STR(".+")));
    assert_false(accepts_absent(fixture, PROMQL_MATCH_NEQ, STR("")));
}

static const struct {
    const char *pattern;
    const char *texts; /* joined with `;`, or NULL */
} patterns[] = {
    { "GET|POST", "GET;POST" },
    { "^(?:a|b)$", "a;b" },
    { "(a\\.c)", "a.c" },
    { "a|", "a;" },
    { "", "" },
    { "a.c", NULL },
    { "a{2}", NULL },
    { "(a)(b)", NULL },
    { "a\\d", NULL },
    { "(?i)a", NULL },
    { "a|(b", NULL },
};

static void
patterns_may_be_lists(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct literal_vec texts = { 0 };
        bool is_list =
            literals_of_pattern(&fixture->arena, str_from(patterns[i].pattern), &texts);
        assert_int_equal(is_list, patterns[i].texts != NULL);
        if (!is_list) {
            continue;
        }
        struct buf joined;
        buf_init(&joined);
        for (size_t j = 0; j < texts.count; j++) {
            buf_printf(&joined, "%s%.*s", j > 0 ? ";" : "", STR_ARG(texts.at[j]));
        }
        buf_add_char(&joined, '\0');
        assert_string_equal(joined.at, patterns[i].texts);
        buf_finish(&joined);
    }
}

static const struct {
    double number;
    int prometheus;
    const char *texts;
} spellings[] = {
    { 1, 3, "1.0" },
    { 0.25, 3, "0.25" },
    { 1000000, 3, "1e+06" },
    { 100000, 3, "100000.0" },
    { 0.00001, 3, "1e-05" },
    { 1, 2, "1;1.0" },
    { 0.25, 2, "0.25" },
    { 1000000, 2, "1e+06;1000000;1000000.0" },
    { (double)INFINITY, 2, "+Inf" },
};

static void
bounds_are_spelled_as_scraped(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct bound_text_vec texts = { 0 };
        struct version version = { .major = spellings[i].prometheus };
        bounds_spell(&fixture->arena, &fixture->names, version, spellings[i].number, &texts);
        struct buf joined;
        buf_init(&joined);
        for (size_t j = 0; j < texts.count; j++) {
            buf_printf(&joined, "%s%.*s", j > 0 ? ";" : "", STR_ARG(texts.at[j]->text));
        }
        buf_add_char(&joined, '\0');
        assert_string_equal(joined.at, spellings[i].texts);
        buf_finish(&joined);
    }
}

static const struct {
    const char *replacement;
    const char *expected;
} expansions[] = {
    { "$1", "ab" },
    { "${1}x", "abx" },
    { "$1x", "" },
    { "$2-$1", "cd-ab" },
    { "${word}", "ab" },
    { "$$1", "$1" },
    { "a$", "a$" },
    { "$9", "" },
    { "$0", "ab-cd" },
    { "${1", "${1" },
};

static void
groups_expand_as_in_go(void **state)
{
    struct fixture *fixture = *state;
    struct str error;
    const struct regex *regex =
        regex_compile(fixture->regexes, STR("(?P<word>[a-z]+)-([a-z]+)"), &error);
    struct str groups[3];
    assert_true(regex_groups(regex, STR("ab-cd"), groups));
    assert_false(regex_groups(regex, STR("ab-cd-"), groups + 0));
    assert_true(regex_groups(regex, STR("ab-cd"), groups));
    for (size_t i = 0; i < sizeof expansions / sizeof *expansions; i++) {
        struct buf text;
        buf_init(&text);
        expand_groups(&text, regex, str_from(expansions[i].replacement), groups);
        buf_add_char(&text, '\0');
        assert_string_equal(text.at, expansions[i].expected);
        buf_finish(&text);
    }
    assert_true(expand_has_text(STR("${1}x")));
    assert_false(expand_has_text(STR("$1$2")));
    assert_false(expand_has_group(STR("x$$")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_sets_are_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(matchers_narrow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_of_open_sets_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closed_sets_meet_and_join, set_up, tear_down),
        cmocka_unit_test_setup_teardown(absent_is_the_empty_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(patterns_may_be_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_are_spelled_as_scraped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(groups_expand_as_in_go, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
