/*
 * Findings on their way out.
 */
#include "command/report.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/work.h"
#include "diag/finish.h"
#include "diag/render.h"

/* `0` is no number of threads, and above some number more make nothing faster. */
static bool
parse_jobs(struct str text, size_t *threads)
{
    *threads = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        *threads = *threads * 10 + (size_t)(text.at[i] - '0');
        *threads = *threads < WORK_MOST_THREADS ? *threads : WORK_MOST_THREADS;
    }
    return *threads > 0;
}

static bool
options_are_valid(const struct command *command, const struct report_options *options)
{
    enum color_mode ignored;
    bool is_format = options->format.len == 0 || str_is(options->format, "text") ||
                     str_is(options->format, "json");
    if (!is_format) {
        fprintf(stderr, "tocsin %s: `--format` is `text` or `json`, not `%.*s`\n",
            command->name, STR_ARG(options->format));
        return false;
    }
    if (options->color.len > 0 && !render_color_parse(options->color, &ignored)) {
        fprintf(stderr, "tocsin %s: `--color` is `auto`, `always` or `never`, not `%.*s`\n",
            command->name, STR_ARG(options->color));
        return false;
    }
    size_t threads;
    if (options->jobs.len > 0 && !parse_jobs(options->jobs, &threads)) {
        fprintf(stderr, "tocsin %s: `--jobs` is a number from 1 on, not `%.*s`\n",
            command->name, STR_ARG(options->jobs));
        return false;
    }
    return true;
}

int
report_parse_options(const struct command *command, int argc, char **argv, void *out,
    const struct report_options *report, int *count)
{
    int status = options_parse(command, argc, argv, out, count);
    if (status >= 0) {
        return status;
    }
    return options_are_valid(command, report) ? -1 : 2;
}

void
report_open(struct compile *compile, const struct report_options *options)
{
    compile_open(compile);
    if (options->jobs.len > 0) {
        parse_jobs(options->jobs, &compile->threads);
    }
}

static bool
found_nothing(const struct compile *compile)
{
    for (size_t i = 0; i < compile->diags.findings.count; i++) {
        const struct diag_kind *kind = compile->diags.findings.at[i]->kind;
        if (compile->found == 0 && (kind == &kind_read_error || kind == &kind_no_system)) {
            return true;
        }
    }
    return false;
}

void
report_diags(const struct diags *diags, const struct sources *sources,
    const struct report_options *options)
{
    bool is_json = str_is(options->format, "json");
    enum color_mode mode = COLOR_MODE_AUTO;
    render_color_parse(options->color, &mode);
    struct render_options render = { .color = render_wants_color(stderr, mode) };
    struct buf buf;
    buf_init(&buf);
    if (is_json) {
        render_json(&buf, sources, diags);
    } else if (diags->findings.count > 0) {
        render_text(&buf, sources, diags, &render);
        render_summary(&buf, diags_count(diags));
        buf_add_char(&buf, '\n');
    }
    FILE *stream = is_json ? stdout : stderr;
    fwrite(buf_str(&buf).at, 1, buf.len, stream);
    fflush(stream);
    buf_finish(&buf);
}

int
report_findings(const struct compile *compile, const struct report_options *options)
{
    report_diags(&compile->diags, &compile->sources, options);
    if (found_nothing(compile)) {
        return 2;
    }
    return compile_has_errors(compile) ? 1 : 0;
}

const struct str *
report_paths(
    struct arena *arena, char **argv, int count, const char *fallback, size_t *path_count)
{
    size_t given = count > 0 ? (size_t)count : 1;
    struct str *paths = ARENA_ARRAY(arena, struct str, given);
    for (int i = 0; i < count; i++) {
        paths[i] = load_join(arena, STR(""), str_from(argv[i]));
    }
    if (count == 0) {
        paths[0] = str_from(fallback);
    }
    *path_count = given;
    return paths;
}
