/*
 * Alertmanager refuses a route that names a time interval which is not defined.
 */
#include "check/check.h"

static bool
is_defined(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->routing.time_intervals.count; i++) {
        if (str_equal(model->routing.time_intervals.at[i].key.str, name)) {
            return true;
        }
    }
    return false;
}

static void
verify(struct checker *checker, struct text_list names)
{
    const struct time_interval_list *intervals = &checker->model->routing.time_intervals;
    for (size_t i = 0; i < names.count; i++) {
        struct text name = names.at[i];
        if (is_defined(checker->model, name.str)) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(
            checker, name.span, "there is no time interval `%.*s`", STR_ARG(name.str));
        finding_topic(checker->diags, finding, name.str);
        finding_caption(checker->diags, finding, "not under `routing.time_intervals`");
        struct nearest nearest;
        nearest_begin(&nearest, name.str);
        for (size_t j = 0; j < intervals->count; j++) {
            nearest_offer(&nearest, intervals->at[j].key.str);
        }
        if (!check_suggest(checker, finding, name.span, &nearest)) {
            finding_help(checker->diags, finding,
                "define it under `routing.time_intervals`, as in `%.*s: [{weekdays: "
                "['monday:friday']}]`",
                STR_ARG(name.str));
        }
    }
}

static void
look(struct checker *checker, const struct loaded_route *route)
{
    verify(checker, route->mute_time_intervals);
    verify(checker, route->active_time_intervals);
}

const struct check check_route_unknown_time_interval = {
    .kind = &check_kind_route_unknown_time_interval,
    .route = look,
};
