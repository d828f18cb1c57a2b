/*
 * tocsin template: the Lua templates that a spec can use, and the page of one.
 */
#include <stdio.h>

#include "command/command.h"
#include "command/query.h"
#include "diag/finish.h"
#include "text/load.h"

struct template_options {
    struct report_options report;
};

static const struct option template_option_table[] = {
    REPORT_OPTIONS(struct template_options, report),
    { 0 },
};

/* The folders of all systems below a path, each once, nearest first. */
static void
collect_folders(struct compile *compile, struct str path, struct str_vec *folders)
{
    struct str_vec found = { 0 };
    struct map seen;
    map_init(&seen, &compile->arena);
    spec_find_systems(&compile->reader, path, &found);
    for (size_t i = 0; i < found.count; i++) {
        struct spec_system system;
        if (!spec_read_system(&compile->reader, found.at[i], &system)) {
            continue;
        }
        for (size_t j = 0; j < system.template_folders.count; j++) {
            struct str folder = system.template_folders.at[j];
            if (!map_get(&seen, folder)) {
                map_put(&seen, folder, &seen);
                VEC_PUSH(&compile->arena, folders, folder);
            }
        }
    }
}

static void
print_list(struct templates *templates)
{
    struct template_listing_vec listings = { 0 };
    templates_list(templates, &listings);
    size_t width = 0;
    for (size_t i = 0; i < listings.count; i++) {
        width = listings.at[i].name.len > width ? listings.at[i].name.len : width;
    }
    for (size_t i = 0; i < listings.count; i++) {
        const struct template_listing *listing = &listings.at[i];
        printf("%-*.*s  %.*s  (%.*s)\n", (int)width, STR_ARG(listing->name),
            STR_ARG(listing->doc), STR_ARG(listing->path));
    }
}

static void
report_unknown(struct templates *templates, struct str name)
{
    struct template_listing_vec listings = { 0 };
    templates_list(templates, &listings);
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = 0; i < listings.count; i++) {
        nearest_offer(&nearest, listings.at[i].name);
    }
    query_report_unknown("template", "no Lua template", &nearest);
}

static bool
print_page(struct templates *templates, struct str name)
{
    struct buf page;
    buf_init(&page);
    size_t errors = templates->diags->error_count;
    bool is_good = templates_describe(templates, name, &page);
    fwrite(page.at, 1, page.len, stdout);
    buf_finish(&page);
    if (!is_good && templates->diags->error_count == errors) {
        report_unknown(templates, name);
    }
    return is_good;
}

/* `[SPEC] [NAME]`: a single argument is a SPEC when there is such a file or folder. */
static void
read_arguments(struct arena *arena, int count, char **argv, struct str *spec, struct str *name)
{
    struct str first = count > 0 ? str_from(argv[0]) : STR("");
    bool is_path = count > 0 && load_kind_of(arena, first) != LOAD_KIND_MISSING;
    bool has_default = load_kind_of(arena, STR("specs")) == LOAD_KIND_FOLDER;
    *spec = has_default ? STR("specs") : STR("");
    *name = first;
    if (count == 2 || is_path) {
        *spec = first;
        *name = count == 2 ? str_from(argv[1]) : STR("");
    }
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct template_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    if (count > 2) {
        fprintf(stderr, "usage: tocsin template %s\n", command->usage);
        return 2;
    }
    struct compile compile;
    compile_open(&compile);
    struct str spec;
    struct str name;
    read_arguments(&compile.arena, count, argv, &spec, &name);
    struct str_vec folders = { 0 };
    if (spec.len > 0) {
        collect_folders(&compile, spec, &folders);
    }
    struct model no_facts = {
        .arena = &compile.arena, .names = &compile.names, .regexes = compile.regexes
    };
    compile.templates.facts = &no_facts;
    compile.templates.folders = folders.at;
    compile.templates.folder_count = folders.count;
    bool is_good = true;
    if (name.len > 0) {
        is_good = print_page(&compile.templates, name);
    } else {
        print_list(&compile.templates);
    }
    diags_finish(&compile.diags, &compile.sources);
    if (compile.diags.findings.count > 0) {
        report_diags(&compile.diags, &compile.sources, &options.report);
    }
    status = compile_has_errors(&compile) ? 1 : is_good ? 0 : 2;
    compile_close(&compile);
    return status;
}

const struct command command_template = { "template", "[SPEC] [NAME]",
    "list the Lua templates that a spec can use, or print the page of one",
    template_option_table, run };
