/*
 * tocsin build: compile systems and write what they mean, or with --check only compare.
 */
#include <stdio.h>
#include <time.h>

#include "command/command.h"
#include "command/report.h"

struct build_options {
    struct str output;
    bool is_check;
    struct report_options report;
};

static const struct option build_option_table[] = {
    { "--output", "-o", OPTION_KIND_TEXT, "FOLDER", "where the output goes (default: out)",
        offsetof(struct build_options, output) },
    { "--check", NULL, OPTION_KIND_FLAG, NULL,
        "write nothing; fail when a check fails or the output is stale",
        offsetof(struct build_options, is_check) },
    REPORT_OPTIONS(struct build_options, report),
    JOBS_OPTION(struct build_options, report),
    { 0 },
};

static double
milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static size_t
count_findings(const struct compile *compile)
{
    return compile->diags.findings.count;
}

static void
print_stale(const struct str_vec *stale)
{
    enum { MOST_SHOWN = 10 };
    for (size_t i = 0; i < stale->count && i < MOST_SHOWN; i++) {
        fprintf(stderr, "stale: %.*s\n", STR_ARG(stale->at[i]));
    }
    if (stale->count > MOST_SHOWN) {
        fprintf(stderr, "stale: and %zu more\n", stale->count - MOST_SHOWN);
    }
}

static const char *
plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void
print_summary(FILE *stream, const struct compiled_system *system,
    const struct compile_counts *counts, size_t findings, double milliseconds)
{
    fprintf(stream,
        "%.*s: %zu file%s written, %zu unchanged, %zu removed; "
        "%zu metric%s, %zu rule%s, ",
        STR_ARG(system->name), counts->written, plural(counts->written), counts->unchanged,
        counts->removed, counts->metrics, plural(counts->metrics), counts->rules,
        plural(counts->rules));
    if (counts->dashboards > 0) {
        fprintf(stream, "%zu dashboard%s, ", counts->dashboards, plural(counts->dashboards));
    }
    fprintf(stream, "%zu finding%s; %.0f ms\n", findings, plural(findings), milliseconds);
}

/* Emits one system; returns whether the output is as it should be. */
static bool
emit_system(struct compile *compile, const struct compiled_system *system,
    const struct build_options *options, double started)
{
    struct compile_counts counts = { 0 };
    struct str_vec stale = { 0 };
    size_t findings = count_findings(compile);
    bool is_whole =
        compile_emit(compile, system, options->output, options->is_check, &counts, &stale);
    if (options->is_check) {
        print_stale(&stale);
        return is_whole && stale.count == 0;
    }
    if (!is_whole) {
        return false;
    }
    FILE *stream = str_is(options->report.format, "json") ? stderr : stdout;
    print_summary(stream, system, &counts, findings, milliseconds_now() - started);
    return is_whole;
}

static int
build(struct compile *compile, const struct build_options *options, double started)
{
    bool is_whole = true;
    if (!compile_has_errors(compile)) {
        for (size_t i = 0; i < compile->systems.count; i++) {
            is_whole &= emit_system(compile, compile->systems.at[i], options, started);
        }
    }
    int status = report_findings(compile, &options->report);
    if (status == 0 && !is_whole) {
        status = 1;
        if (options->is_check) {
            fprintf(stderr, "the output is stale; `tocsin build` makes it anew\n");
        }
    }
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    double started = milliseconds_now();
    struct build_options options = { .output = STR_INIT("out") };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    struct compile compile;
    report_open(&compile, &options.report);
    size_t path_count;
    const struct str *paths = report_paths(&compile.arena, argv, count, "specs", &path_count);
    compile_run(&compile, paths, path_count);
    status = build(&compile, &options, started);
    compile_close(&compile);
    return status;
}

const struct command command_build = { "build", "[SPEC…] [-o out] [--check]",
    "compile specs to what Prometheus and Alertmanager load", build_option_table, run };
