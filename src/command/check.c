/*
 * tocsin check: findings only.
 */
#include "command/command.h"
#include "command/report.h"

struct check_options {
    struct report_options report;
};

static const struct option check_option_table[] = {
    REPORT_OPTIONS(struct check_options, report),
    JOBS_OPTION(struct check_options, report),
    { 0 },
};

static int
run(const struct command *command, int argc, char **argv)
{
    struct check_options options = { 0 };
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
    status = report_findings(&compile, &options.report);
    compile_close(&compile);
    return status;
}

const struct command command_check = { "check", "[SPEC…]",
    "compile specs and show the findings, write nothing", check_option_table, run };
