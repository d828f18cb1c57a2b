/*
 * The table of verbs.
 */
#include "command/command.h"

const struct command *const commands[] = {
    &command_build,
    &command_check,
    &command_schema,
    NULL,
};
