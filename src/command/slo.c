/*
 * tocsin slo: what the alerts of SLOs mean.
 *
 * One table for each objective, a line for each alert: what makes it fire, when it does at
 * burn rates that people can imagine, and how often it would for nothing. CATALOG.md has the
 * same tables; the numbers are those of the room `analysis`.
 */
#include <stdio.h>

#include "analysis/burn_table.h"
#include "base/duration.h"
#include "command/command.h"
#include "command/query.h"

struct slo_options {
    struct str environment;
    struct report_options report;
};

static const struct option slo_option_table[] = {
    { "--environment", "-e", OPTION_KIND_TEXT, "NAME", "only this environment",
        offsetof(struct slo_options, environment) },
    REPORT_OPTIONS(struct slo_options, report),
    JOBS_OPTION(struct slo_options, report),
    { 0 },
};

struct question {
    char **names; /* none: all */
    size_t count;
    bool *is_found; /* one a name */
};

static bool
is_asked(const struct question *question, struct str name)
{
    bool is_it = question->count == 0;
    for (size_t i = 0; i < question->count; i++) {
        if (str_is(name, question->names[i])) {
            question->is_found[i] = true;
            is_it = true;
        }
    }
    return is_it;
}

static void
print_texts(struct buf *buf, struct text_list texts)
{
    for (size_t i = 0; i < texts.count; i++) {
        buf_printf(buf, "%s%.*s", i > 0 ? ", " : "", STR_ARG(texts.at[i].str));
    }
}

/* `99.9% in 30d for each tenant, 60 events an hour, owned by shop` */
static void
print_promise(struct buf *buf, struct arena *arena, const struct objective *objective)
{
    struct str percent = burn_table_percent(arena, objective->objective.value);
    buf_printf(buf, "  %.*s in ", STR_ARG(percent));
    duration_print_short(buf, objective->window.milliseconds);
    if (objective->by.count > 0) {
        buf_add_text(buf, " for each ");
        print_texts(buf, objective->by);
    }
    if (objective->traffic.is_set) {
        buf_printf(buf, ", %.*s events an hour", STR_ARG(objective->traffic.text));
    }
    if (objective->owner.str.len > 0) {
        buf_printf(buf, ", owned by %.*s", STR_ARG(objective->owner.str));
    }
    buf_add_char(buf, '\n');
}

static size_t
width_of(const struct burn_table *table, size_t column)
{
    size_t width = table->heads[column].len;
    for (size_t i = 0; i < table->row_count; i++) {
        size_t len = table->cells[i * table->column_count + column].len;
        width = len > width ? len : width;
    }
    return width;
}

static void
print_line(struct buf *buf, const struct burn_table *table, const struct str *cells)
{
    buf_add_text(buf, "  ");
    for (size_t i = 0; i < table->column_count; i++) {
        struct str cell = cells[i].len > 0 ? cells[i] : STR("-");
        bool is_last = i + 1 == table->column_count;
        int width = is_last ? 0 : (int)width_of(table, i);
        buf_printf(buf, "%-*.*s%s", width, STR_ARG(cell), is_last ? "\n" : "  ");
    }
}

static void
print_table(struct buf *buf, struct arena *arena, const struct objective *objective,
    const struct burn_table *table)
{
    if (table->values.count > 0) {
        struct str percent = burn_table_percent(arena, table->objective);
        buf_add_text(buf, "\n  ");
        print_texts(buf, table->values);
        buf_printf(buf, ": %.*s in ", STR_ARG(percent));
        duration_print_short(buf, objective->window.milliseconds);
        buf_add_char(buf, '\n');
    }
    print_line(buf, table, table->heads);
    for (size_t i = 0; i < table->row_count; i++) {
        print_line(buf, table, table->cells + i * table->column_count);
    }
}

/* Tells whether there is something to explain: a table. */
static bool
print_objective(
    struct buf *buf, struct burn_table_maker *maker, const struct objective *objective)
{
    struct arena *arena = maker->arena;
    struct burn_table_vec tables = { 0 };
    burn_tables_of(maker, objective, &tables);
    if (tables.count == 0) {
        return false;
    }
    buf_printf(buf, "%.*s", STR_ARG(objective->key.str));
    if (objective->title.str.len > 0) {
        buf_printf(buf, ": %.*s", STR_ARG(objective->title.str));
    }
    buf_add_char(buf, '\n');
    print_promise(buf, arena, objective);
    if (objective->alerts.count == 0) {
        buf_add_text(buf, "  no alert tells how fast its budget burns\n");
    }
    for (size_t i = 0; objective->alerts.count > 0 && i < tables.count; i++) {
        print_table(buf, arena, objective, &tables.at[i]);
    }
    buf_add_char(buf, '\n');
    return objective->alerts.count > 0;
}

static void
print_objectives(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const void *asked)
{
    const struct objective_list *objectives = &environment->model.objectives;
    struct burn_table_maker maker;
    burn_table_maker_init(&maker, &compile->arena);
    bool has_traffic = false;
    bool lacks_traffic = false;
    for (size_t i = 0; i < objectives->count; i++) {
        const struct objective *objective = &objectives->at[i];
        if (is_asked(asked, objective->key.str) && print_objective(buf, &maker, objective)) {
            has_traffic |= objective->traffic.is_set;
            lacks_traffic |= !objective->traffic.is_set;
        }
    }
    if (has_traffic || lacks_traffic) {
        burn_table_legend(buf, has_traffic, lacks_traffic);
    }
}

static void
report_unknown(const struct compile *compile, struct str wanted)
{
    struct nearest nearest;
    nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < compile->systems.count; i++) {
        const struct compiled_environment_vec *environments =
            &compile->systems.at[i]->environments;
        for (size_t j = 0; j < environments->count; j++) {
            const struct objective_list *objectives = &environments->at[j]->model.objectives;
            for (size_t k = 0; k < objectives->count; k++) {
                nearest_offer(&nearest, objectives->at[k].key.str);
            }
        }
    }
    query_report_unknown("slo", "no SLO", &nearest);
}

static int
answer(struct compile *compile, struct str environment, const struct question *question)
{
    if (!query_has_environment(compile, "slo", environment)) {
        return 2;
    }
    bool is_answered = query_ask(compile, environment, print_objectives, question);
    for (size_t i = 0; i < question->count; i++) {
        if (!question->is_found[i]) {
            report_unknown(compile, str_from(question->names[i]));
            return 1;
        }
    }
    if (!is_answered) {
        fprintf(stderr, "tocsin slo: the spec has no SLOs\n");
        return 1;
    }
    return query_status(compile);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct slo_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    if (count == 0) {
        fprintf(stderr, "usage: tocsin slo %s\n", command->usage);
        return 2;
    }
    struct compile compile;
    status = query_open(&compile, argv[0], &options.report);
    if (status >= 0) {
        return status;
    }
    struct question question = { argv + 1, (size_t)count - 1, NULL };
    question.is_found = ARENA_ARRAY(&compile.arena, bool, question.count);
    status = answer(&compile, options.environment, &question);
    compile_close(&compile);
    return status;
}

const struct command command_slo = { "slo", "SPEC [NAME…]",
    "tell what the alerts of SLOs mean: when they fire, and how often for nothing",
    slo_option_table, run };
