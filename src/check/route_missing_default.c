/*
 * The root of the routing tree takes what no route takes. Without a receiver there Alertmanager
 * does not load, and an alert that nobody thought of would reach nobody.
 */
#include "check/check.h"

static const struct rule *
find_alert(const struct rules *rules)
{
    for (size_t i = 0; i < rules->all.count; i++) {
        if (rules->all.at[i].kind == RULE_KIND_ALERT) {
            return &rules->all.at[i];
        }
    }
    return NULL;
}

static void
look(struct checker *checker)
{
    const struct routing *routing = &checker->model->routing;
    const struct rule *alert = find_alert(checker->rules);
    if (routing->default_to.count > 0 || (!alert && routing->routes.count == 0)) {
        return;
    }
    diag_set_subject(checker->diags, STR("routing"));
    struct finding *finding;
    if (span_is_set(routing->span)) {
        finding = CHECK_REPORT(checker, routing->span,
            "`routing` has no `default`: an alert that no route takes reaches nobody");
        finding_note(checker->diags, finding,
            "Alertmanager refuses a configuration whose root route has no receiver");
    } else {
        finding = CHECK_REPORT(checker, checker->model->system.span,
            "`%.*s` has alerts, and nothing says who is told of them",
            STR_ARG(checker->model->system.str));
        finding_label(checker->diags, finding, alert->name.span, "this alert, for instance");
    }
    finding_help(checker->diags, finding,
        "add `routing: {default: team, receivers: {team: …}}`, so that an alert that no route "
        "takes is still seen by somebody");
}

const struct check check_route_missing_default = {
    .kind = &check_kind_route_missing_default,
    .system = look,
};
