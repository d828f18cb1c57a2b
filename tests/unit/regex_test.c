/*
 * The regex room: anchoring, Go's verdicts and Go's words.
 */
#include "unit.h"

#include "regex/regex.h"

static void
matches_are_anchored_and_dot_takes_newlines(void **state)
{
    (void)state;
    struct regex_set *set = regex_set_open();
    struct str error;
    const struct regex *five = regex_compile(set, STR("5.."), &error);
    assert_true(regex_matches(five, STR("503")));
    assert_true(regex_matches(five, STR("5\n3")));
    assert_false(regex_matches(five, STR("1503")));
    assert_true(regex_finds(five, STR("1503")));
    assert_ptr_equal(five, regex_compile(set, STR("5.."), &error));
    const struct regex *either = regex_compile(set, STR("a|b"), &error);
    assert_false(regex_matches(either, STR("ab")));
    regex_set_close(set);
}

static void
verdicts_are_gos(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        const char *error; /* NULL: valid */
    } cases[] = {
        { "a{2}{3}", "invalid nested repetition operator: `{2}{3}`" },
        { "x*+", "invalid nested repetition operator: `*+`" },
        { "*", "missing argument to repetition operator: `*`" },
        { "(", "missing closing ): `(`" },
        { "[a", "missing closing ]: `[a`" },
        { "a\\", "trailing backslash at end of expression: ``" },
        { "\\C", "invalid escape sequence: `\\C`" },
        { "\\y", "invalid escape sequence: `\\y`" },
        { "(?=x)", "invalid or unsupported Perl syntax: `(?=`" },
        { "a{1001}", "invalid repeat count: `{1001}`" },
        { "\\_", NULL },
        { "{", NULL },
        { "a{,2}", NULL },
        { "[\\C]", "invalid escape sequence: `\\C`" },
        { "(?P<n>x)", NULL },
        { "(?i)x", NULL },
        { "(?<n>x)", NULL },
        { "\\Q\\C\\E", NULL },
        { "(?<=x)", "invalid or unsupported Perl syntax: `(?<`" },
    };
    struct regex_set *set = regex_set_open();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str error = STR("");
        const struct regex *regex = regex_compile(set, str_from(cases[i].pattern), &error);
        if (cases[i].error) {
            assert_null(regex);
            assert_str(error, cases[i].error);
        } else if (!regex) {
            fail_msg("`%s`: %.*s", cases[i].pattern, STR_ARG(error));
        }
    }
    regex_set_close(set);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_are_anchored_and_dot_takes_newlines),
        cmocka_unit_test(verdicts_are_gos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
