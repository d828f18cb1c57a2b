/*
 * Asking the environments of a spec, and printing what they share.
 */
#include "command/query.h"

#include <stdio.h>

static bool
can_be_asked(const struct compile *compile)
{
    for (size_t i = 0; i < compile->systems.count; i++) {
        const struct compiled_environment_vec *environments =
            &compile->systems.at[i]->environments;
        for (size_t j = 0; j < environments->count; j++) {
            if (environments->at[j]->is_complete) {
                return true;
            }
        }
    }
    return false;
}

int
query_open(struct compile *compile, char *spec, const struct report_options *options)
{
    report_open(compile, options);
    size_t path_count;
    const struct str *paths = report_paths(&compile->arena, &spec, 1, "specs", &path_count);
    compile_run(compile, paths, path_count);
    int status = compile_has_errors(compile) ? report_findings(compile, options) : 0;
    if (can_be_asked(compile)) {
        return -1;
    }
    compile_close(compile);
    return status == 0 ? 2 : status;
}

int
query_status(const struct compile *compile)
{
    return compile_has_errors(compile) ? 1 : 0;
}

/* The names of the environments that gave one answer. */
struct answer {
    struct str text;
    struct buf names;
    size_t count;
};

VEC_DECLARE(answer_vec, struct answer);

static void
add_answer(struct arena *arena, struct answer_vec *answers, struct str text, struct str name)
{
    struct answer *answer = NULL;
    for (size_t i = 0; i < answers->count && !answer; i++) {
        answer = str_equal(answers->at[i].text, text) ? &answers->at[i] : NULL;
    }
    if (!answer) {
        answer = VEC_ADD(arena, answers);
        answer->text = arena_copy(arena, text);
        buf_init(&answer->names);
    }
    buf_printf(&answer->names, "%s%.*s", answer->count > 0 ? ", " : "", STR_ARG(name));
    answer->count++;
}

/* An answer that all environments give needs no heading. */
static void
print_answers(struct answer_vec *answers, size_t asked)
{
    for (size_t i = 0; i < answers->count; i++) {
        struct answer *answer = &answers->at[i];
        if (answer->count < asked) {
            printf("%sin %.*s:\n", i > 0 ? "\n" : "", STR_ARG(buf_str(&answer->names)));
        }
        fwrite(answer->text.at, 1, answer->text.len, stdout);
        buf_finish(&answer->names);
    }
}

static bool
ask_system(struct compile *compile, const struct compiled_system *system, struct str only,
    query_function *ask, const void *question)
{
    struct answer_vec answers = { 0 };
    size_t asked = 0;
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < system->environments.count; i++) {
        const struct compiled_environment *environment = system->environments.at[i];
        if (!environment->is_complete ||
            (only.len > 0 && !str_equal(only, environment->name))) {
            continue;
        }
        asked++;
        buf_clear(&buf);
        ask(&buf, compile, environment, question);
        if (buf.len > 0) {
            add_answer(&compile->arena, &answers, buf_str(&buf), environment->name);
        }
    }
    buf_finish(&buf);
    if (answers.count > 0 && compile->systems.count > 1) {
        printf("%.*s:\n", STR_ARG(system->name));
    }
    print_answers(&answers, asked);
    return answers.count > 0;
}

bool
query_ask(struct compile *compile, struct str only, query_function *ask, const void *question)
{
    bool is_answered = false;
    for (size_t i = 0; i < compile->systems.count; i++) {
        is_answered |= ask_system(compile, compile->systems.at[i], only, ask, question);
    }
    return is_answered;
}

bool
query_has_environment(const struct compile *compile, const char *verb, struct str name)
{
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = 0; i < compile->systems.count; i++) {
        const struct compiled_environment_vec *environments =
            &compile->systems.at[i]->environments;
        for (size_t j = 0; j < environments->count; j++) {
            if (str_equal(environments->at[j]->name, name)) {
                return true;
            }
            nearest_offer(&nearest, environments->at[j]->name);
        }
    }
    if (name.len > 0) {
        query_report_unknown(verb, "no environment", &nearest);
    }
    return name.len == 0;
}

void
query_print_place(struct buf *buf, const struct compile *compile, struct span span)
{
    struct place place;
    if (sources_locate(&compile->sources, span, &place)) {
        buf_printf(buf, "%.*s:%u:%u", STR_ARG(place.source->name), place.line, place.column);
    }
}

void
query_print_matchers(struct buf *buf, const struct matcher *matchers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add_text(buf, i > 0 ? ", " : "");
        matcher_print(buf, &matchers[i]);
    }
    if (count == 0) {
        buf_add_text(buf, "all alerts");
    }
}

/* The matchers from the root down to a route. Recursion is bounded by the depth of the YAML
 * that the routes came from; the branches of a list of receivers have no matchers of their own.
 */
static void
print_way(struct buf *buf, const struct rules *rules, size_t index)
{
    const struct loaded_route *route = &rules->routes.at[index];
    if (index == 0) {
        buf_add_text(buf, "default");
        return;
    }
    size_t above = route->parent;
    if (above != 0) {
        print_way(buf, rules, above);
        if (route->matcher_count > 0) {
            buf_add_text(buf, " > ");
        }
    }
    if (route->matcher_count > 0 || (above == 0 && route->route)) {
        query_print_matchers(buf, route->matchers, route->matcher_count);
    } else if (above == 0) {
        buf_add_text(buf, "default");
    }
}

static void
print_intervals(struct buf *buf, const char *how, struct text_list intervals)
{
    for (size_t i = 0; i < intervals.count; i++) {
        buf_printf(buf, "%s%.*s", i > 0 ? ", " : how, STR_ARG(intervals.at[i].str));
    }
    buf_add_text(buf, intervals.count > 0 ? ")" : "");
}

static void
print_one(struct buf *buf, const struct compile *compile, const struct rules *rules,
    const struct told *told)
{
    const struct loaded_route *route = &rules->routes.at[told->route];
    print_way(buf, rules, told->route);
    buf_add_text(buf, "  ");
    query_print_place(buf, compile, route->span);
    print_intervals(buf, "  (not during ", route->mute_time_intervals);
    print_intervals(buf, "  (only during ", route->active_time_intervals);
    buf_add_text(buf, told->is_certain ? "\n" : "  (depends on the labels of the series)\n");
}

void
query_print_told(struct buf *buf, const struct compile *compile, const struct rules *rules,
    const struct told_vec *told)
{
    size_t width = 0;
    for (size_t i = 0; i < told->count; i++) {
        size_t len = told->at[i].receiver.len;
        width = len > width ? len : width;
    }
    for (size_t i = 0; i < told->count; i++) {
        const struct told *one = &told->at[i];
        buf_printf(buf, "  %-*.*s  ", (int)width, STR_ARG(one->receiver));
        print_one(buf, compile, rules, one);
    }
    if (told->count == 0) {
        buf_add_text(buf, "  nobody: the spec has no `routing`\n");
    }
}

void
query_report_unknown(const char *verb, const char *what, const struct nearest *nearest)
{
    fprintf(stderr, "tocsin %s: %s is called `%.*s`", verb, what, STR_ARG(nearest->wanted));
    if (nearest->best.len > 0) {
        fprintf(stderr, "; did you mean `%.*s`?", STR_ARG(nearest->best));
    }
    fprintf(stderr, "\n");
}
