/*
 * The PromQL room: places of clauses, rewriting, printing over lines, variables, findings, and
 * inputs that would break a recursive parser. Verdicts, types and trees of single expressions
 * stand in the corpus, tests/promql/.
 */
#include "unit.h"

#include "promql/builder.h"
#include "promql/promql.h"

struct fixture {
    struct arena arena;
    struct promql_options options;
    struct promql_error error;
};

static int
set_up(void **state)
{
    static struct fixture fixture;
    fixture =
        (struct fixture){ .options = { .regexes = regex_set_open(), .experimental = true } };
    arena_init(&fixture.arena);
    *state = &fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    regex_set_close(fixture->options.regexes);
    arena_finish(&fixture->arena);
    return 0;
}

enum { BASE = 100 };

static const struct promql_tree *
parse(struct fixture *fixture, struct str text)
{
    struct span span = { BASE, (uint32_t)text.len };
    return promql_parse(&fixture->arena, &fixture->options, text, span, &fixture->error);
}

static const struct promql_tree *
parse_well(struct fixture *fixture, const char *text)
{
    const struct promql_tree *tree = parse(fixture, str_from(text));
    if (!tree) {
        fail_msg("`%s`: %.*s", text, STR_ARG(fixture->error.message));
    }
    return tree;
}

/* The bytes of the text under a span. */
static struct str
under(const char *text, struct span span)
{
    assert_true(span.at >= BASE);
    return str_slice(str_from(text), span.at - BASE, span.at - BASE + span.len);
}

static void
every_clause_has_its_place(void **state)
{
    struct fixture *fixture = *state;
    static const char vector[] =
        "sum by (a, \"b\") (rate(x{j=\"1\", k=~'2'}[5m] offset 1m @ 7)) "
        "/ on (c) group_left (d) max_over_time(y[1h:2m])";
    const struct promql_tree *tree = parse_well(fixture, vector);
    uint32_t root = promql_root(tree);
    const struct promql_matching *matching = promql_matching_of(tree, root);
    assert_str(under(vector, matching->op_span), "/");
    assert_str(under(vector, matching->on_span), "on (c)");
    assert_str(under(vector, matching->group_span), "group_left (d)");
    assert_str(under(vector, tree->labels[matching->include.first].span), "d");

    uint32_t left = promql_operand(tree, root, 0);
    const struct promql_grouping *grouping = promql_grouping_of(tree, left);
    assert_str(under(vector, grouping->clause), "by (a, \"b\")");
    assert_str(under(vector, tree->labels[grouping->labels.first + 1].span), "\"b\"");
    assert_str(tree->labels[grouping->labels.first + 1].name, "b");
    assert_str(under(vector, promql_op_span(tree, left)), "sum");
    assert_str(under(vector, promql_span(tree, left)),
        "sum by (a, \"b\") (rate(x{j=\"1\", k=~'2'}[5m] offset 1m @ 7))");

    uint32_t range = left - 2;
    assert_int_equal(tree->nodes[range].kind, PROMQL_KIND_RANGE);
    assert_str(under(vector, promql_span(tree, range)), "x{j=\"1\", k=~'2'}[5m] offset 1m @ 7");
    assert_str(under(vector, promql_range_of(tree, range)->brackets), "[5m]");
    const struct promql_selector *selector = promql_selector_of(tree, range);
    assert_str(under(vector, selector->name_span), "x");
    assert_str(under(vector, selector->braces), "{j=\"1\", k=~'2'}");
    assert_str(under(vector, selector->modifiers.offset_span), "offset 1m");
    assert_str(under(vector, selector->modifiers.at_span), "@ 7");
    const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + 1];
    assert_str(under(vector, matcher->label_span), "k");
    assert_str(under(vector, matcher->match_span), "=~");
    assert_str(under(vector, matcher->value_span), "'2'");

    const struct promql_range *subquery = promql_range_of(tree, root - 2);
    assert_str(under(vector, tree->durations[subquery->step].span), "2m");
    double seconds;
    assert_true(promql_duration_seconds(tree, subquery->range, &seconds));
    assert_true(seconds == 3600);
}

static void
operands_are_found_from_the_right(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] = "label_replace(a + b, \"x\", \"y\", \"z\", \"w\")";
    const struct promql_tree *tree = parse_well(fixture, text);
    uint32_t root = promql_root(tree);
    assert_int_equal(promql_operand_count(tree, root), 5);
    assert_str(under(text, promql_span(tree, promql_operand(tree, root, 0))), "a + b");
    assert_str(promql_string_of(tree, promql_operand(tree, root, 3)), "z");
    const uint32_t *parents = promql_parents(&fixture->arena, tree);
    assert_int_equal(parents[root], PROMQL_NONE);
    assert_int_equal(parents[0], promql_operand(tree, root, 0));
    assert_int_equal(promql_first(tree, promql_operand(tree, root, 0)), 0);
}

static void
durations_are_known_without_variables(void **state)
{
    static const struct {
        const char *text;
        double seconds; /* < 0: not known */
    } cases[] = {
        { "x[5m]", 300 },
        { "x[90]", 90 },
        { "x[5m * 2 - 1m]", 540 },
        { "x[2 ^ 3 ^ 2]", 512 },
        { "x[max_of(1m, (2m)) % 50]", 20 },
        { "x[-(-5m)]", 300 },
        { "x[5m + step()]", -1 },
        { "x[$__interval]", -1 },
    };
    struct fixture *fixture = *state;
    fixture->options.grafana = true;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct promql_tree *tree = parse_well(fixture, cases[i].text);
        const struct promql_range *range = promql_range_of(tree, promql_root(tree));
        double seconds = -2;
        bool is_known = promql_duration_seconds(tree, range->range, &seconds);
        assert_int_equal(is_known, cases[i].seconds > 0);
        assert_true(!is_known || seconds == cases[i].seconds);
    }
}

static void
rewriting_replaces_and_adds(void **state)
{
    struct fixture *fixture = *state;
    const struct promql_tree *tree =
        parse_well(fixture, "sum by (le) (rate(h_bucket{a=\"b\"}[5m] offset 1h)) / f:x");
    struct promql_matcher matcher = {
        .label = STR("job"), .value = STR("\"api\""), .match = PROMQL_MATCH_NEQ
    };
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (uint32_t i = 0; i <= promql_root(tree); i++) {
        promql_build_copy(&builder, tree, i);
        if (tree->nodes[i].kind == PROMQL_KIND_CALL) {
            promql_build_drop(&builder);
            promql_build_selector(&builder, STR("h:rate5m"), NULL, 0, span_none());
        }
        if (promql_selector_of(tree, i) && tree->nodes[i].kind == PROMQL_KIND_SELECTOR) {
            promql_build_add_matcher(&builder, &matcher);
        }
    }
    const struct promql_tree *made = promql_builder_tree(&builder, &fixture->arena);
    promql_builder_finish(&builder);
    assert_str(promql_text(&fixture->arena, made, promql_root(made)),
        "sum by (le) (h:rate5m) / f:x{job!=\"\\\"api\\\"\"}");
    assert_true(promql_check(&fixture->arena, &fixture->options, made, &fixture->error));
    assert_int_equal(made->nodes[promql_root(made)].size, made->count);
}

static void
grafts_keep_places_and_meaning(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] = "a{x=\"1\"}[5m:1m] offset 2m";
    const struct promql_tree *tree = parse_well(fixture, text);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, tree, promql_root(tree));
    promql_build_call(
        &builder, promql_function_find(STR("max_over_time")), 1, (struct span){ 7, 1 });
    promql_build_number(&builder, -2, span_none());
    promql_build_binary(&builder, PROMQL_OP_POW, false, span_none());
    const struct promql_tree *made = promql_builder_tree(&builder, &fixture->arena);
    promql_builder_finish(&builder);
    assert_str(promql_text(&fixture->arena, made, promql_root(made)),
        "max_over_time(a{x=\"1\"}[5m:1m] offset 2m) ^ -2");
    assert_true(promql_equal(tree, promql_root(tree), made, promql_root(tree)));
    assert_str(under(text, promql_span(made, promql_root(tree))), text);
}

static void
parentheses_come_where_they_must(void **state)
{
    struct fixture *fixture = *state;
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_number(&builder, -1, span_none());
    promql_build_selector(&builder, STR("a"), NULL, 0, span_none());
    promql_build_binary(&builder, PROMQL_OP_POW, false, span_none());
    promql_build_selector(&builder, STR("b"), NULL, 0, span_none());
    promql_build_selector(&builder, STR("not bare"), NULL, 0, span_none());
    promql_build_binary(&builder, PROMQL_OP_OR, false, span_none());
    promql_build_unary(&builder, PROMQL_OP_SUB, span_none());
    promql_build_binary(&builder, PROMQL_OP_MUL, false, span_none());
    promql_build_subquery(&builder, 300, -1, span_none());
    const struct promql_tree *made = promql_builder_tree(&builder, &fixture->arena);
    promql_builder_finish(&builder);
    assert_str(promql_text(&fixture->arena, made, promql_root(made)),
        "((-1) ^ a * -(b or {__name__=\"not bare\"}))[5m:]");
}

static void
wrong_trees_are_caught(void **state)
{
    struct fixture *fixture = *state;
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(&builder, STR("a"), NULL, 0, span_none());
    promql_build_call(&builder, promql_function_find(STR("rate")), 1, span_none());
    const struct promql_tree *made = promql_builder_tree(&builder, &fixture->arena);
    promql_builder_finish(&builder);
    assert_false(promql_check(&fixture->arena, &fixture->options, made, &fixture->error));
    assert_int_equal(fixture->error.wanted, PROMQL_TYPE_MATRIX);
}

static void
long_expressions_are_broken(void **state)
{
    static const struct {
        const char *text;
        const char *pretty;
    } cases[] = {
        { "sum by (job) (rate(x[5m]))", "sum by (job) (rate(x[5m]))" },
        { "sum by (job, instance) (rate(http_requests_total{status=~\"5..\"}[5m])) / on (job, "
          "instance) sum by (job, instance) (rate(http_requests_total[5m])) > 0.05",
            "sum by (job, instance) (rate(http_requests_total{status=~\"5..\"}[5m]))\n"
            "/ on (job, instance)\n"
            "sum by (job, instance) (rate(http_requests_total[5m]))\n"
            "> 0.05" },
        { "histogram_quantile(0.99, sum by (le, endpoint, method, status) "
          "(rate(http_request_duration_seconds_bucket{job=\"api\"}[5m])))",
            "histogram_quantile(\n"
            "  0.99,\n"
            "  sum by (le, endpoint, method, status) "
            "(rate(http_request_duration_seconds_bucket{job=\"api\"}[5m]))\n"
            ")" },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb "
          "- "
          "(cccccccccccccccccccccccccccccccccccccccc + dddddddddd)",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa + "
            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
            "-\n"
            "(cccccccccccccccccccccccccccccccccccccccc + dddddddddd)" },
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct promql_tree *tree = parse_well(fixture, cases[i].text);
        struct buf buf;
        buf_init(&buf);
        promql_print_pretty(&buf, tree, promql_root(tree), NULL);
        assert_str(buf_str(&buf), cases[i].pretty);
        struct str text = arena_copy(&fixture->arena, buf_str(&buf));
        buf_finish(&buf);
        const struct promql_tree *again = parse(fixture, text);
        assert_non_null(again);
        assert_true(promql_equal(tree, promql_root(tree), again, promql_root(again)));
    }
}

static void
tokens_remember_where_they_came_from(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] = "sum(rate(x[5m]))by(job)";
    const struct promql_tree *tree = parse_well(fixture, text);
    struct promql_origins origins = { .arena = &fixture->arena };
    struct buf buf;
    buf_init(&buf);
    promql_print(&buf, tree, promql_root(tree), &origins);
    assert_str(buf_str(&buf), "sum by (job) (rate(x[5m]))");
    buf_finish(&buf);
    static const struct {
        uint32_t offset;
        const char *from;
    } expected[] = { { 0, "sum" }, { 4, "by(job)" }, { 8, "job" }, { 14, "rate" }, { 19, "x" },
        { 20, "[5m]" } };
    assert_int_equal(origins.origins.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < origins.origins.count; i++) {
        assert_int_equal(origins.origins.at[i].offset, expected[i].offset);
        assert_str(under(text, origins.origins.at[i].from), expected[i].from);
    }
}

static void
variables_are_listed_with_places(void **state)
{
    static const char text[] = "sum by ($g) (rate(m_${p:raw}{a=~\"x|$v\", b=\"\\\"$w\"}[[[r]]] "
                               "offset $o)) * $f(y) + $n";
    static const struct {
        const char *name;
        const char *under;
        enum promql_variable_place place;
    } expected[] = {
        { "p", "${p:raw}", PROMQL_VARIABLE_NAME },
        { "v", "$v", PROMQL_VARIABLE_STRING },
        { "w", "\"\\\"$w\"", PROMQL_VARIABLE_STRING },
        { "o", "$o", PROMQL_VARIABLE_DURATION },
        { "r", "[[r]]", PROMQL_VARIABLE_DURATION },
        { "g", "$g", PROMQL_VARIABLE_LABEL },
        { "f", "$f", PROMQL_VARIABLE_FUNCTION },
        { "n", "$n", PROMQL_VARIABLE_OPERAND },
    };
    struct fixture *fixture = *state;
    fixture->options.grafana = true;
    const struct promql_tree *tree = parse_well(fixture, text);
    struct promql_variable_vec variables = { 0 };
    promql_variables(&fixture->arena, tree, promql_root(tree), &variables);
    assert_int_equal(variables.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < variables.count; i++) {
        assert_str(variables.at[i].name, expected[i].name);
        assert_str(under(text, variables.at[i].span), expected[i].under);
        assert_int_equal(variables.at[i].place, expected[i].place);
    }
    assert_str(variables.at[0].format, "raw");
}

static void
findings_help(void **state)
{
    static const struct {
        const char *text;
        const char *message;
        const char *help;
        const char *label; /* the text under the first label */
    } cases[] = {
        { "ratee(x[5m])", "unknown function with name `ratee`", "did you mean `rate`?", NULL },
        { "rate(x)",
            "expected type range vector in call to function `rate`, got instant vector",
            "add a range to the selector, as in `metric[5m]`", "rate" },
        { "sum(rate(x[5m])", "unclosed left parenthesis", NULL, "(" },
        { "clamp(x, 1)", "expected 3 argument(s) in call to `clamp`, got 2",
            "its form is `clamp(instant vector, scalar, scalar)`", NULL },
        { "holt_winters(x[5m], 1, 1)", "unknown function with name `holt_winters`",
            "use `double_exponential_smoothing`", NULL },
        { "x{a=~\"(\"}", "error parsing regexp: missing closing ): `(`", NULL, NULL },
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct diags diags;
        diags_init(&diags, &fixture->arena);
        struct str text = str_from(cases[i].text);
        struct span span = { BASE, (uint32_t)text.len };
        assert_null(promql_read(&fixture->arena, &fixture->options, text, span, &diags));
        assert_int_equal(diags.findings.count, 1);
        const struct finding *finding = diags.findings.at[0];
        assert_str(finding->message, cases[i].message);
        assert_int_equal(finding->helps.count, cases[i].help ? 1 : 0);
        if (cases[i].help) {
            assert_str(finding->helps.at[0], cases[i].help);
        }
        if (cases[i].label) {
            assert_str(under(cases[i].text, finding->labels.at[0].span), cases[i].label);
        }
    }
}

static struct str
repeat(struct arena *arena, const char *before, const char *middle, const char *after, size_t n)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < n; i++) {
        buf_add_text(&buf, before);
    }
    buf_add_text(&buf, middle);
    for (size_t i = 0; i < n; i++) {
        buf_add_text(&buf, after);
    }
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
depth_and_length_are_no_matter(void **state)
{
    static const struct {
        const char *before;
        const char *middle;
        const char *after;
        size_t count;
    } cases[] = {
        { "a + ", "a", "", 500000 },
        { "a ^ ", "a", "", 100000 },
        { "(", "a", ")", 100000 },
        { "abs(", "a", ")", 100000 },
        { "-", "a", "", 100000 },
        { "max_over_time(", "a", "[5m:])", 50000 },
        { "", "a[5m]", " offset 0s", 10000 },
        { "a or (b + ", "a", ")", 50000 },
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str text = repeat(
            &fixture->arena, cases[i].before, cases[i].middle, cases[i].after, cases[i].count);
        const struct promql_tree *tree = parse(fixture, text);
        assert_non_null(tree);
        struct buf buf;
        buf_init(&buf);
        promql_print_pretty(&buf, tree, promql_root(tree), NULL);
        const struct promql_tree *again = parse(fixture, buf_str(&buf));
        assert_non_null(again);
        assert_true(promql_equal(tree, promql_root(tree), again, promql_root(again)));
        buf_finish(&buf);
    }
}

static void
open_brackets_are_no_matter_either(void **state)
{
    static const char *const brackets[] = { "(", "sum(", "a[", "a[(", "{", "a offset -(",
        "- " };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
        assert_null(parse(fixture, repeat(&fixture->arena, brackets[i], "", "", 100000)));
        assert_true(fixture->error.message.len > 0);
    }
}

static void
functions_are_sorted_and_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < promql_function_count; i++) {
        const struct promql_function *function = &promql_functions[i];
        assert_ptr_equal(promql_function_find(function->name), function);
        assert_true(i == 0 || str_compare(promql_functions[i - 1].name, function->name) < 0);
        assert_true(strlen(function->doc) > 5);
        assert_true(promql_function_least(function) <= promql_function_most(function));
    }
    assert_null(promql_function_find(STR("Rate")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_clause_has_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(operands_are_found_from_the_right, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            durations_are_known_without_variables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rewriting_replaces_and_adds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(grafts_keep_places_and_meaning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parentheses_come_where_they_must, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_trees_are_caught, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_expressions_are_broken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            tokens_remember_where_they_came_from, set_up, tear_down),
        cmocka_unit_test_setup_teardown(variables_are_listed_with_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(findings_help, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_and_length_are_no_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(open_brackets_are_no_matter_either, set_up, tear_down),
        cmocka_unit_test_setup_teardown(functions_are_sorted_and_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
