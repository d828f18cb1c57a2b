/*
 * Inside the command room: showing findings, the same for every verb.
 */
#ifndef TOCSIN_COMMAND_REPORT_H
#define TOCSIN_COMMAND_REPORT_H

#include "command/options.h"
#include "compile/compile.h"

/* The options that every verb which compiles has. */
struct report_options {
    struct str format; /* `text` (the default) or `json` */
    struct str color;  /* `auto` (the default), `always`, `never` */
    struct str jobs;   /* of verbs that compile: a number; empty: one for each processor */
};

#define REPORT_OPTIONS(type, member)                                                           \
    { "--format", NULL, OPTION_KIND_TEXT, "text|json", "how findings are shown",               \
        offsetof(type, member.format) },                                                       \
    {                                                                                          \
        "--color", NULL, OPTION_KIND_TEXT, "WHEN", "auto, always or never",                    \
            offsetof(type, member.color)                                                       \
    }

#define JOBS_OPTION(type, member)                                                              \
    {                                                                                          \
        "--jobs", NULL, OPTION_KIND_TEXT, "N",                                                 \
            "work on up to N threads (default: one for each processor)",                       \
            offsetof(type, member.jobs)                                                        \
    }

/* Fills `out`, of which `report` is a part, as options_parse does, and judges the report
 * options: -1 to go on, else the exit status, with a message on standard error. */
int report_parse_options(const struct command *command, int argc, char **argv, void *out,
    const struct report_options *report, int *count);

/* Opens a compile that works as the options say. */
void report_open(struct compile *compile, const struct report_options *options);

/* Findings to standard error as text with a summary line, or to standard output as JSON. They
 * must have been finished. */
void report_diags(const struct diags *diags, const struct sources *sources,
    const struct report_options *options);

/* The findings of a compile. Returns the exit status: 1
 * when an error stands, 2 when there was nothing to compile, else 0. */
int report_findings(const struct compile *compile, const struct report_options *options);

/* The paths among the arguments as strs, or `fallback` alone when there are none. */
const struct str *report_paths(
    struct arena *arena, char **argv, int count, const char *fallback, size_t *path_count);

#endif
