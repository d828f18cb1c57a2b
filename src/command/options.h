/*
 * The options of a verb: one const table drives parsing and `--help`.
 */
#ifndef TOCSIN_COMMAND_OPTIONS_H
#define TOCSIN_COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum option_kind {
    OPTION_KIND_FLAG,  /* place: bool */
    OPTION_KIND_TEXT,  /* place: struct str */
    OPTION_KIND_TEXTS, /* place: struct option_texts; may be given several times */
};

enum { OPTION_MOST_TEXTS = 64 };

struct option_texts {
    struct str at[OPTION_MOST_TEXTS];
    size_t count;
};

struct option {
    const char *name;      /* `--output`, with its dashes */
    const char *shorthand; /* `-o`, or NULL */
    enum option_kind kind;
    const char *value; /* what stands for its value in the help: `FOLDER` */
    const char *doc;
    size_t place; /* offset in the options' struct */
};

struct command {
    const char *name;
    const char *usage;            /* `[SPEC…] [-o out]` */
    const char *summary;          /* one line */
    const struct option *options; /* ends with a NULL name; may be NULL */
    int (*run)(const struct command *command, int argc, char **argv);
};

/* Fills `out` from the options among the arguments and moves the other arguments to the front;
 * `*count` is their number. `--` ends the options, `-` is an argument. Returns -1 to go on,
 * else the exit status: 0 after `--help`, 2 after a wrong option, with a message on standard
 * error. */
int options_parse(const struct command *command, int argc, char **argv, void *out, int *count);

void options_print_help(const struct command *command);

#endif
