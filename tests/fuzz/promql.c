/*
 * Any bytes as PromQL: a tree or an error with a place inside the text; and what was printed,
 * on one line or on many, is read again as the same.
 *
 * The first byte chooses the dialect, so that all of them are searched.
 */
#include "fuzz.h"

#include "promql/builder.h"
#include "promql/promql.h"

enum { BASE = 1 };

static const struct promql_tree *
parse(struct arena *arena, const struct promql_options *options, struct str text,
    struct promql_error *error)
{
    struct span span = { BASE, (uint32_t)text.len };
    return promql_parse(arena, options, text, span, error);
}

static void
check_error(const struct promql_error *error, struct str text)
{
    FUZZ_CHECK(error->message.len > 0);
    FUZZ_CHECK(error->span.at >= BASE);
    FUZZ_CHECK(error->span.at - BASE + error->span.len <= text.len);
    if (span_is_set(error->other)) {
        FUZZ_CHECK(error->other.at - BASE + error->other.len <= text.len);
    }
}

static void
check_places(const struct promql_tree *tree, struct str text)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct promql_node *node = &tree->nodes[i];
        FUZZ_CHECK(node->at >= BASE && node->at - BASE + node->len <= text.len);
        FUZZ_CHECK(node->size <= i + 1);
    }
    FUZZ_CHECK(tree->nodes[promql_root(tree)].size == tree->count);
}

/* Beyond this a timestamp in seconds has no exact milliseconds as a double. */
static bool
has_huge_time(const struct promql_tree *tree)
{
    const int64_t huge = 1000000000000000;
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct promql_selector *selector = promql_selector_of(tree, i);
        int64_t time = selector ? selector->modifiers.at_milliseconds : 0;
        if (tree->nodes[i].kind == PROMQL_KIND_SUBQUERY) {
            time = promql_range_of(tree, i)->modifiers.at_milliseconds;
        }
        if (time > huge || time < -huge) {
            return true;
        }
    }
    return false;
}

/* The text of a tree is read as a tree of the same size and the same text; only `inf ^ x` gets
 * parentheses, since infinities print with a sign. */
static void
check_reading(struct arena *arena, const struct promql_options *options,
    const struct promql_tree *tree, struct str text)
{
    struct promql_error error;
    const struct promql_tree *again = parse(arena, options, text, &error);
    FUZZ_CHECK(again != NULL);
    struct str line = promql_text(arena, tree, promql_root(tree));
    FUZZ_CHECK(again->count == tree->count || str_contains(line, STR("(+Inf) ^")));
    FUZZ_CHECK(str_equal(promql_text(arena, again, promql_root(again)), line));
}

static void
check_printing(
    struct arena *arena, const struct promql_options *options, const struct promql_tree *tree)
{
    struct promql_options newest = {
        .regexes = options->regexes, .experimental = true, .grafana = options->grafana
    };
    uint32_t root = promql_root(tree);
    check_reading(arena, &newest, tree, promql_text(arena, tree, root));
    struct buf buf;
    buf_init(&buf);
    promql_print_pretty(&buf, tree, root, NULL);
    check_reading(arena, &newest, tree, arena_copy(arena, buf_str(&buf)));
    buf_clear(&buf);
    promql_print_sexpr(&buf, tree, root);
    FUZZ_CHECK(buf.len > 0);
    buf_finish(&buf);
}

static void
check_copying(struct arena *arena, const struct promql_tree *tree)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, tree, promql_root(tree));
    const struct promql_tree *copy = promql_builder_tree(&builder, arena);
    promql_builder_finish(&builder);
    FUZZ_CHECK(promql_equal(tree, promql_root(tree), copy, promql_root(copy)));
    struct promql_variable_vec variables = { 0 };
    promql_variables(arena, copy, promql_root(copy), &variables);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    static const struct version versions[] = { { 0, 0, 0 }, { 2, 42, 0 }, { 3, 5, 0 },
        { 2, 1, 0 } };
    struct arena arena;
    arena_init(&arena);
    struct promql_options options = { .regexes = regex_set_open(),
        .grafana = data[0] & 1,
        .experimental = data[0] & 2,
        .version = versions[data[0] >> 2 & 3] };
    struct str text = str_make((const char *)data + 1, size - 1);
    struct promql_error error;
    const struct promql_tree *tree = parse(&arena, &options, text, &error);
    if (!tree) {
        check_error(&error, text);
    } else {
        check_places(tree, text);
        check_copying(&arena, tree);
        if (!has_huge_time(tree)) {
            check_printing(&arena, &options, tree);
        }
    }
    regex_set_close(options.regexes);
    arena_finish(&arena);
    return 0;
}
