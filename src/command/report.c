/*
 * Findings on their way out.
 */
#include "command/report.h"

#include <stdio.h>

#include "base/buf.h"
#include "diag/render.h"

static bool
is_one_of(struct str text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (str_is(text, words[i])) {
            return true;
        }
    }
    return text.len == 0;
}

bool
report_options_are_valid(const struct command *command, const struct report_options *options)
{
    static const char *const formats[] = { "text", "json", NULL };
    static const char *const colors[] = { "auto", "always", "never", NULL };
    if (!is_one_of(options->format, formats)) {
        fprintf(stderr, "tocsin %s: `--format` is `text` or `json`, not `%.*s`\n",
            command->name, STR_ARG(options->format));
        return false;
    }
    if (!is_one_of(options->color, colors)) {
        fprintf(stderr, "tocsin %s: `--color` is `auto`, `always` or `never`, not `%.*s`\n",
            command->name, STR_ARG(options->color));
        return false;
    }
    return true;
}

static enum render_color
color_mode(struct str color)
{
    if (str_is(color, "always")) {
        return RENDER_COLOR_ALWAYS;
    }
    return str_is(color, "never") ? RENDER_COLOR_NEVER : RENDER_COLOR_AUTO;
}

static bool
found_nothing(const struct compile *compile)
{
    for (size_t i = 0; i < compile->diags.findings.count; i++) {
        const struct diag_kind *kind = compile->diags.findings.at[i]->kind;
        if (compile->systems.count == 0 &&
            (kind == &kind_read_error || kind == &kind_no_system)) {
            return true;
        }
    }
    return false;
}

int
report_findings(const struct compile *compile, const struct report_options *options)
{
    bool is_json = str_is(options->format, "json");
    struct buf buf;
    buf_init(&buf);
    if (is_json) {
        render_json(&buf, &compile->diags, &compile->sources);
    } else {
        bool has_color = render_wants_color(stderr, color_mode(options->color));
        render_text(&buf, &compile->diags, &compile->sources, has_color);
    }
    FILE *stream = is_json ? stdout : stderr;
    fwrite(buf_str(&buf).at, 1, buf.len, stream);
    fflush(stream);
    buf_finish(&buf);
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
