/*
 * The verbs of the command line, one file each.
 *
 * Exit status everywhere: 0 clean, 1 findings at error level (or stale output with `--check`),
 * 2 the command itself could not run. Findings go to standard error for people, or with
 * `--format json` to standard output for machines.
 */
#ifndef TOCSIN_COMMAND_COMMAND_H
#define TOCSIN_COMMAND_COMMAND_H

#include "command/options.h"

extern const struct command command_build;
extern const struct command command_check;
extern const struct command command_expand;
extern const struct command command_explain;
extern const struct command command_fmt;
extern const struct command command_import;
extern const struct command command_init;
extern const struct command command_promql;
extern const struct command command_route;
extern const struct command command_schema;
extern const struct command command_show;
extern const struct command command_slo;
extern const struct command command_template;
extern const struct command command_test;
extern const struct command command_uses;

/* All verbs in the order of the help; ends with NULL. */
extern const struct command *const commands[];

#endif
