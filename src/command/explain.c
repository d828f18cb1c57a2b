/*
 * tocsin explain: what a check or a language finding is about.
 */
#include <stdio.h>

#include "base/nearest.h"
#include "check/check.h"
#include "check/pages.h"
#include "command/command.h"

static const struct diag_kind *
find_language_kind(struct str name)
{
    for (size_t i = 0; diag_language_kinds[i]; i++) {
        if (str_is(name, diag_language_kinds[i]->name)) {
            return diag_language_kinds[i];
        }
    }
    return NULL;
}

static bool
print_page(struct str name)
{
    for (size_t i = 0; check_pages[i].name; i++) {
        if (str_is(name, check_pages[i].name)) {
            fwrite(check_pages[i].text, 1, check_pages[i].len, stdout);
            return true;
        }
    }
    return false;
}

static void
print_list(void)
{
    printf("checks, whose severity `checks:` sets and which `allow` can silence:\n\n");
    for (size_t i = 0; checks[i]; i++) {
        const struct diag_kind *kind = checks[i]->kind;
        printf("  %-26s %-8s %s\n", kind->name, severity_text(kind->severity), kind->summary);
    }
    printf("\nfindings of the language, always errors:\n\n");
    for (size_t i = 0; diag_language_kinds[i]; i++) {
        printf("  %-26s %s\n", diag_language_kinds[i]->name, diag_language_kinds[i]->summary);
    }
}

static int
report_unknown(struct str name)
{
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = 0; checks[i]; i++) {
        nearest_offer(&nearest, str_from(checks[i]->kind->name));
    }
    for (size_t i = 0; diag_language_kinds[i]; i++) {
        nearest_offer(&nearest, str_from(diag_language_kinds[i]->name));
    }
    fprintf(stderr, "tocsin explain: there is no check `%.*s`", STR_ARG(name));
    if (nearest.best.len > 0) {
        fprintf(stderr, "; did you mean `%.*s`?", STR_ARG(nearest.best));
    }
    fprintf(stderr,
        "\n`tocsin explain` lists all of them; Lua templates of yours may have names of "
        "their own\n");
    return 2;
}

static int
run(const struct command *command, int argc, char **argv)
{
    int count;
    int status = options_parse(command, argc, argv, NULL, &count);
    if (status >= 0) {
        return status;
    }
    if (count == 0) {
        print_list();
        return 0;
    }
    struct str name = str_from(argv[0]);
    const struct diag_kind *kind = find_language_kind(name);
    if (print_page(name)) {
        return 0;
    }
    if (kind) {
        printf("%s: %s\n\nA finding of the language itself: always an error, never allowed.\n",
            kind->name, kind->summary);
        return 0;
    }
    return report_unknown(name);
}

const struct command command_explain = { "explain", "[CHECK]",
    "tell what a check looks for, with a wrong and a right example", NULL, run };
