/*
 * A variable that the dashboard does not define: Grafana leaves its text as it stands, and the
 * query fails or finds nothing. Each name is told once a dashboard, at its first place.
 */
#include "base/map.h"
#include "check/variables.h"

struct search {
    struct checker *checker;
    const struct loaded_dashboard *dashboard;
    struct map told; /* name → its finding */
};

static void
suggest(struct search *search, struct finding *finding, const struct variable_use *use)
{
    struct nearest nearest;
    nearest_begin(&nearest, use->name);
    for (size_t i = 0; i < search->dashboard->variables.count; i++) {
        nearest_offer(&nearest, search->dashboard->variables.at[i].name.str);
    }
    for (size_t i = 0; variables_builtin[i]; i++) {
        nearest_offer(&nearest, str_from(variables_builtin[i]));
    }
    if (nearest.best.len > 0) {
        finding_help(
            search->checker->diags, finding, "did you mean `$%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(search->checker->diags, finding,
            "define it under `variables:` of the dashboard, as in `%.*s: {query: "
            "'label_values(METRIC, LABEL)'}`",
            STR_ARG(use->name));
    }
}

static void
look_at_use(void *context, const struct variable_use *use)
{
    struct search *search = context;
    struct checker *checker = search->checker;
    if (!span_is_set(use->span) || variables_is_builtin(use->name) ||
        variables_find(search->dashboard, use->name)) {
        return;
    }
    struct finding *known = map_get(&search->told, use->name);
    if (known) {
        finding_label(checker->diags, known, use->span, "used here too");
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, use->span, "the dashboard has no variable `$%.*s`", STR_ARG(use->name));
    finding_topic(checker->diags, finding, use->name);
    finding_caption(checker->diags, finding, "not defined");
    finding_label(
        checker->diags, finding, search->dashboard->dashboard->key.span, "by this dashboard");
    suggest(search, finding, use);
    map_put(&search->told, use->name, finding);
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    struct search search = { .checker = checker, .dashboard = dashboard };
    map_init(&search.told, checker->arena);
    variables_visit(checker, dashboard, look_at_use, &search);
}

const struct check check_variable_unknown = {
    .kind = &check_kind_variable_unknown,
    .dashboard = look,
};
