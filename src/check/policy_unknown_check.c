/*
 * A setting or an exception for a check that does not exist does nothing, and its author
 * believes otherwise.
 */
#include "check/check.h"

static bool
is_of_language(struct str name)
{
    for (size_t i = 0; diag_language_kinds[i]; i++) {
        if (str_is(name, diag_language_kinds[i]->name)) {
            return true;
        }
    }
    return false;
}

/* Whether a template has warned under that name in this run. */
static bool
is_of_template(const struct checker *checker, struct str name)
{
    for (size_t i = 0; i < checker->diags->findings.count; i++) {
        const struct diag_kind *kind = checker->diags->findings.at[i]->kind;
        if (kind->is_check && str_is(name, kind->name)) {
            return true;
        }
    }
    return false;
}

static void
verify(struct checker *checker, struct text name)
{
    if (check_find_kind(name.str)) {
        return;
    }
    if (is_of_language(name.str)) {
        struct finding *finding = CHECK_REPORT(checker, name.span,
            "`%.*s` is a finding of the language, which nothing silences", STR_ARG(name.str));
        finding_topic(checker->diags, finding, name.str);
        finding_help(checker->diags, finding, "remove this, and mend what it was about");
        return;
    }
    struct finding *finding =
        CHECK_REPORT(checker, name.span, "there is no check `%.*s`", STR_ARG(name.str));
    finding_topic(checker->diags, finding, name.str);
    if (is_of_template(checker, name.str)) {
        finding_note(checker->diags, finding, "a Lua template calls a warning so");
        finding_help(checker->diags, finding,
            "write `template-warning`, which is the check of all such warnings");
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, name.str);
    for (size_t i = 0; checks[i]; i++) {
        nearest_offer(&nearest, str_from(checks[i]->kind->name));
    }
    if (!check_suggest(checker, finding, name.span, &nearest)) {
        finding_help(checker->diags, finding, "`tocsin explain` lists all checks");
    }
}

static void
verify_entries(struct checker *checker, const struct allow_entry_list *allow)
{
    for (size_t i = 0; i < allow->count; i++) {
        verify(checker, allow->at[i].key);
    }
}

static void
verify_routes(struct checker *checker)
{
    for (size_t i = 0; i < checker->rules->routes.count; i++) {
        const struct loaded_route *route = &checker->rules->routes.at[i];
        if (route->route) {
            diag_set_subject(checker->diags, route->subject);
            verify_entries(checker, &route->route->allow);
        }
    }
    for (size_t i = 0; i < checker->model->routing.receivers.count; i++) {
        const struct receiver *receiver = &checker->model->routing.receivers.at[i];
        check_set_subject(checker, "routing/receivers", receiver->key.str);
        verify_entries(checker, &receiver->allow);
    }
    for (size_t i = 0; i < checker->model->routing.inhibit.count; i++) {
        diag_set_subject(checker->diags, STR("routing/inhibit"));
        verify_entries(checker, &checker->model->routing.inhibit.at[i].allow);
    }
}

static void
verify_objects(struct checker *checker)
{
    for (size_t i = 0; i < checker->rules->all.count; i++) {
        diag_set_subject(checker->diags, checker->rules->all.at[i].subject);
        verify_entries(checker, &checker->rules->all.at[i].allow);
    }
    for (size_t i = 0; i < checker->model->jobs.count; i++) {
        check_set_subject(checker, "jobs", checker->model->jobs.at[i].key.str);
        verify_entries(checker, &checker->model->jobs.at[i].allow);
    }
    verify_routes(checker);
}

static void
look(struct checker *checker)
{
    diag_set_subject(checker->diags, STR("checks"));
    for (size_t i = 0; i < checker->model->checks.count; i++) {
        verify(checker, checker->model->checks.at[i].key);
    }
    diag_set_subject(checker->diags, STR("allow"));
    for (size_t i = 0; i < checker->model->allow.count; i++) {
        verify(checker, checker->model->allow.at[i].check);
    }
    verify_objects(checker);
}

static void
look_at_metric(struct checker *checker, const struct metric *metric)
{
    verify_entries(checker, &metric->allow);
}

const struct check check_policy_unknown_check = {
    .kind = &check_kind_policy_unknown_check,
    .metric = look_at_metric,
    .system = look,
};
