/*
 * Parsing a verb's arguments by its table.
 */
#include "command/options.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

void
options_print_help(const struct command *command)
{
    printf("usage: tocsin %s %s\n\n%s\n", command->name, command->usage, command->summary);
    if (command->options) {
        printf("\noptions:\n");
    }
    for (const struct option *option = command->options; option && option->name; option++) {
        char left[64];
        snprintf(left, sizeof left, "%s%s%s%s%s", option->shorthand ? option->shorthand : "",
            option->shorthand ? ", " : "", option->name, option->value ? " " : "",
            option->value ? option->value : "");
        printf("  %-28s %s\n", left, option->doc);
    }
}

static const struct option *
find_option(const struct command *command, struct str name)
{
    for (const struct option *option = command->options; option && option->name; option++) {
        if (str_is(name, option->name) ||
            (option->shorthand && str_is(name, option->shorthand))) {
            return option;
        }
    }
    return NULL;
}

static void
report_unknown(const struct command *command, struct str name)
{
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (const struct option *option = command->options; option && option->name; option++) {
        nearest_offer(&nearest, str_from(option->name));
    }
    fprintf(stderr, "tocsin %s: unknown option `%.*s`", command->name, STR_ARG(name));
    if (nearest.best.len > 0) {
        fprintf(stderr, "; did you mean `%.*s`?", STR_ARG(nearest.best));
    }
    fprintf(stderr, "\n`tocsin %s --help` lists the options\n", command->name);
}

static bool
store(const struct command *command, const struct option *option, const char *value, void *out)
{
    char *place = (char *)out + option->place;
    struct str text = str_from(value);
    switch (option->kind) {
    case OPTION_KIND_FLAG:
        memcpy(place, &(bool){ true }, sizeof(bool));
        return true;
    case OPTION_KIND_TEXT:
        memcpy(place, &text, sizeof text);
        return true;
    case OPTION_KIND_TEXTS:
        break;
    }
    struct option_texts texts;
    memcpy(&texts, place, sizeof texts);
    if (texts.count == OPTION_MOST_TEXTS) {
        fprintf(stderr, "tocsin %s: `%s` is given too often\n", command->name, option->name);
        return false;
    }
    texts.at[texts.count++] = text;
    memcpy(place, &texts, sizeof texts);
    return true;
}

/* The value of `--name=value`, or of the next argument; NULL when there is none. */
static const char *
take_value(const char *argument, int argc, char **argv, int *at)
{
    const char *equals = strchr(argument, '=');
    if (argument[1] == '-' && equals) {
        return equals + 1;
    }
    return *at + 1 < argc ? argv[++*at] : NULL;
}

int
options_parse(const struct command *command, int argc, char **argv, void *out, int *count)
{
    *count = 0;
    bool is_over = false;
    for (int i = 0; i < argc; i++) {
        const char *argument = argv[i];
        if (is_over || argument[0] != '-' || argument[1] == '\0') {
            argv[(*count)++] = argv[i];
            continue;
        }
        if (strcmp(argument, "--") == 0) {
            is_over = true;
            continue;
        }
        if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            options_print_help(command);
            return 0;
        }
        struct str rest = str_from(argument);
        struct str name = argument[1] == '-' ? str_cut(&rest, '=') : rest;
        const struct option *option = find_option(command, name);
        if (!option) {
            report_unknown(command, name);
            return 2;
        }
        const char *value =
            option->kind == OPTION_KIND_FLAG ? "" : take_value(argument, argc, argv, &i);
        if (!value) {
            fprintf(stderr, "tocsin %s: `%s` wants a value: %s %s\n", command->name,
                option->name, option->name, option->value);
            return 2;
        }
        if (!store(command, option, value, out)) {
            return 2;
        }
    }
    return -1;
}
