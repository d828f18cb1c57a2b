/*
 * tocsin import: a catalog from a real /metrics page.
 *
 * A page tells names, kinds, help, labels with the values of this moment, buckets and
 * quantiles. It cannot tell which values a label may take later, so labels stay open, with room
 * above what was seen, unless --closed says that the values seen are all. What a page never
 * shows (series that appear with a first event) is for the reader to add.
 */
#include <stdio.h>

#include "command/catalog_import.h"
#include "command/command.h"
#include "command/report.h"
#include "diag/finish.h"
#include "emit/yaml_writer.h"
#include "read/exposition.h"

struct import_command_options {
    struct str job;
    struct str catalog;
    bool is_closed;
    struct report_options report;
};

static const struct option import_option_table[] = {
    { "--job", NULL, OPTION_KIND_TEXT, "JOB", "also write a job of this name that exposes it",
        offsetof(struct import_command_options, job) },
    { "--catalog", NULL, OPTION_KIND_TEXT, "NAME",
        "the catalog's name (default: the job's, or the system's)",
        offsetof(struct import_command_options, catalog) },
    { "--closed", NULL, OPTION_KIND_FLAG, NULL,
        "the label values on the page are all there are",
        offsetof(struct import_command_options, is_closed) },
    REPORT_OPTIONS(struct import_command_options, report),
    { 0 },
};

static bool
import_file(struct arena *arena, struct sources *sources, struct str path, struct diags *diags,
    struct catalog_import *import)
{
    struct str text;
    int error = load_file(arena, path, &text);
    if (error) {
        diag_report(diags, &kind_read_error, span_none(), "cannot read `%.*s`: %s",
            STR_ARG(path), strerror(error));
        return false;
    }
    const struct source *file = sources_add_file(sources, path, text);
    size_t errors = diags->error_count;
    const struct exposition *page = file ? read_exposition(arena, file, diags) : NULL;
    if (!page) {
        return false;
    }
    if (page->families.count == 0 && diags->error_count == errors) {
        struct finding *finding = diag_report(diags, &kind_exposition_syntax, span_none(),
            "there are no metrics in `%.*s`", STR_ARG(path));
        finding_help(diags, finding,
            "see whether the program answers: `curl -fsS …/metrics` says why when it does not");
    }
    catalog_import_add(import, page);
    return true;
}

static int
import_files(
    struct arena *arena, const struct import_command_options *options, char **argv, int count)
{
    struct sources sources;
    struct diags diags;
    sources_init(&sources, arena);
    diags_init(&diags, arena);
    struct catalog_import import;
    catalog_import_init(&import, arena, options->is_closed);
    bool is_whole = true;
    for (int i = 0; i < count; i++) {
        is_whole &= import_file(arena, &sources, str_from(argv[i]), &diags, &import);
    }
    diags_finish(&diags, &sources);
    report_diags(&diags, &sources, &options->report);
    if (!is_whole) {
        return 2;
    }
    if (import.metrics.count == 0) {
        return 1;
    }
    struct buf buf;
    buf_init(&buf);
    struct str catalog = options->catalog.len > 0 ? options->catalog : options->job;
    catalog_import_print(&buf, &import, catalog, options->job);
    fwrite(buf_str(&buf).at, 1, buf.len, stdout);
    buf_finish(&buf);
    return diags.error_count > 0 ? 1 : 0;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct import_command_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    if (count == 0) {
        fprintf(stderr, "tocsin import: which page? `-` reads standard input, as in "
                        "`curl -s localhost:8000/metrics | tocsin import -`\n");
        return 2;
    }
    struct arena arena;
    arena_init(&arena);
    status = import_files(&arena, &options, argv, count);
    arena_finish(&arena);
    return status;
}

const struct command command_import = { "import", "[--job JOB] FILE…",
    "write a catalog from a /metrics page", import_option_table, run };
