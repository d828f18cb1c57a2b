/*
 * The parser corpus: every case of tests/promql/ has its expression and what comes of it. The
 * format and the way to renew it stand in tests/promql/bless.py.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "promql/promql.h"
#include "text/load.h"

struct corpus {
    struct arena arena;
    struct regex_set *regexes;
    struct buf got;
    size_t cases;
    size_t failures;
};

static void
read_options(struct str head, struct promql_options *options)
{
    str_cut(&head, '|');
    while (head.at) {
        struct str word = str_trim(str_cut(&head, '|'));
        if (str_is(word, "grafana")) {
            options->grafana = true;
        } else if (str_is(word, "experimental")) {
            options->experimental = true;
        } else {
            assert_true(version_parse(word, &options->version));
        }
    }
}

/* What bless.py would write for the expression. */
static void
answer(struct corpus *corpus, const struct promql_options *options, struct str text)
{
    struct buf *got = &corpus->got;
    struct promql_error error;
    struct span span = { 1, (uint32_t)text.len };
    const struct promql_tree *tree = promql_parse(&corpus->arena, options, text, span, &error);
    buf_clear(got);
    if (!tree) {
        buf_printf(got, "error: %.*s\nat: %u %u\n", STR_ARG(error.message), error.span.at - 1,
            error.span.len);
        return;
    }
    uint32_t root = promql_root(tree);
    buf_printf(
        got, "type: %s\nprinted: ", promql_type_name((enum promql_type)tree->nodes[root].type));
    promql_print(got, tree, root, NULL);
    buf_add_char(got, '\n');
    promql_print_sexpr(got, tree, root);
    buf_add_char(got, '\n');
}

static void
run_case(struct corpus *corpus, struct str head, struct str body)
{
    struct promql_options options = { .regexes = corpus->regexes };
    read_options(head, &options);
    size_t line = str_find(body, STR("\n----\n"));
    assert_true(line != SIZE_MAX);
    struct str expected = str_slice(body, line + 6, body.len);
    answer(corpus, &options, str_slice(body, 0, line));
    corpus->cases++;
    if (!str_equal(str_trim(expected), str_trim(buf_str(&corpus->got)))) {
        corpus->failures++;
        print_message("%.*s\nexpected:\n%.*s\ngot:\n%.*s\n", STR_ARG(head), STR_ARG(expected),
            STR_ARG(buf_str(&corpus->got)));
    }
}

static void
run_file(struct corpus *corpus, struct str text)
{
    size_t at = 0;
    while (at < text.len) {
        struct str rest = str_slice(text, at + 5, text.len);
        size_t next = str_find(rest, STR("\n==== "));
        size_t end = next == SIZE_MAX ? rest.len : next + 1;
        struct str body = str_slice(rest, 0, end);
        struct str head = str_cut(&body, '\n');
        run_case(corpus, head, body);
        at += 5 + end;
    }
}

static void
every_case_holds(void **state)
{
    (void)state;
    struct corpus corpus = { .regexes = regex_set_open() };
    arena_init(&corpus.arena);
    buf_init(&corpus.got);
    const char *root = getenv("TOCSIN_ROOT");
    assert_non_null(root);
    struct str folder = arena_printf(&corpus.arena, "%s/tests/promql", root);
    struct str_vec names = { 0 };
    assert_int_equal(load_folder(&corpus.arena, folder, &names), 0);
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends_with(names.at[i], STR(".txt"))) {
            struct str path = load_join(&corpus.arena, folder, names.at[i]);
            struct str text;
            assert_int_equal(load_file(&corpus.arena, path, &text), 0);
            run_file(&corpus, text);
        }
    }
    assert_true(corpus.cases > 200);
    assert_int_equal(corpus.failures, 0);
    buf_finish(&corpus.got);
    regex_set_close(corpus.regexes);
    arena_finish(&corpus.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
