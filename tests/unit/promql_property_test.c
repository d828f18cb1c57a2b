/*
 * Random trees: whatever is built of right types prints as text that is read as the same tree,
 * on one line and on many. The seed is fixed; a failure shows the text.
 */
#include "unit.h"

#include "promql/builder.h"
#include "promql/promql.h"

struct maker {
    struct arena arena;
    struct promql_builder builder;
    struct regex_set *regexes;
    uint64_t seed;
};

static uint32_t
roll(struct maker *maker, uint32_t sides)
{
    maker->seed ^= maker->seed << 13;
    maker->seed ^= maker->seed >> 7;
    maker->seed ^= maker->seed << 17;
    return (uint32_t)((maker->seed >> 20) % sides);
}

static const struct str words[] = { STR_INIT("up"), STR_INIT("job:up:rate5m"), STR_INIT("sum"),
    STR_INIT("by"), STR_INIT("bool"), STR_INIT("and"), STR_INIT("offset"), STR_INIT("inf"),
    STR_INIT("without"), STR_INIT("disk free"), STR_INIT("caf\xc3\xa9"), STR_INIT("step"),
    STR_INIT("fill"), STR_INIT("a\"b\\c"), STR_INIT("_"), STR_INIT("on") };

static struct str
word(struct maker *maker)
{
    return words[roll(maker, sizeof words / sizeof words[0])];
}

static struct str
random_text(struct maker *maker)
{
    static const char letters[] = "a\"\\'\n\x01\x7f\xc3\xa9\xff$.*+x";
    struct buf buf;
    buf_init(&buf);
    for (uint32_t i = roll(maker, 6); i > 0; i--) {
        buf_add_char(&buf, letters[roll(maker, sizeof letters - 1)]);
    }
    struct str text = arena_copy(&maker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
make_number(struct maker *maker)
{
    static const double numbers[] = { 0, 1, 0.5, 1e21, 1e-7, 123456789.25,
        3.0000000000000004e-5, 9007199254740993.0, 1e300 };
    double number = numbers[roll(maker, sizeof numbers / sizeof numbers[0])];
    promql_build_number(&maker->builder, roll(maker, 3) ? number : -number, span_none());
}

/* Trees to take brackets and modifiers from. */
static const struct promql_tree *
part(struct maker *maker, const char *text)
{
    struct promql_options options = { .regexes = maker->regexes };
    struct promql_error error;
    const struct promql_tree *tree =
        promql_parse(&maker->arena, &options, str_from(text), span_none(), &error);
    assert_non_null(tree);
    return tree;
}

static void
make_selector(struct maker *maker)
{
    struct promql_matcher matcher = { .label = word(maker), .value = random_text(maker) };
    matcher.match = roll(maker, 2) ? PROMQL_MATCH_EQL : PROMQL_MATCH_NEQ;
    promql_build_selector(&maker->builder, word(maker), &matcher, roll(maker, 2), span_none());
    if (roll(maker, 4) == 0) {
        static const char *const texts[] = { "x offset 5m", "x @ end()",
            "x @ 12.5 offset -1h" };
        const struct promql_tree *from = part(maker, texts[roll(maker, 3)]);
        promql_build_modifiers(&maker->builder, from, promql_root(from), span_none());
    }
    if (roll(maker, 4) == 0) {
        promql_build_rename(&maker->builder, word(maker));
    }
}

static struct promql_label_list
make_labels(struct maker *maker)
{
    struct promql_label_list list = { .count = roll(maker, 3) };
    struct promql_label *labels = ARENA_ARRAY(&maker->arena, struct promql_label, 2);
    for (uint32_t i = 0; i < list.count; i++) {
        labels[i].name = word(maker);
    }
    list.at = labels;
    return list;
}

static void make_vector(struct maker *maker, uint32_t depth);

static void
make_scalar(struct maker *maker, uint32_t depth)
{
    uint32_t form = depth ? roll(maker, 6) : 0;
    if (form < 2) {
        make_number(maker);
    } else if (form == 2) {
        make_vector(maker, depth - 1);
        promql_build_call(&maker->builder, promql_function_find(STR("scalar")), 1, span_none());
    } else {
        make_scalar(maker, depth - 1);
        make_scalar(maker, depth - 1);
        promql_build_binary(
            &maker->builder, PROMQL_OP_ADD + roll(maker, 7), false, span_none());
    }
}

static void
make_matrix(struct maker *maker, uint32_t depth)
{
    static const double seconds[] = { 300, 0.001, 86400, 5400, 0.0005, 1e8 };
    double range = seconds[roll(maker, 6)];
    if (depth && roll(maker, 3) == 0) {
        const struct promql_tree *from = part(maker, roll(maker, 2) ? "x[1h:]" : "x[1h:5m]");
        make_vector(maker, depth - 1);
        promql_build_brackets(&maker->builder, from, promql_root(from), span_none());
    } else if (!depth || roll(maker, 2)) {
        make_selector(maker);
        promql_build_range(&maker->builder, range, span_none());
    } else {
        make_vector(maker, depth - 1);
        double step = roll(maker, 2) ? -1 : seconds[roll(maker, 6)];
        promql_build_subquery(&maker->builder, range, step, span_none());
    }
}

static void
make_binary(struct maker *maker, uint32_t depth)
{
    enum promql_op op = PROMQL_OP_ADD + roll(maker, 18);
    bool is_matched = roll(maker, 3) == 0;
    if (is_matched || promql_op_is_set(op) || roll(maker, 2)) {
        make_vector(maker, depth - 1);
    } else {
        make_scalar(maker, depth - 1);
    }
    make_vector(maker, depth - 1);
    if (!is_matched) {
        bool with_bool = promql_op_is_comparison(op) && roll(maker, 2);
        promql_build_binary(&maker->builder, op, with_bool, span_none());
        return;
    }
    struct promql_matching matching = { .is_on = true };
    struct promql_label_list include = { 0 };
    if (roll(maker, 2)) {
        matching.is_on = false;
        if (!promql_op_is_set(op)) {
            matching.card = (enum promql_card)roll(maker, 3);
            include = matching.card ? make_labels(maker) : include;
        }
    }
    promql_build_matching(&maker->builder, op, &matching, make_labels(maker), include);
    if (promql_op_is_comparison(op) && roll(maker, 2)) {
        promql_build_bool(&maker->builder);
    }
}

static void
make_aggregation(struct maker *maker, uint32_t depth)
{
    enum promql_op op = PROMQL_OP_SUM + roll(maker, 14);
    if (op == PROMQL_OP_COUNT_VALUES) {
        promql_build_string(&maker->builder, random_text(maker), span_none());
    } else if (promql_op_has_parameter(op)) {
        make_scalar(maker, depth - 1);
    }
    make_vector(maker, depth - 1);
    promql_build_aggregation(&maker->builder, op, (enum promql_clause)roll(maker, 3),
        make_labels(maker), span_none());
}

static void
make_vector(struct maker *maker, uint32_t depth)
{
    switch (depth ? roll(maker, 7) : 0) {
    case 0:
        make_selector(maker);
        break;
    case 1:
        make_aggregation(maker, depth);
        break;
    case 2:
        make_matrix(maker, depth - 1);
        promql_build_call(&maker->builder, promql_function_find(STR("rate")), 1, span_none());
        break;
    case 3:
        make_vector(maker, depth - 1);
        promql_build_paren(&maker->builder, span_none());
        break;
    case 4:
        make_vector(maker, depth - 1);
        promql_build_unary(
            &maker->builder, roll(maker, 2) ? PROMQL_OP_SUB : PROMQL_OP_ADD, span_none());
        break;
    default:
        make_binary(maker, depth);
        break;
    }
}

/* A made tree has parentheses only in its text: they are left out of the comparison. */
static const struct promql_tree *
without_parens(struct arena *arena, const struct promql_tree *tree)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind != PROMQL_KIND_PAREN) {
            promql_build_copy(&builder, tree, i);
        }
    }
    const struct promql_tree *bare = promql_builder_tree(&builder, arena);
    promql_builder_finish(&builder);
    return bare;
}

static void
check_text(struct maker *maker, const struct promql_options *options,
    const struct promql_tree *tree, struct str text)
{
    struct promql_error error;
    struct span span = { 1, (uint32_t)text.len };
    const struct promql_tree *again = promql_parse(&maker->arena, options, text, span, &error);
    if (!again) {
        fail_msg("`%.*s`: %.*s", STR_ARG(text), STR_ARG(error.message));
    }
    const struct promql_tree *a = without_parens(&maker->arena, tree);
    const struct promql_tree *b = without_parens(&maker->arena, again);
    /* Names that need quotes come back as matchers: compared by their text then. */
    if (!promql_equal(a, promql_root(a), b, promql_root(b)) &&
        !str_equal(promql_text(&maker->arena, tree, promql_root(tree)),
            promql_text(&maker->arena, again, promql_root(again)))) {
        fail_msg("`%.*s` is read as `%.*s`", STR_ARG(text),
            STR_ARG(promql_text(&maker->arena, again, promql_root(again))));
    }
}

static void
what_is_printed_is_read_again(void **state)
{
    (void)state;
    enum { ROUNDS = 20000, DEEPEST = 5 };
    struct promql_options options = { .regexes = regex_set_open(), .experimental = true };
    struct maker maker = { .regexes = options.regexes, .seed = 0x9e3779b97f4a7c15 };
    size_t right = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        promql_builder_init(&maker.builder);
        make_vector(&maker, roll(&maker, DEEPEST) + 1);
        const struct promql_tree *tree = promql_builder_tree(&maker.builder, &maker.arena);
        promql_builder_finish(&maker.builder);
        struct promql_error error;
        if (promql_check(&maker.arena, &options, tree, &error)) {
            right++;
            uint32_t root = promql_root(tree);
            check_text(&maker, &options, tree, promql_text(&maker.arena, tree, root));
            struct buf buf;
            buf_init(&buf);
            promql_print_pretty(&buf, tree, root, NULL);
            check_text(&maker, &options, tree, buf_str(&buf));
            buf_finish(&buf);
        }
        arena_finish(&maker.arena);
    }
    assert_true(right > ROUNDS * 9 / 10);
    regex_set_close(options.regexes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
