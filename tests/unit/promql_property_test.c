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

static bool
same_spans(struct span a, struct span b)
{
    return a.at == b.at && a.len == b.len;
}

static bool
same_labels(const struct promql_tree *a, struct promql_run run_a, const struct promql_tree *b,
    struct promql_run run_b)
{
    bool is_same = run_a.count == run_b.count;
    for (uint32_t i = 0; is_same && i < run_a.count; i++) {
        const struct promql_label *left = &a->labels[run_a.first + i];
        const struct promql_label *right = &b->labels[run_b.first + i];
        is_same = str_equal(left->name, right->name) && same_spans(left->span, right->span);
    }
    return is_same;
}

static bool
same_selectors(const struct promql_tree *a, const struct promql_tree *b, uint32_t node)
{
    const struct promql_selector *left = promql_selector_of(a, node);
    const struct promql_selector *right = promql_selector_of(b, node);
    bool is_same = same_spans(left->name_span, right->name_span) &&
                   same_spans(left->braces, right->braces) &&
                   left->modifiers.offset == PROMQL_NONE &&
                   right->modifiers.offset == PROMQL_NONE;
    for (uint32_t i = 0; is_same && i < left->matchers.count; i++) {
        const struct promql_matcher *x = &a->matchers[left->matchers.first + i];
        const struct promql_matcher *y = &b->matchers[right->matchers.first + i];
        is_same = same_spans(x->label_span, y->label_span) &&
                  same_spans(x->match_span, y->match_span) &&
                  same_spans(x->value_span, y->value_span) &&
                  x->has_variable == y->has_variable;
    }
    return is_same;
}

static bool
same_matchings(const struct promql_tree *a, const struct promql_tree *b, uint32_t node)
{
    const struct promql_matching *left = promql_matching_of(a, node);
    const struct promql_matching *right = promql_matching_of(b, node);
    if (!left || !right) {
        return left == right;
    }
    return same_spans(left->on_span, right->on_span) &&
           same_spans(left->group_span, right->group_span) &&
           same_spans(left->fill_span, right->fill_span) && left->is_on == right->is_on &&
           left->card == right->card && same_labels(a, left->labels, b, right->labels) &&
           same_labels(a, left->include, b, right->include);
}

static bool
same_groupings(const struct promql_tree *a, const struct promql_tree *b, uint32_t node)
{
    const struct promql_grouping *left = promql_grouping_of(a, node);
    const struct promql_grouping *right = promql_grouping_of(b, node);
    return left->has_clause == right->has_clause && left->is_without == right->is_without &&
           left->has_parameter == right->has_parameter && str_equal(left->name, right->name) &&
           same_spans(left->clause, right->clause) &&
           same_labels(a, left->labels, b, right->labels);
}

static bool
same_rows(const struct promql_tree *a, const struct promql_tree *b, uint32_t node)
{
    switch ((enum promql_kind)a->nodes[node].kind) {
    case PROMQL_KIND_SELECTOR:
        return same_selectors(a, b, node);
    case PROMQL_KIND_RANGE:
        return same_spans(
                   promql_range_of(a, node)->brackets, promql_range_of(b, node)->brackets) &&
               same_spans(a->durations[promql_range_of(a, node)->range].span,
                   b->durations[promql_range_of(b, node)->range].span);
    case PROMQL_KIND_BINARY:
        return same_spans(promql_op_span(a, node), promql_op_span(b, node)) &&
               same_matchings(a, b, node);
    case PROMQL_KIND_CALL:
        return same_spans(promql_op_span(a, node), promql_op_span(b, node)) &&
               promql_call_of(a, node)->function == promql_call_of(b, node)->function;
    case PROMQL_KIND_AGGREGATION:
        return same_spans(promql_op_span(a, node), promql_op_span(b, node)) &&
               same_groupings(a, b, node);
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_PAREN:
        return true;
    case PROMQL_KIND_SUBQUERY:
    case PROMQL_KIND_UNARY:
    case PROMQL_KIND_VARIABLE:
        break;
    }
    return false;
}

/* The tree that is told along with the printed text is the parser's, with all its places. Gives
 * whether there is one. */
static bool
check_placed(
    struct maker *maker, const struct promql_options *options, const struct promql_tree *tree)
{
    enum { BASE = 1000 };
    struct promql_placed placed;
    struct promql_error error;
    struct buf buf;
    buf_init(&buf);
    promql_placed_print(&placed, &buf, tree, options, NULL);
    struct str text = arena_copy(&maker->arena, buf_str(&buf));
    buf_finish(&buf);
    assert_true(str_equal(text, promql_text(&maker->arena, tree, promql_root(tree))));
    struct span span = { BASE, (uint32_t)text.len };
    const struct promql_tree *told = promql_placed_finish(&placed, &maker->arena, text, span);
    if (!told) {
        return false;
    }
    const struct promql_tree *read = promql_parse(&maker->arena, options, text, span, &error);
    assert_non_null(read);
    bool is_same = told->count == read->count &&
                   promql_equal(told, promql_root(told), read, promql_root(read));
    for (uint32_t i = 0; is_same && i < told->count; i++) {
        const struct promql_node *a = &told->nodes[i];
        const struct promql_node *b = &read->nodes[i];
        is_same = a->kind == b->kind && a->op == b->op && a->type == b->type &&
                  a->flags == b->flags && a->size == b->size && a->at == b->at &&
                  a->len == b->len && same_rows(told, read, i);
    }
    if (!is_same) {
        fail_msg("`%.*s` is told as another tree than the parser's", STR_ARG(text));
    }
    return true;
}

static void
what_is_printed_is_read_again(void **state)
{
    (void)state;
    enum { ROUNDS = 20000, DEEPEST = 5 };
    struct promql_options options = { .regexes = regex_set_open(), .experimental = true };
    struct maker maker = { .regexes = options.regexes, .seed = 0x9e3779b97f4a7c15 };
    size_t right = 0;
    size_t told = 0;
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
            told += check_placed(&maker, &options, tree);
        }
        arena_finish(&maker.arena);
    }
    assert_true(right > ROUNDS * 9 / 10);
    assert_true(told > ROUNDS / 10);
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
