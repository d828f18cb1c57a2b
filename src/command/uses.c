/*
 * tocsin uses: every rule, route and job that reads a metric, label, recording or receiver.
 *
 * The rows are those of the cross-reference table, which serves the unused checks too, so what
 * is listed here and what is called unused can never disagree.
 */
#include <stdio.h>

#include "base/nearest.h"
#include "command/command.h"
#include "command/query.h"

struct uses_options {
    struct report_options report;
};

static const struct option uses_option_table[] = {
    REPORT_OPTIONS(struct uses_options, report),
    JOBS_OPTION(struct uses_options, report),
    { 0 },
};

static void
print_row(const struct compile *compile, const struct xref_row *row)
{
    printf("  %-12s %.*s", xref_how_text(row->how), STR_ARG(row->subject));
    struct place place;
    if (sources_locate(&compile->sources, row->span, &place)) {
        printf("  %.*s:%u:%u", STR_ARG(place.source->name), place.line, place.column);
    }
    printf("\n");
}

/* The rows of one environment, entity by entity; returns how many there are. */
static size_t
print_rows(const struct compile *compile, const struct xref *xref, const struct name *name)
{
    size_t count = 0;
    for (int entity = XREF_ENTITY_METRIC; entity <= XREF_ENTITY_TEMPLATE; entity++) {
        bool has_head = false;
        for (uint32_t i = xref_first(xref, name); i != XREF_END; i = xref->rows.at[i].next) {
            const struct xref_row *row = &xref->rows.at[i];
            if ((int)row->entity != entity) {
                continue;
            }
            if (!has_head) {
                printf("%s %.*s\n", xref_entity_text(row->entity), STR_ARG(name->text));
            }
            has_head = true;
            print_row(compile, row);
            count++;
        }
    }
    return count;
}

static void
report_unknown(const struct compile *compile, struct str wanted)
{
    struct nearest nearest;
    nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < compile->names.names.count; i++) {
        nearest_offer(&nearest, compile->names.names.entries[i].key);
    }
    query_report_unknown("uses", "nothing", &nearest);
}

static int
print_uses(const struct compile *compile, struct str wanted)
{
    const struct name *name = intern_find(&compile->names, wanted);
    size_t count = 0;
    for (size_t i = 0; i < compile->systems.count; i++) {
        const struct compiled_system *system = compile->systems.at[i];
        const struct compiled_environment *first =
            system->environments.count > 0 ? system->environments.at[0] : NULL;
        if (name && first && first->is_complete) {
            count += print_rows(compile, &first->analysis.xref, name);
        }
    }
    if (count == 0) {
        report_unknown(compile, wanted);
    }
    return count > 0 ? 0 : 1;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct uses_options options = { 0 };
    int count;
    int status = options_parse(command, argc, argv, &options, &count);
    if (status >= 0) {
        return status;
    }
    if (count != 2) {
        fprintf(stderr, "usage: tocsin uses SPEC NAME\n");
        return 2;
    }
    struct compile compile;
    status = query_open(&compile, argv[0], &options.report);
    if (status >= 0) {
        return status;
    }
    status = print_uses(&compile, str_from(argv[1]));
    compile_close(&compile);
    return status;
}

const struct command command_uses = { "uses", "SPEC NAME",
    "list what reads a metric, label, recording or receiver", uses_option_table, run };
