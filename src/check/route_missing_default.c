/*
 * The root of the routing tree takes what no route takes. Without a receiver there Alertmanager
 * does not load, and an alert that nobody thought of would reach nobody. A system without
 * `routing` leaves it to an Alertmanager that somebody else configures.
 */
#include "check/check.h"

static void
look(struct checker *checker)
{
    const struct routing *routing = &checker->model->routing;
    bool has_routing = span_is_set(routing->span);
    if (!has_routing || routing->default_to.count > 0) {
        return;
    }
    diag_set_subject(checker->diags, STR("routing"));
    struct finding *finding = CHECK_REPORT(checker, routing->span,
        "`routing` has no `default`: an alert that no route takes reaches nobody");
    finding_note(checker->diags, finding,
        "Alertmanager refuses a configuration whose root route has no receiver");
    finding_help(checker->diags, finding,
        "add `default:` with the receiver that is told of everything else");
}

const struct check check_route_missing_default = {
    .kind = &check_kind_route_missing_default,
    .system = look,
};
