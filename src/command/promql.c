/*
 * tocsin promql: parse and check expressions, one JSON object a line back.
 *
 * For editors, scripts and the conformance tests. Expressions are lines, or texts between NUL
 * bytes with `-0` since real expressions have line breaks. An expression that is wrong is an
 * answer, not a failure: the status says only whether the input could be read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/promql_catalog.h"
#include "data/json_write.h"
#include "promql/promql.h"
#include "text/load.h"

struct verb_options {
    struct str prometheus;
    bool is_experimental;
    bool has_grafana;
    bool has_sexpr;
    bool has_nul;
    struct str spec;
    bool has_shape;
    struct promql_catalog *catalog; /* of `spec`, or NULL */
};

static const struct option option_table[] = {
    { "--prometheus", NULL, OPTION_KIND_TEXT, "VERSION",
        "the Prometheus that reads the expressions (default: the newest)",
        offsetof(struct verb_options, prometheus) },
    { "--experimental", NULL, OPTION_KIND_FLAG, NULL, "every feature flag is on",
        offsetof(struct verb_options, is_experimental) },
    { "--grafana", NULL, OPTION_KIND_FLAG, NULL, "Grafana's variables are syntax",
        offsetof(struct verb_options, has_grafana) },
    { "--sexpr", NULL, OPTION_KIND_FLAG, NULL, "print the tree too",
        offsetof(struct verb_options, has_sexpr) },
    { "--nul", "-0", OPTION_KIND_FLAG, NULL, "a NUL byte ends an expression, not a line break",
        offsetof(struct verb_options, has_nul) },
    { "--catalog", NULL, OPTION_KIND_TEXT, "SPEC",
        "hold the expressions against the catalog of this system: adds the findings",
        offsetof(struct verb_options, spec) },
    { "--shape", NULL, OPTION_KIND_FLAG, NULL,
        "with --catalog: print which series and labels the result has",
        offsetof(struct verb_options, has_shape) },
    { 0 },
};

/* Positions count from 1, so that no place can be taken for "none". */
enum { FIRST_POSITION = 1 };

static void
add_tree(struct json_writer *json, const struct verb_options *verb,
    const struct promql_tree *tree, struct buf *scratch)
{
    uint32_t root = promql_root(tree);
    json_key(json, STR("type"));
    json_string(json, str_from(promql_type_name((enum promql_type)tree->nodes[root].type)));
    json_key(json, STR("printed"));
    buf_clear(scratch);
    promql_print(scratch, tree, root, NULL);
    json_string(json, buf_str(scratch));
    if (verb->has_sexpr) {
        json_key(json, STR("sexpr"));
        buf_clear(scratch);
        promql_print_sexpr(scratch, tree, root);
        json_string(json, buf_str(scratch));
    }
}

static void
add_error(struct json_writer *json, const struct promql_error *error, struct span place)
{
    json_key(json, STR("error"));
    json_string(json, error->message);
    json_key(json, STR("at"));
    json_number_integer(json, (int64_t)error->span.at - place.at);
    json_key(json, STR("len"));
    json_number_integer(json, error->span.len);
}

static void
answer(const struct verb_options *verb, const struct promql_options *options, struct str text,
    struct buf *out, struct buf *scratch)
{
    struct arena arena;
    arena_init(&arena);
    struct promql_error error;
    struct span span = verb->catalog ? promql_catalog_place(verb->catalog, text)
                                     : (struct span){ FIRST_POSITION, (uint32_t)text.len };
    const struct promql_tree *tree = promql_parse(&arena, options, text, span, &error);
    struct json_writer json;
    json_writer_init(&json, out, JSON_LAYOUT_COMPACT);
    json_begin_object(&json);
    json_key(&json, STR("ok"));
    json_bool(&json, tree != NULL);
    if (tree) {
        add_tree(&json, verb, tree, scratch);
    } else {
        add_error(&json, &error, span);
    }
    if (tree && verb->catalog) {
        promql_catalog_judge(verb->catalog, tree, span, verb->has_shape, &json);
    }
    json_end_object(&json);
    buf_add_char(out, '\n');
    arena_finish(&arena);
}

/* All expressions in order; false when the output cannot be written. */
static bool
answer_all(
    const struct verb_options *verb, const struct promql_options *options, struct str all)
{
    enum { FLUSH_SIZE = 64 * 1024 };
    char separator = verb->has_nul ? '\0' : '\n';
    struct buf out;
    struct buf scratch;
    buf_init(&out);
    buf_init(&scratch);
    bool is_written = true;
    struct str rest = all;
    while (rest.at && is_written) {
        struct str text = str_cut(&rest, separator);
        if (!rest.at && !text.len) {
            break; /* the end of the last line */
        }
        answer(verb, options, text, &out, &scratch);
        if (out.len > FLUSH_SIZE || !rest.at || !rest.len) {
            is_written = fwrite(out.at, 1, out.len, stdout) == out.len;
            buf_clear(&out);
        }
    }
    buf_finish(&out);
    buf_finish(&scratch);
    return fflush(stdout) == 0 && is_written;
}

static int
run_on(const struct verb_options *verb, struct promql_options *options, struct str path)
{
    if (verb->prometheus.len && !version_parse(verb->prometheus, &options->version)) {
        fprintf(stderr, "tocsin promql: `%.*s` is no version; write one as in `2.42`\n",
            STR_ARG(verb->prometheus));
        return 2;
    }
    struct arena arena;
    arena_init(&arena);
    struct str text;
    int status = 0;
    int error = load_file(&arena, path, &text);
    if (error) {
        fprintf(
            stderr, "tocsin promql: cannot read `%.*s`: %s\n", STR_ARG(path), strerror(error));
        status = 2;
    } else if (!answer_all(verb, options, text)) {
        fprintf(stderr, "tocsin promql: cannot write the output: %s\n", strerror(errno));
        status = 2;
    }
    arena_finish(&arena);
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct verb_options verb = { 0 };
    int count;
    int status = options_parse(command, argc, argv, &verb, &count);
    if (status >= 0) {
        return status;
    }
    if (count > 1) {
        fprintf(stderr, "tocsin promql: one file at most, got %d\n", count);
        return 2;
    }
    struct promql_options options = { .regexes = regex_set_open(),
        .experimental = verb.is_experimental,
        .grafana = verb.has_grafana };
    struct promql_catalog catalog;
    bool is_ready = !verb.spec.len || promql_catalog_open(&catalog, verb.spec);
    if (verb.spec.len) {
        verb.catalog = &catalog;
        options.version =
            is_ready ? catalog.environment->model.versions.prometheus.version : options.version;
    }
    status = is_ready ? run_on(&verb, &options, str_from(count ? argv[0] : "-")) : 2;
    if (verb.spec.len) {
        promql_catalog_close(&catalog);
    }
    regex_set_close(options.regexes);
    return status;
}

const struct command command_promql = { "promql", "[-0] [--sexpr] [FILE|-]",
    "parse and check expressions, one a line; one JSON object a line back", option_table, run };
