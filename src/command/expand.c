/*
 * tocsin expand: the spec after its Lua templates, as one file that builds to the same bytes.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/expanded.h"
#include "command/query.h"
#include "emit/yaml_writer.h"
#include "text/load.h"

struct expand_options {
    struct str environment;
    struct str output;
    bool is_reversed;
    struct report_options report;
};

static const struct option expand_option_table[] = {
    { "--environment", "-e", OPTION_KIND_TEXT, "NAME", "only this environment",
        offsetof(struct expand_options, environment) },
    { "--output", "-o", OPTION_KIND_TEXT, "FILE",
        "where it goes, with paths that are right there (default: standard output)",
        offsetof(struct expand_options, output) },
    { "--reverse", NULL, OPTION_KIND_FLAG, NULL,
        "run the templates in the opposite order, which must change nothing",
        offsetof(struct expand_options, is_reversed) },
    REPORT_OPTIONS(struct expand_options, report),
    JOBS_OPTION(struct expand_options, report),
    { 0 },
};

/* The one system, or NULL after a message. */
static const struct compiled_system *
choose_system(const struct compile *compile)
{
    if (compile->systems.count == 1) {
        return compile->systems.at[0];
    }
    fprintf(stderr, "tocsin expand: one system at a time; there are");
    for (size_t i = 0; i < compile->systems.count; i++) {
        fprintf(stderr, "%s `%.*s`", i > 0 ? "," : "", STR_ARG(compile->systems.at[i]->path));
    }
    fprintf(stderr, "\n");
    return NULL;
}

/* Without what a use that failed would have made, the file would not be the spec. */
static bool
is_expanded(const struct compiled_system *system, struct str only)
{
    for (size_t i = 0; i < system->environments.count; i++) {
        const struct compiled_environment *environment = system->environments.at[i];
        bool is_wanted = only.len == 0 || str_equal(only, environment->name);
        if (is_wanted && !environment->is_expanded) {
            return false;
        }
    }
    return true;
}

static bool
write_file(struct arena *arena, struct str path, struct str text)
{
    FILE *file = fopen(arena_copy(arena, path).at, "wb");
    bool is_whole = file && fwrite(text.at, 1, text.len, file) == text.len;
    if (file && fclose(file) != 0) {
        is_whole = false;
    }
    if (!is_whole) {
        fprintf(
            stderr, "tocsin expand: cannot write `%.*s`: %s\n", STR_ARG(path), strerror(errno));
    }
    return is_whole;
}

static void
print_spec(struct buf *buf, const struct value *spec, struct str name)
{
    struct yaml_writer yaml;
    yaml_writer_init(&yaml, buf);
    buf_printf(buf, "# %.*s after its Lua templates; made by tocsin expand.\n", STR_ARG(name));
    yaml_value(&yaml, spec);
    yaml_writer_finish(&yaml);
}

static int
expand(struct compile *compile, const struct expand_options *options)
{
    const struct compiled_system *system = choose_system(compile);
    if (!system || !query_has_environment(compile, "expand", options->environment)) {
        return 2;
    }
    if (!is_expanded(system, options->environment)) {
        return 1;
    }
    bool has_file = options->output.len > 0;
    struct str folder = has_file ? load_parent(options->output) : STR(".");
    const struct value *spec =
        expanded_make(&compile->arena, &compile->sources, system, options->environment, folder);
    struct buf buf;
    buf_init(&buf);
    print_spec(&buf, spec, system->name);
    bool is_whole = true;
    if (has_file) {
        is_whole = write_file(&compile->arena, options->output, buf_str(&buf));
    } else {
        fwrite(buf.at, 1, buf.len, stdout);
    }
    buf_finish(&buf);
    return is_whole ? query_status(compile) : 2;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct expand_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    struct compile compile;
    report_open(&compile, &options.report);
    compile.templates.is_reversed = options.is_reversed;
    size_t path_count;
    const struct str *paths = report_paths(&compile.arena, argv, count, "specs", &path_count);
    compile_run(&compile, paths, path_count);
    status = compile_has_errors(&compile) || compile.systems.count == 0
                 ? report_findings(&compile, &options.report)
                 : 0;
    if (compile.systems.count > 0) {
        status = expand(&compile, &options);
    }
    compile_close(&compile);
    return status;
}

const struct command command_expand = { "expand", "SPEC [-o FILE]",
    "print the spec after its Lua templates, as YAML that builds to the same bytes",
    expand_option_table, run };
