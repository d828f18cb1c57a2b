/*
 * A variable that nothing on its dashboard uses: a drop-down that changes nothing misleads
 * whoever turns it. Ad hoc filters and group-by variables work by themselves, and a link or
 * another dashboard may hand a hidden constant on.
 */
#include "base/map.h"
#include "check/expression.h"
#include "check/variables.h"

/* Its own query does not count. */
static void
note_use(void *context, const struct variable_use *use)
{
    struct map *used = context;
    bool is_own = use->variable && str_equal(use->variable->name.str, use->name);
    if (!is_own) {
        map_put(used, use->name, NULL);
    }
}

/* Whether some unknown name was probably meant to be this variable: that is told there. */
static bool
is_misspelt(const struct loaded_dashboard *dashboard, const struct map *used, struct str name)
{
    for (size_t i = 0; i < used->count; i++) {
        struct str wanted = used->entries[i].key;
        if (variables_is_builtin(wanted) || variables_find(dashboard, wanted)) {
            continue;
        }
        struct nearest nearest;
        nearest_begin(&nearest, wanted);
        for (size_t j = 0; j < dashboard->variables.count; j++) {
            nearest_offer(&nearest, dashboard->variables.at[j].name.str);
        }
        if (str_equal(nearest.best, name)) {
            return true;
        }
    }
    return false;
}

static bool
works_by_itself(const struct loaded_variable *variable)
{
    return !variable->variable || variable->kind == VARIABLE_KIND_ADHOC ||
           variable->kind == VARIABLE_KIND_GROUPBY;
}

/* A filter for a label that nothing has is told as such, be it named or that of the query. */
static bool
knows_label(struct checker *checker, const struct loaded_variable *variable)
{
    struct str label = variable->variable->filter_label.str;
    if (label.len == 0 && variable->variable->filter.truth &&
        variable->query.kind == VARIABLE_QUERY_LABEL_VALUES) {
        label = variable->query.label.str;
    }
    return label.len == 0 || expression_knows_label(checker, label);
}

static void
report(struct checker *checker, const struct loaded_variable *variable)
{
    diag_set_subject(checker->diags, variable->subject);
    struct finding *finding = CHECK_REPORT(checker, variable->name.span,
        "nothing on the dashboard uses the variable `$%.*s`", STR_ARG(variable->name.str));
    finding_topic(checker->diags, finding, variable->name.str);
    if (variable->variable->filter.truth || variable->variable->filter_label.str.len > 0) {
        finding_caption(checker->diags, finding, "filters no query");
        finding_note(checker->diags, finding,
            "`filter:` adds a matcher where the metric of a selector has the label; none has");
        finding_help(checker->diags, finding,
            "name the label with `filter: LABEL`, or remove the variable");
        return;
    }
    finding_caption(checker->diags, finding, "never used");
    bool can_filter =
        variable->kind == VARIABLE_KIND_QUERY || variable->kind == VARIABLE_KIND_CUSTOM;
    finding_help(checker->diags, finding, "%suse it as `$%.*s`, or remove it",
        can_filter ? "add `filter: true` if it is to narrow the queries, " : "",
        STR_ARG(variable->name.str));
}

/* Nobody knows what a panel that was left out would have used. */
static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    bool is_needed = false;
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        is_needed = is_needed || !works_by_itself(&dashboard->variables.at[i]);
    }
    if (!is_needed || checker->dashboards->is_partial) {
        return;
    }
    struct arena scratch;
    struct map used;
    arena_init(&scratch);
    map_init(&used, &scratch);
    variables_visit(checker, dashboard, note_use, &used);
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        const struct loaded_variable *variable = &dashboard->variables.at[i];
        void *ignored;
        if (!works_by_itself(variable) && knows_label(checker, variable) &&
            !map_find(&used, variable->name.str, &ignored) &&
            !is_misspelt(dashboard, &used, variable->name.str)) {
            report(checker, variable);
        }
    }
    arena_finish(&scratch);
}

const struct check check_variable_unused = {
    .kind = &check_kind_variable_unused,
    .dashboard = look,
};
