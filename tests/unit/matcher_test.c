/*
 * The matcher room: what is read, what is refused, and the one form that is printed.
 */
#include "unit.h"

#include "matcher/matcher.h"

static bool
parse(struct arena *arena, struct regex_set *regexes, const char *text, struct buf *out,
    struct diags *diags)
{
    struct matcher_vec matchers = { 0 };
    struct span span = { 1, (uint32_t)strlen(text) };
    diags_init(diags, arena);
    bool is_read = matcher_parse(arena, regexes, str_from(text), span, &matchers, diags);
    buf_clear(out);
    for (size_t i = 0; i < matchers.count; i++) {
        buf_add_text(out, i > 0 ? "," : "");
        matcher_print(out, &matchers.at[i]);
    }
    return is_read;
}

static void
matchers_are_read_and_printed_in_one_form(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out; /* NULL: refused */
    } cases[] = {
        { "severity=\"critical\"", "severity=\"critical\"" },
        { "severity = critical", "severity=\"critical\"" },
        { "{a=\"b\", c!~\"d|e\",}", "a=\"b\",c!~\"d|e\"" },
        { "a=\"b\",c!=\"d\"", "a=\"b\",c!=\"d\"" },
        { "a=~\"x\\\"y\\\\z\"", "a=~\"x\\\"y\\\\z\"" }, { "a=\"\"", "a=\"\"" }, { "a=", "a=\"\"" },
        { "{}", "" }, { "", "" }, { "\"odd name\"=\"x\"", "\"odd name\"=\"x\"" },
        { "a==\"b\"", NULL }, { "a", NULL }, { "a=\"b", NULL }, { "a=\"b\" c=\"d\"", NULL },
        { "{a=\"b\"", NULL }, { "a=b c", NULL }, { "=x", NULL }, { "a=~\"(\"", NULL },
        { "{a=\"b\"} x", NULL }, { "1a=\"b\"", NULL },
    };
    struct arena arena;
    arena_init(&arena);
    struct regex_set *regexes = regex_set_open();
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct diags diags;
        bool is_read = parse(&arena, regexes, cases[i].in, &buf, &diags);
        if (is_read != (cases[i].out != NULL)) {
            fail_msg("`%s` was %s", cases[i].in, is_read ? "read" : "refused");
        }
        assert_int_equal(diags.findings.count, cases[i].out ? 0 : 1);
        if (cases[i].out) {
            assert_str(buf_str(&buf), cases[i].out);
        }
    }
    buf_finish(&buf);
    regex_set_close(regexes);
    arena_finish(&arena);
}

static void
an_absent_label_is_the_empty_value(void **state)
{
    (void)state;
    static const struct {
        const char *matcher;
        const char *value;
        bool matches;
    } cases[] = {
        { "a=\"\"", "", true }, { "a!=\"x\"", "", true }, { "a=~\".*\"", "", true },
        { "a=~\".+\"", "", false }, { "a=~\"x|y\"", "xy", false }, { "a!~\"x|y\"", "y", false },
    };
    struct arena arena;
    arena_init(&arena);
    struct regex_set *regexes = regex_set_open();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct matcher_vec matchers = { 0 };
        struct diags diags;
        diags_init(&diags, &arena);
        assert_true(matcher_parse(&arena, regexes, str_from(cases[i].matcher), span_none(),
            &matchers, &diags));
        assert_int_equal(
            matcher_matches(&matchers.at[0], str_from(cases[i].value)), cases[i].matches);
    }
    regex_set_close(regexes);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matchers_are_read_and_printed_in_one_form),
        cmocka_unit_test(an_absent_label_is_the_empty_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
