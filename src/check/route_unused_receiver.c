/*
 * A receiver of the system that no route names tells nobody anything: either a route is missing
 * or the receiver is left over. Those of libraries wait for whoever includes them.
 */
#include "check/check.h"

static bool
is_named(const struct rules *rules, struct str name)
{
    for (size_t i = 0; i < rules->routes.count; i++) {
        if (str_equal(rules->routes.at[i].receiver, name)) {
            return true;
        }
    }
    return false;
}

/* Whether a route names a receiver that does not exist and was probably meant to be this one.
 */
static bool
is_misspelt(const struct checker *checker, struct str name)
{
    for (size_t i = 0; i < checker->rules->routes.count; i++) {
        struct str wanted = checker->rules->routes.at[i].receiver;
        struct nearest nearest;
        nearest_begin(&nearest, wanted);
        const struct receiver_list *receivers = &checker->model->routing.receivers;
        for (size_t j = 0; wanted.len > 0 && j < receivers->count; j++) {
            nearest_offer(&nearest, receivers->at[j].key.str);
        }
        if (nearest.best.len > 0 && nearest.distance > 0 && str_equal(nearest.best, name)) {
            return true;
        }
    }
    return false;
}

static void
look(struct checker *checker)
{
    const struct receiver_list *receivers = &checker->model->routing.receivers;
    for (size_t i = 0; i < receivers->count; i++) {
        const struct receiver *receiver = &receivers->at[i];
        if (!receiver->is_own || is_named(checker->rules, receiver->key.str) ||
            is_misspelt(checker, receiver->key.str)) {
            continue;
        }
        check_set_subject(checker, "routing/receivers", receiver->key.str);
        struct finding *finding = CHECK_REPORT(checker, receiver->key.span,
            "no route tells the receiver `%.*s`", STR_ARG(receiver->key.str));
        finding_topic(checker->diags, finding, receiver->key.str);
        finding_caption(checker->diags, finding, "never told");
        finding_help(checker->diags, finding,
            "add a route with `to: %.*s`, or remove the receiver", STR_ARG(receiver->key.str));
    }
}

const struct check check_route_unused_receiver = {
    .kind = &check_kind_route_unused_receiver,
    .system = look,
};
