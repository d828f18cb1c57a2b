/*
 * The program: finds the verb and runs it.
 */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "command/command.h"

#ifndef TOCSIN_VERSION
#error "the build defines TOCSIN_VERSION"
#endif

static void
print_help(FILE *stream)
{
    fprintf(stream,
        "tocsin compiles a declarative metrics catalog, alerts and routing into what\n"
        "Prometheus and Alertmanager load, and checks all of it first.\n\n"
        "usage: tocsin VERB [ARGUMENT…]\n\n");
    for (size_t i = 0; commands[i]; i++) {
        fprintf(stream, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    }
    fprintf(stream, "\n`tocsin VERB --help` tells more of one verb\n");
}

static int
report_unknown(const char *name)
{
    struct nearest nearest;
    nearest_begin(&nearest, str_from(name));
    for (size_t i = 0; commands[i]; i++) {
        nearest_offer(&nearest, str_from(commands[i]->name));
    }
    fprintf(stderr, "tocsin: unknown verb `%s`", name);
    if (nearest.best.len > 0) {
        fprintf(stderr, "; did you mean `%.*s`?", STR_ARG(nearest.best));
    }
    fprintf(stderr, "\n`tocsin --help` lists the verbs\n");
    return 2;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return 2;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return 0;
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        printf("tocsin %s\n", TOCSIN_VERSION);
        return 0;
    }
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i]->run(commands[i], argc - 2, argv + 2);
        }
    }
    return report_unknown(name);
}
