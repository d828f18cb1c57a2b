/*
 * Of a variable with several values Grafana makes a regular expression, `(a|b)`, and `=`
 * compares with that text: the panel is empty as soon as a second value is chosen, or `All`.
 */
#include "check/check.h"

static const struct loaded_variable *
find_variable(const struct loaded_dashboard *dashboard, struct str name)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        if (str_equal(dashboard->variables.at[i].name.str, name)) {
            return &dashboard->variables.at[i];
        }
    }
    return NULL;
}

/* A panel that is repeated for the variable, or stands in a row that is, has one value of it.
 */
static bool
is_repeated(const struct check_node *at, struct str name)
{
    const struct loaded_panel *panel = at->panel;
    if (!panel) {
        return false;
    }
    bool has_row = panel->row < at->dashboard->panels.count;
    return str_equal(panel->repeat.str, name) ||
           (has_row && str_equal(at->dashboard->panels.at[panel->row].repeat.str, name));
}

struct searching {
    const struct check_node *at;
    const struct loaded_variable *found; /* the first that may have several values */
};

static void
look_at_use(void *context, struct str name, struct str format, size_t at, size_t len)
{
    (void)format;
    (void)at;
    (void)len;
    struct searching *searching = context;
    const struct loaded_variable *variable = find_variable(searching->at->dashboard, name);
    bool is_several = variable && (variable->is_multi || variable->includes_all) &&
                      !is_repeated(searching->at, name);
    if (is_several && !searching->found) {
        searching->found = variable;
    }
}

static void
look_at_matcher(
    struct checker *checker, const struct check_node *at, const struct promql_matcher *matcher)
{
    bool is_equal = matcher->match == PROMQL_MATCH_EQL;
    struct searching searching = { .at = at };
    if (!matcher->has_variable || !(is_equal || matcher->match == PROMQL_MATCH_NEQ)) {
        return;
    }
    promql_scan_variables(matcher->value, look_at_use, &searching);
    const struct loaded_variable *variable = searching.found;
    if (!variable || !span_is_set(matcher->match_span)) {
        return;
    }
    struct str name = variable->name.str;
    const char *right = is_equal ? "=~" : "!~";
    struct finding *finding = CHECK_REPORT(checker, matcher->match_span,
        "`$%.*s` may have several values, and `%s` compares with one", STR_ARG(name),
        promql_match_text(matcher->match));
    finding_topic(checker->diags, finding, name);
    finding_caption(checker->diags, finding, "matches nothing when two are chosen");
    if (span_is_set(variable->name.span)) {
        finding_label(checker->diags, finding, variable->name.span,
            variable->is_multi ? "takes several values" : "offers all values at once");
    }
    finding_help(checker->diags, finding, "use `%s`", right);
    finding_fix(checker->diags, finding, matcher->match_span, str_from(right));
}

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct promql_selector *selector = promql_selector_of(at->tree, at->node);
    for (uint32_t i = 0; at->dashboard && i < selector->matchers.count; i++) {
        look_at_matcher(checker, at, &at->tree->matchers[selector->matchers.first + i]);
    }
}

const struct check check_selector_multi_variable = {
    .kind = &check_kind_selector_multi_variable,
    .selector = look,
};
