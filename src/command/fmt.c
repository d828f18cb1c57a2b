/*
 * tocsin fmt: the PromQL inside spec files, in its one form, replaced in place.
 *
 * Everything else of a file stays byte for byte. The new text is read again before it is
 * written, and must hold the same expressions as the old one, or the file is left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "command/fmt_edit.h"
#include "command/report.h"
#include "diag/finish.h"
#include "model/model.h"
#include "promql/promql.h"
#include "read/yaml.h"

struct fmt_options {
    bool is_check;
    struct report_options report;
};

static const struct option fmt_option_table[] = {
    { "--check", NULL, OPTION_KIND_FLAG, NULL, "write nothing; fail when a file is not in form",
        offsetof(struct fmt_options, is_check) },
    REPORT_OPTIONS(struct fmt_options, report),
    { 0 },
};

struct expression_list {
    struct fmt_run *run;
    struct buf text; /* the canonical forms, one behind the other */
    bool does_edit;
};

static void
visit(void *user, const struct field *field, struct text text)
{
    struct expression_list *list = user;
    struct fmt_run *run = list->run;
    struct promql_options options = {
        .regexes = run->regexes, .experimental = true, .grafana = field->takes_variables
    };
    if (list->does_edit) {
        fmt_edit_expression(run, &options, text);
    }
    struct promql_error error;
    const struct promql_tree *tree =
        promql_parse(run->arena, &options, text.str, text.span, &error);
    if (tree) {
        promql_print(&list->text, tree, promql_root(tree), NULL);
    } else {
        buf_add(&list->text, text.str);
    }
    buf_add_char(&list->text, '\n');
}

/* Visits all expressions of a text; false when it cannot be read. */
static bool
visit_all(struct fmt_run *run, struct str path, struct str text, struct expression_list *list)
{
    run->file = sources_add_file(run->sources, path, text);
    const struct value *value =
        run->file ? read_yaml(run->arena, run->sources, run->file, run->diags) : NULL;
    if (!value) {
        return false;
    }
    struct diags ignored;
    diags_init(&ignored, run->arena);
    struct schema_context context = { .arena = run->arena, .diags = &ignored };
    list->run = run;
    schema_visit(&context, &model_record, value, FIELD_TYPE_EXPR, visit, list);
    return true;
}

static bool
write_file(struct str path, struct str text)
{
    struct arena scratch;
    arena_init(&scratch);
    struct str temporary = arena_printf(&scratch, "%.*s.tocsin-new", STR_ARG(path));
    struct str target = arena_copy(&scratch, path);
    struct stat status;
    mode_t mode = stat(target.at, &status) == 0 ? status.st_mode & 0777 : 0644;
    int file = open(temporary.at, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode);
    bool is_whole = file >= 0 && write(file, text.at, text.len) == (ssize_t)text.len;
    is_whole =
        file >= 0 && close(file) == 0 && is_whole && rename(temporary.at, target.at) == 0;
    if (!is_whole) {
        fprintf(stderr, "tocsin fmt: cannot write `%s`: %s\n", target.at, strerror(errno));
        unlink(temporary.at);
    }
    arena_finish(&scratch);
    return is_whole;
}

/* Whether the new text holds the same expressions as the old one. */
static bool
means_the_same(struct fmt_run *run, struct str path, struct str text, struct str expressions)
{
    struct diags ignored;
    diags_init(&ignored, run->arena);
    struct fmt_run again = {
        .arena = run->arena, .sources = run->sources, .regexes = run->regexes, .diags = &ignored
    };
    struct expression_list list = { 0 };
    buf_init(&list.text);
    bool is_same = visit_all(&again, path, text, &list) &&
                   str_equal(buf_str(&list.text), expressions) && ignored.findings.count == 0;
    buf_finish(&list.text);
    return is_same;
}

/* Returns 0 when the file was or is now in form, 1 when it is not, 2 when it cannot be done. */
static int
format_text(struct fmt_run *run, struct str path, struct str text, bool is_check)
{
    struct expression_list list = { .does_edit = true };
    buf_init(&list.text);
    struct buf out;
    buf_init(&out);
    int status = visit_all(run, path, text, &list) ? 0 : 1;
    if (status == 0 && run->edits.count > 0) {
        fmt_apply(run, &out);
        if (!means_the_same(run, path, buf_str(&out), buf_str(&list.text))) {
            fprintf(stderr,
                "tocsin fmt: `%.*s` is left alone: its new form would not mean the same\n",
                STR_ARG(path));
            status = 2;
        } else if (is_check) {
            fprintf(stderr, "not in form: %.*s\n", STR_ARG(path));
            status = 1;
        } else {
            status = write_file(path, buf_str(&out)) ? 0 : 2;
        }
    }
    buf_finish(&list.text);
    buf_finish(&out);
    return status;
}

static int
format_file(struct arena *arena, struct str path, const struct fmt_options *options)
{
    struct sources sources;
    struct diags diags;
    sources_init(&sources, arena);
    diags_init(&diags, arena);
    struct str text;
    int error = load_file(arena, path, &text);
    if (error) {
        fprintf(stderr, "tocsin fmt: cannot read `%.*s`: %s\n", STR_ARG(path), strerror(error));
        return 2;
    }
    struct fmt_run run = {
        .arena = arena, .sources = &sources, .diags = &diags, .regexes = regex_set_open()
    };
    int status = format_text(&run, path, text, options->is_check);
    diags_finish(&diags, &sources);
    report_diags(&diags, &sources, &options->report);
    regex_set_close(run.regexes);
    return status == 0 && diags.error_count > 0 ? 1 : status;
}

/* Files stand for themselves, folders for the YAML files below them. */
static void
list_files(struct arena *arena, struct str path, struct str_vec *files, int depth)
{
    enum { DEEPEST = 32 };
    if (load_kind_of(arena, path) != LOAD_KIND_FOLDER) {
        VEC_PUSH(arena, files, path);
        return;
    }
    struct str_vec names = { 0 };
    load_folder(arena, path, &names);
    for (size_t i = 0; i < names.count && depth < DEEPEST; i++) {
        struct str inner = load_join(arena, path, names.at[i]);
        bool is_yaml = str_ends_with(inner, STR(".yaml")) || str_ends_with(inner, STR(".yml"));
        if (!str_starts_with(names.at[i], STR(".")) &&
            (is_yaml || load_kind_of(arena, inner) == LOAD_KIND_FOLDER)) {
            list_files(arena, inner, files, depth + 1);
        }
    }
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct fmt_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    struct arena arena;
    arena_init(&arena);
    struct str_vec files = { 0 };
    for (int i = 0; i < count; i++) {
        list_files(&arena, load_join(&arena, STR(""), str_from(argv[i])), &files, 0);
    }
    int worst = count > 0 ? 0 : 2;
    if (count == 0) {
        fprintf(
            stderr, "tocsin fmt: which files? `tocsin fmt specs` takes all below a folder\n");
    }
    for (size_t i = 0; i < files.count; i++) {
        status = format_file(&arena, files.at[i], &options);
        worst = status > worst ? status : worst;
    }
    arena_finish(&arena);
    return worst;
}

const struct command command_fmt = { "fmt", "[--check] FILE…",
    "bring the PromQL inside spec files into its one form", fmt_option_table, run };
