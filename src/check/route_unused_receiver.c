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

static void
look(struct checker *checker)
{
    const struct receiver_list *receivers = &checker->model->routing.receivers;
    for (size_t i = 0; i < receivers->count; i++) {
        const struct receiver *receiver = &receivers->at[i];
        if (!receiver->is_own || is_named(checker->rules, receiver->key.str)) {
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
