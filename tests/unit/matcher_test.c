/*
 * The matcher room: what is read and how it is printed, what is refused and where.
 */
#include "unit.h"

#include <stdlib.h>

#include "matcher/matcher.h"

struct world {
    struct arena arena;
    struct diags diags;
    struct matcher_reader reader;
    struct matcher_list list;
    struct buf out;
};

static int
set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    arena_init(&world->arena);
    buf_init(&world->out);
    world->reader.arena = &world->arena;
    world->reader.regexes = regex_set_open();
    world->reader.diags = &world->diags;
    *state = world;
    return 0;
}

static int
tear_down(void **state)
{
    struct world *world = *state;
    regex_set_close(world->reader.regexes);
    buf_finish(&world->out);
    arena_finish(&world->arena);
    free(world);
    return 0;
}

static bool
parse(struct world *world, const char *text)
{
    struct span span = { 1, (uint32_t)strlen(text) };
    diags_init(&world->diags, &world->arena);
    world->list = (struct matcher_list){ 0 };
    bool is_read = matcher_parse(&world->reader, str_from(text), span, &world->list);
    buf_clear(&world->out);
    for (size_t i = 0; i < world->list.all.count; i++) {
        buf_add_text(&world->out, i > 0 ? "," : "");
        matcher_print(&world->out, &world->list.all.at[i]);
    }
    return is_read;
}

struct good {
    const char *in;
    const char *out;
    enum matcher_verdict verdict;
};

static const struct good good[] = {
    { "severity=\"critical\"", "severity=\"critical\"", MATCHER_VERDICT_SAME },
    { "severity = critical", "severity=\"critical\"", MATCHER_VERDICT_SAME },
    { "{a=\"b\", c!~\"d|e\",}", "a=\"b\",c!~\"d|e\"", MATCHER_VERDICT_SAME },
    { "a=\"b\",c!=\"d\"", "a=\"b\",c!=\"d\"", MATCHER_VERDICT_SAME },
    { "a=~\"x\\\"y\\\\z\"", "a=~\"x\\\"y\\\\z\"", MATCHER_VERDICT_SAME },
    { "a=\"\"", "a=\"\"", MATCHER_VERDICT_SAME },
    { "a=", "a=\"\"", MATCHER_VERDICT_CLASSIC_ONLY },
    { "{}", "", MATCHER_VERDICT_SAME },
    { "", "", MATCHER_VERDICT_SAME },
    { "a=\"x,y\",b=\"{}\"", "a=\"x,y\",b=\"{}\"", MATCHER_VERDICT_SAME },
    { "a=\"one\\ntwo\"", "a=\"one\\ntwo\"", MATCHER_VERDICT_SAME },
    { "a=~critical|warning", "a=~\"critical|warning\"", MATCHER_VERDICT_SAME },
    { "a=~\"\\d+\"", "a=~\"\\\\d+\"", MATCHER_VERDICT_CLASSIC_ONLY },
    { "a=\"x\\ty\"", "a=\"x\\\\ty\"", MATCHER_VERDICT_DISAGREE },
    { "\"odd name\"=\"x\"", "\"odd name\"=\"x\"", MATCHER_VERDICT_UTF8_ONLY },
    { "\"a\"=\"\\u00e9\"", "a=\"é\"", MATCHER_VERDICT_UTF8_ONLY },
    { "größe=\"x\"", "\"größe\"=\"x\"", MATCHER_VERDICT_UTF8_ONLY },
    { "a=größe", "a=\"größe\"", MATCHER_VERDICT_SAME },
    { " a = \"b\" ", "a=\"b\"", MATCHER_VERDICT_SAME },
};

static void
matchers_are_read_and_printed_in_one_form(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!parse(world, good[i].in)) {
            fail_msg("`%s` was refused", good[i].in);
        }
        assert_int_equal(world->diags.findings.count, 0);
        assert_str(buf_str(&world->out), good[i].out);
        if (world->list.verdict != good[i].verdict) {
            fail_msg("`%s` has the verdict %d", good[i].in, (int)world->list.verdict);
        }
    }
}

/* Whatever is printed is read the same in both syntaxes, by every version. */
static void
what_is_printed_is_read_alike(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        bool needs_utf8 = good[i].verdict == MATCHER_VERDICT_UTF8_ONLY;
        struct str printed = str_from(good[i].out);
        bool has_classic_name = printed.len == 0 || printed.at[0] != '"';
        world->reader.version = needs_utf8 && !has_classic_name ? (struct version){ 0, 27, 0 }
                                                                : (struct version){ 0, 25, 0 };
        assert_true(parse(world, good[i].out));
        assert_str(buf_str(&world->out), good[i].out);
        assert_int_equal(world->list.verdict,
            has_classic_name ? MATCHER_VERDICT_SAME : MATCHER_VERDICT_UTF8_ONLY);
    }
}

static void
mistakes_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *in;
        const char *expected;
    } cases[] = {
        { "a==\"b\"", "1+2 matcher-syntax: unknown operator `==`" },
        { "a==b", "1+2 matcher-syntax: unknown operator `==`" },
        { "a!==b", "1+3 matcher-syntax: unknown operator `!==`" },
        { "a='b'", "2+3 matcher-syntax: single quotes would be part of the value" },
        { "a='b c'", "2+5 matcher-syntax: single quotes would be part of the value" },
        { "a", "1+0 matcher-syntax: expected an operator, found the end" },
        { "severity: critical", "10+8 matcher-syntax: expected an operator, found `critical`" },
        { "a ~ b", "2+1 matcher-syntax: expected an operator, found `~`" },
        { "a=\"b", "2+1 matcher-syntax: a quoted value is not closed" },
        { "a=\"b\" c=\"d\"", "6+5 matcher-syntax: expected a comma or the end of the "
                             "matchers, found `c=\"d\"`" },
        { "a=\"b\" and c=\"d\"", "6+3 matcher-syntax: expected a comma or the end of the "
                                 "matchers, found `and`" },
        { "{a=\"b\"", "0+1 matcher-syntax: `{` without its `}`" },
        { "a=b c", "2+3 matcher-syntax: the value `b c` needs quotes" },
        { "a=b c=d", "2+5 matcher-syntax: the value `b c=d` needs quotes" },
        { "a=~\\d+", "3+3 matcher-syntax: the value `\\d+` needs quotes" },
        { "=x", "0+1 matcher-syntax: expected the name of a label, found `=`" },
        { "a=~\"(\"", "3+3 regex-syntax: invalid regular expression: missing closing ): `(`" },
        { "a=~\"*\"", "3+3 regex-syntax: invalid regular expression: missing argument to "
                      "repetition operator: `*`" },
        { "{a=\"b\"} x", "8+1 matcher-syntax: expected a comma or the end of the matchers, "
                         "found `x`" },
        { "a=\"b\",,c=\"d\"", "6+1 matcher-syntax: expected the name of a label, found `,`" },
        { "\"\"=\"x\"", "0+2 matcher-syntax: a matcher needs the name of a label" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(parse(world, cases[i].in));
        assert_int_equal(world->diags.findings.count, 1);
        const struct finding *f = world->diags.findings.at[0];
        struct str got = arena_printf(&world->arena, "%u+%u %s: %.*s", f->span.at - 1,
            f->span.len, f->kind->name, STR_ARG(f->message));
        if (!str_is(got, cases[i].expected)) {
            fail_msg("`%s`\ngot      %.*s\nexpected %s", cases[i].in, STR_ARG(got),
                cases[i].expected);
        }
    }
}

static void
names_beyond_the_classic_need_a_newer_version(void **state)
{
    struct world *world = *state;
    world->reader.version = (struct version){ 0, 26, 0 };
    assert_false(parse(world, "\"odd name\"=\"x\""));
    assert_str(world->diags.findings.at[0]->message,
        "a matcher for the label `odd name` needs Alertmanager 0.27");
    world->reader.version = (struct version){ 0, 27, 0 };
    assert_true(parse(world, "\"odd name\"=\"x\""));
}

static void
an_absent_label_is_the_empty_value(void **state)
{
    static const struct {
        const char *matcher;
        const char *value;
        bool matches;
    } cases[] = {
        { "a=\"\"", "", true },
        { "a!=\"x\"", "", true },
        { "a=~\".*\"", "", true },
        { "a=~\".+\"", "", false },
        { "a=~\"x|y\"", "xy", false },
        { "a!~\"x|y\"", "y", false },
        { "a=\"x\"", "x", true },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(parse(world, cases[i].matcher));
        assert_int_equal(matcher_matches(&world->list.all.at[0], str_from(cases[i].value)),
            cases[i].matches);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(matchers_are_read_and_printed_in_one_form),
        CASE(what_is_printed_is_read_alike),
        CASE(mistakes_are_refused_with_their_place),
        CASE(names_beyond_the_classic_need_a_newer_version),
        CASE(an_absent_label_is_the_empty_value),
    };
    return cmocka_run_group_tests_name("matcher", tests, NULL, NULL);
}
