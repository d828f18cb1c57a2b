/*
 * tocsin route: who would be told of an alert, and by which route.
 *
 * The walk is that of the analysis, which the routing checks use too. A rule's labels may be
 * known only in part, then a receiver is told for some of its series; labels that are given are
 * walked exactly as Alertmanager does it.
 */
#include <stdio.h>

#include "command/command.h"
#include "command/query.h"

struct route_options {
    struct str environment;
    struct report_options report;
};

static const struct option route_option_table[] = {
    { "--environment", "-e", OPTION_KIND_TEXT, "NAME", "only this environment",
        offsetof(struct route_options, environment) },
    REPORT_OPTIONS(struct route_options, report),
    JOBS_OPTION(struct route_options, report),
    { 0 },
};

struct question {
    struct str alert; /* empty: every alert */
    const struct told_label *labels;
    size_t label_count;
};

/* `GROUP/NAME`, which may be told apart by `#SEVERITY`. */
static struct str
short_subject(const struct rule *rule)
{
    return str_slice(rule->subject, STR("alerts/").len, rule->subject.len);
}

static bool
is_asked(const struct rule *rule, struct str wanted)
{
    if (rule->kind != RULE_KIND_ALERT) {
        return false;
    }
    struct str rest = short_subject(rule);
    bool is_it = str_equal(rule->subject, wanted) || str_equal(rest, wanted) ||
                 str_equal(rule->name.str, wanted);
    return is_it || str_equal(str_cut(&rest, '#'), wanted);
}

/* The label, since a spec that declares no severities may set any. */
static struct str
severity_of(const struct rule *rule)
{
    for (size_t i = 0; i < rule->labels.count; i++) {
        if (str_is(rule->labels.at[i].name, "severity")) {
            return rule->labels.at[i].value.str;
        }
    }
    return STR("-");
}

/* A receiver in the table: each once, with a mark when it depends on the series. */
static void
print_receivers(struct buf *buf, const struct told_vec *told)
{
    buf_add_text(buf, told->count == 0 ? "nobody" : "");
    for (size_t i = 0; i < told->count; i++) {
        bool is_new = true;
        bool is_certain = false;
        for (size_t j = 0; j < told->count; j++) {
            bool is_same = str_equal(told->at[i].receiver, told->at[j].receiver);
            is_new &= j >= i || !is_same;
            is_certain |= is_same && told->at[j].is_certain;
        }
        if (is_new) {
            buf_printf(buf, "%s%.*s%s", i > 0 ? ", " : "", STR_ARG(told->at[i].receiver),
                is_certain ? "" : " (some)");
        }
    }
}

static void
print_table(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const void *question)
{
    (void)question;
    const struct rule_vec *all = &environment->rules.all;
    size_t width = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].kind == RULE_KIND_ALERT) {
            size_t len = short_subject(&all->at[i]).len;
            width = len > width ? len : width;
        }
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct rule *rule = &all->at[i];
        if (rule->kind != RULE_KIND_ALERT) {
            continue;
        }
        struct told_vec told = { 0 };
        told_of_rule(&compile->arena, &environment->analysis, rule, &told);
        buf_printf(buf, "%-*.*s  %-8.*s  ", (int)width, STR_ARG(short_subject(rule)),
            STR_ARG(severity_of(rule)));
        print_receivers(buf, &told);
        buf_add_char(buf, '\n');
    }
}

/* Whether all matchers may match an alert of the rule. */
static bool
may_match(const struct compiled_environment *environment, const struct rule *rule,
    const struct matcher *matchers, size_t count)
{
    const struct analysis *analysis = &environment->analysis;
    const struct shape *output = analysis->results[analysis_rule_index(analysis, rule)].output;
    if (!output) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct shape_label label = shape_label(
            analysis->sets, output, intern(environment->model.names, matchers[i].name));
        if (told_judge_label(analysis->sets, &matchers[i], &label) == TOLD_VERDICT_NO) {
            return false;
        }
    }
    return true;
}

static bool
labels_match(const struct question *question, const struct matcher *matchers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str value = STR("");
        for (size_t j = 0; j < question->label_count; j++) {
            if (str_equal(question->labels[j].name, matchers[i].name)) {
                value = question->labels[j].value;
            }
        }
        if (!matcher_matches(&matchers[i], value)) {
            return false;
        }
    }
    return true;
}

static void
print_inhibition(
    struct buf *buf, const struct compile *compile, const struct loaded_inhibition *inhibition)
{
    buf_add_text(buf, "  muted while ");
    query_print_matchers(buf, inhibition->source, inhibition->source_count);
    buf_add_text(buf, " fires");
    for (size_t i = 0; i < inhibition->equal.count; i++) {
        buf_printf(buf, "%s%.*s", i > 0 ? ", " : " with the same ",
            STR_ARG(inhibition->equal.at[i].str));
    }
    buf_add_text(buf, "  ");
    query_print_place(buf, compile, inhibition->span);
    buf_add_char(buf, '\n');
}

static void
print_alert(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const struct rule *rule)
{
    const struct rules *rules = &environment->rules;
    struct told_vec told = { 0 };
    told_of_rule(&compile->arena, &environment->analysis, rule, &told);
    buf_printf(buf, "%.*s  ", STR_ARG(rule->subject));
    query_print_place(buf, compile, rule->span);
    buf_add_char(buf, '\n');
    query_print_told(buf, compile, rules, &told);
    for (size_t i = 0; i < rules->inhibitions.count; i++) {
        const struct loaded_inhibition *one = &rules->inhibitions.at[i];
        if (may_match(environment, rule, one->target, one->target_count)) {
            print_inhibition(buf, compile, one);
        }
    }
}

static void
print_alerts(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const void *asked)
{
    const struct question *question = asked;
    for (size_t i = 0; i < environment->rules.all.count; i++) {
        const struct rule *rule = &environment->rules.all.at[i];
        if (is_asked(rule, question->alert)) {
            print_alert(buf, compile, environment, rule);
        }
    }
}

static void
print_labels(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const void *asked)
{
    const struct question *question = asked;
    const struct rules *rules = &environment->rules;
    struct told_vec told = { 0 };
    told_of_labels(&compile->arena, rules, question->labels, question->label_count, &told);
    query_print_told(buf, compile, rules, &told);
    for (size_t i = 0; i < rules->inhibitions.count; i++) {
        const struct loaded_inhibition *one = &rules->inhibitions.at[i];
        if (labels_match(question, one->target, one->target_count)) {
            print_inhibition(buf, compile, one);
        }
    }
}

static void
report_unknown_alert(const struct compile *compile, struct str wanted)
{
    struct nearest nearest;
    nearest_begin(&nearest, wanted);
    bool has_group = str_contains(wanted, STR("/"));
    for (size_t i = 0; i < compile->systems.count; i++) {
        const struct compiled_environment_vec *environments =
            &compile->systems.at[i]->environments;
        for (size_t j = 0; j < environments->count; j++) {
            const struct rule_vec *all = &environments->at[j]->rules.all;
            for (size_t k = 0; k < all->count; k++) {
                if (all->at[k].kind == RULE_KIND_ALERT) {
                    nearest_offer(
                        &nearest, has_group ? short_subject(&all->at[k]) : all->at[k].name.str);
                }
            }
        }
    }
    query_report_unknown("route", "no alert", &nearest);
}

/* Fills the question from the arguments behind SPEC. False after a message. */
static bool
read_question(struct arena *arena, int argc, char **argv, struct question *question)
{
    struct told_label *labels = ARENA_ARRAY(arena, struct told_label, (size_t)argc);
    for (int i = 0; i < argc; i++) {
        struct str value = str_from(argv[i]);
        struct str name = str_cut(&value, '=');
        if (value.at && name.len > 0) {
            labels[question->label_count++] = (struct told_label){ name, value };
        } else if (argc == 1 && name.len > 0 && !value.at) {
            question->alert = name;
        } else {
            fprintf(stderr,
                "tocsin route: `%s` is no label; ask for one alert, or for `label=value…`\n",
                argv[i]);
            return false;
        }
    }
    question->labels = labels;
    return true;
}

static int
answer(struct compile *compile, struct str environment, const struct question *question)
{
    if (!query_has_environment(compile, "route", environment)) {
        return 2;
    }
    query_function *ask = question->alert.len > 0     ? print_alerts
                          : question->label_count > 0 ? print_labels
                                                      : print_table;
    if (!query_ask(compile, environment, ask, question) && question->alert.len > 0) {
        report_unknown_alert(compile, question->alert);
        return 1;
    }
    return query_status(compile);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct route_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    if (count == 0) {
        fprintf(stderr, "usage: tocsin route %s\n", command->usage);
        return 2;
    }
    struct arena arena;
    arena_init(&arena);
    struct question question = { 0 };
    struct compile compile;
    status = 2;
    if (read_question(&arena, count - 1, argv + 1, &question)) {
        status = query_open(&compile, argv[0], &options.report);
        if (status < 0) {
            status = answer(&compile, options.environment, &question);
            compile_close(&compile);
        }
    }
    arena_finish(&arena);
    return status;
}

const struct command command_route = { "route", "SPEC [ALERT | label=value…]",
    "tell who is told of an alert, and by which route", route_option_table, run };
