/*
 * The walk over all texts of a dashboard in which Grafana interpolates variables.
 */
#include "check/variables.h"

struct visit {
    struct checker *checker;
    struct arena scratch; /* emptied after each query */
    variable_use_function *found;
    void *context;
    struct variable_use use; /* whose text is being read */
    struct span span;        /* of that text */
    size_t len;
};

/* https://grafana.com/docs/grafana/latest/dashboards/variables/add-template-variables/ and the
 * variables of links and queries. */
const char *const variables_builtin[] = { "__all_variables", "__auto", "__cell", "__dashboard",
    "__data", "__field", "__from", "__interval", "__interval_ms", "__name", "__org", "__range",
    "__range_ms", "__range_s", "__rate_interval", "__rate_interval_ms", "__series",
    "__timezone", "__to", "__url_time_range", "__url", "__user", "__value", "timeFilter",
    NULL };

bool
variables_is_builtin(struct str name)
{
    for (size_t i = 0; variables_builtin[i]; i++) {
        if (str_is(name, variables_builtin[i])) {
            return true;
        }
    }
    return false;
}

const struct loaded_variable *
variables_find(const struct loaded_dashboard *dashboard, struct str name)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        if (str_equal(dashboard->variables.at[i].name.str, name)) {
            return &dashboard->variables.at[i];
        }
    }
    return NULL;
}

static void
tell(struct visit *visit, struct str name, struct str format, struct span span)
{
    visit->use.name = name;
    visit->use.format = format;
    visit->use.span = span;
    visit->found(visit->context, &visit->use);
}

static void
tell_in_text(void *context, struct str name, struct str format, size_t at, size_t len)
{
    struct visit *visit = context;
    bool is_view = visit->span.at && visit->span.len == visit->len;
    tell(visit, name, format, is_view ? span_slice(visit->span, at, at + len) : visit->span);
}

static void
visit_text(struct visit *visit, struct text text)
{
    visit->span = text.span;
    visit->len = text.str.len;
    promql_scan_variables(text.str, tell_in_text, visit);
}

static void
visit_made(struct visit *visit, struct str text)
{
    visit_text(visit, (struct text){ text, span_none() });
}

/* A name that stands without its `$`, as `repeat:` takes it. */
static void
visit_name(struct visit *visit, struct text name)
{
    if (name.str.len > 0 && name.str.at[0] == '$') {
        visit_text(visit, name);
    } else if (name.str.len > 0) {
        tell(visit, name.str, STR(""), name.span);
    }
}

/* Values are as deep as their reader allows, which is little. */
static void
visit_value(struct visit *visit, const struct value *value)
{
    if (!value) {
        return;
    }
    if (value->kind == VALUE_KIND_TEXT) {
        visit_text(visit, (struct text){ value->text, value->span });
    }
    for (size_t i = 0; i < value->items.count; i++) {
        visit_value(visit, value->items.at[i]);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        visit_value(visit, value->entries.at[i].value);
    }
}

static void
visit_tree(struct visit *visit, const struct promql_tree *tree)
{
    if (!tree) {
        return;
    }
    struct promql_variable_vec variables = { 0 };
    promql_variables(&visit->scratch, tree, promql_root(tree), &variables);
    for (size_t i = 0; i < variables.count; i++) {
        tell(visit, variables.at[i].name, variables.at[i].format, variables.at[i].span);
    }
    arena_clear(&visit->scratch);
}

/* A link that was written is read as written, since its URL holds variables of its own. */
static void
visit_link(struct visit *visit, const struct link *link)
{
    if (!link) {
        return;
    }
    visit_text(visit, link->title);
    visit_text(visit, link->url);
    for (size_t i = 0; i < link->vars.count; i++) {
        visit_text(visit, link->vars.at[i].value);
    }
}

static void
visit_links(struct visit *visit, const struct loaded_link_vec *links)
{
    for (size_t i = 0; i < links->count; i++) {
        visit_link(visit, links->at[i].link);
    }
}

static void
visit_field(struct visit *visit, const struct loaded_field *field)
{
    visit_text(visit, field->display_name);
    visit_text(visit, field->no_value);
    visit_text(visit, field->description);
    visit_text(visit, field->unit);
    visit_links(visit, &field->links);
    visit_value(visit, field->custom);
}

static void
visit_target(struct visit *visit, const struct loaded_target *target)
{
    visit_tree(visit, target->tree);
    if (target->kind == LOADED_QUERY_LOGQL) {
        visit_text(visit, (struct text){ target->query, target->span });
    }
    visit_value(visit, target->raw);
    visit_text(visit, target->legend);
    visit_text(visit, target->interval);
    visit_text(visit, (struct text){ target->datasource.uid, target->datasource.span });
}

static void
visit_panel(struct visit *visit, const struct loaded_panel *panel)
{
    diag_set_subject(visit->checker->diags, panel->subject);
    visit->use = (struct variable_use){ .panel = panel };
    visit_text(visit, panel->title);
    visit_text(visit, panel->help);
    visit_text(visit, (struct text){ panel->datasource.uid, panel->datasource.span });
    for (size_t i = 0; i < panel->targets.count; i++) {
        visit_target(visit, &panel->targets.at[i]);
    }
    visit_field(visit, &panel->field);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        visit_value(visit, panel->overrides.at[i].options);
        visit_field(visit, &panel->overrides.at[i].field);
        visit_value(visit, panel->overrides.at[i].properties);
    }
    visit_value(visit, panel->options);
    for (size_t i = 0; i < panel->transformations.count; i++) {
        visit_value(visit, panel->transformations.at[i].options);
    }
    visit_links(visit, &panel->links);
    visit_text(visit, panel->interval);
    visit_text(visit, panel->time_from);
    visit_text(visit, panel->time_shift);
    visit_name(visit, panel->repeat);
}

static void
visit_variable(struct visit *visit, const struct loaded_variable *variable)
{
    diag_set_subject(visit->checker->diags, variable->subject);
    visit->use = (struct variable_use){ .variable = variable };
    if (variable->query.tree) {
        visit_tree(visit, variable->query.tree);
        visit_text(visit, variable->query.label);
        visit_text(visit, variable->query.pattern);
    } else if (variable->variable) {
        visit_text(visit, variable->variable->query);
    }
    if (variable->variable) {
        visit_text(visit, variable->variable->regex);
        visit_text(visit, variable->variable->constant);
    }
    visit_text(visit, (struct text){ variable->datasource.uid, variable->datasource.span });
}

static void
visit_annotation(struct visit *visit, const struct loaded_annotation *annotation)
{
    diag_set_subject(visit->checker->diags, annotation->subject);
    visit->use = (struct variable_use){ .annotation = annotation };
    visit_tree(visit, annotation->tree);
    visit_text(visit, (struct text){ annotation->datasource.uid, annotation->datasource.span });
    const struct dashboard_annotation *written = annotation->annotation;
    for (size_t i = 0; written && i < written->tags.count; i++) {
        visit_text(visit, written->tags.at[i]);
    }
}

static void
visit_head(struct visit *visit, const struct loaded_dashboard *dashboard)
{
    diag_set_subject(visit->checker->diags, dashboard->subject);
    visit->use = (struct variable_use){ 0 };
    visit_text(visit, dashboard->title);
    visit_made(visit, dashboard->refresh);
    for (size_t i = 0; i < dashboard->links.count; i++) {
        visit_link(visit, dashboard->links.at[i].link);
    }
}

void
variables_visit_variable(struct checker *checker, const struct loaded_dashboard *dashboard,
    size_t variable, variable_use_function *found, void *context)
{
    struct visit visit = { .checker = checker, .found = found, .context = context };
    visit_variable(&visit, &dashboard->variables.at[variable]);
    arena_finish(&visit.scratch);
}

void
variables_visit(struct checker *checker, const struct loaded_dashboard *dashboard,
    variable_use_function *found, void *context)
{
    struct visit visit = { .checker = checker, .found = found, .context = context };
    visit_head(&visit, dashboard);
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        visit_variable(&visit, &dashboard->variables.at[i]);
    }
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        visit_annotation(&visit, &dashboard->annotations.at[i]);
    }
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        visit_panel(&visit, &dashboard->panels.at[i]);
    }
    arena_finish(&visit.scratch);
}
