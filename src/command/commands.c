/*
 * The table of verbs.
 */
#include "command/command.h"

const struct command *const commands[] = {
    &command_build,
    &command_check,
    &command_test,
    &command_explain,
    &command_uses,
    &command_route,
    &command_show,
    &command_slo,
    &command_expand,
    &command_template,
    &command_fmt,
    &command_promql,
    &command_import,
    &command_schema,
    &command_init,
    NULL,
};
