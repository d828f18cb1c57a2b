/*
 * Alertmanager refuses a whole configuration in which one route names a receiver that is not
 * defined. One receiver is told once, however many routes name it.
 */
#include "base/map.h"
#include "check/check.h"

static const struct receiver *
find_receiver(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->routing.receivers.count; i++) {
        if (str_equal(model->routing.receivers.at[i].key.str, name)) {
            return &model->routing.receivers.at[i];
        }
    }
    return NULL;
}

static struct finding *
report_unknown(struct checker *checker, const struct loaded_route *route)
{
    struct str name = route->receiver;
    check_set_subject(checker, "routing/receivers", name);
    struct finding *finding = CHECK_REPORT(
        checker, route->receiver_span, "there is no receiver `%.*s`", STR_ARG(name));
    finding_topic(checker->diags, finding, name);
    finding_caption(checker->diags, finding, "not under `routing.receivers`");
    finding_note(checker->diags, finding, "Alertmanager refuses the whole configuration");
    const struct receiver_list *receivers = &checker->model->routing.receivers;
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = 0; i < receivers->count; i++) {
        nearest_offer(&nearest, receivers->at[i].key.str);
    }
    if (!check_suggest(checker, finding, route->receiver_span, &nearest)) {
        finding_help(checker->diags, finding,
            "define it under `routing.receivers`, as in `%.*s: {email: {to: "
            "team@example.org}}`",
            STR_ARG(name));
    }
    return finding;
}

static void
look(struct checker *checker)
{
    struct map reported; /* name → its finding */
    map_init(&reported, checker->arena);
    for (size_t i = 0; i < checker->rules->routes.count; i++) {
        const struct loaded_route *route = &checker->rules->routes.at[i];
        if (route->receiver.len == 0 || find_receiver(checker->model, route->receiver)) {
            continue;
        }
        struct finding *finding = map_get(&reported, route->receiver);
        if (finding) {
            if (route->receiver_span.at != finding->span.at) {
                finding_label(checker->diags, finding, route->receiver_span, "named here too");
            }
        } else {
            map_put(&reported, route->receiver, report_unknown(checker, route));
        }
    }
}

const struct check check_route_unknown_receiver = {
    .kind = &check_kind_route_unknown_receiver,
    .system = look,
};
