/*
 * A time interval that no route names changes nothing, although somebody meant it to.
 */
#include "check/check.h"

static bool
is_in(struct text_list names, struct str name)
{
    for (size_t i = 0; i < names.count; i++) {
        if (str_equal(names.at[i].str, name)) {
            return true;
        }
    }
    return false;
}

static bool
is_named(const struct rules *rules, struct str name)
{
    for (size_t i = 0; i < rules->routes.count; i++) {
        const struct loaded_route *route = &rules->routes.at[i];
        if (is_in(route->mute_time_intervals, name) ||
            is_in(route->active_time_intervals, name)) {
            return true;
        }
    }
    return false;
}

static bool
is_nearest(const struct model *model, struct text_list names, struct str name)
{
    for (size_t i = 0; i < names.count; i++) {
        struct nearest nearest;
        nearest_begin(&nearest, names.at[i].str);
        for (size_t j = 0; j < model->routing.time_intervals.count; j++) {
            nearest_offer(&nearest, model->routing.time_intervals.at[j].key.str);
        }
        if (nearest.best.len > 0 && str_equal(nearest.best, name)) {
            return true;
        }
    }
    return false;
}

/* Whether a route names an interval that does not exist and was probably meant to be this one.
 */
static bool
is_misspelt(const struct checker *checker, struct str name)
{
    for (size_t i = 0; i < checker->rules->routes.count; i++) {
        const struct loaded_route *route = &checker->rules->routes.at[i];
        if (is_nearest(checker->model, route->mute_time_intervals, name) ||
            is_nearest(checker->model, route->active_time_intervals, name)) {
            return true;
        }
    }
    return false;
}

static void
look(struct checker *checker)
{
    const struct time_interval_list *intervals = &checker->model->routing.time_intervals;
    for (size_t i = 0; i < intervals->count; i++) {
        struct text name = intervals->at[i].key;
        if (!model_is_own(checker->model, name.span) || is_named(checker->rules, name.str) ||
            is_misspelt(checker, name.str)) {
            continue;
        }
        check_set_subject(checker, "routing/time_intervals", name.str);
        struct finding *finding = CHECK_REPORT(
            checker, name.span, "no route uses the time interval `%.*s`", STR_ARG(name.str));
        finding_topic(checker->diags, finding, name.str);
        finding_caption(checker->diags, finding, "changes nothing");
        finding_help(checker->diags, finding,
            "name it in `mute_time_intervals` or `active_time_intervals` of a route, or remove "
            "it");
    }
}

const struct check check_route_unused_time_interval = {
    .kind = &check_kind_route_unused_time_interval,
    .system = look,
};
