/*
 * Labels that the policy forbids, wherever one is made: by a metric, by a job, by a rule, by a
 * function, or by grouping series of an open job; and wherever a dashboard would show one: in a
 * title, a legend or a variable. What merely reads a declared label is not told again: its
 * cause is the declaration.
 */
#include "check/expression.h"
#include "check/labels.h"

static const struct forbidden_class *
find_class(const struct checker *checker, struct str label, struct span *place)
{
    const struct forbidden_class_list *classes = &checker->model->policy.forbidden_labels;
    for (size_t i = 0; i < classes->count; i++) {
        for (size_t j = 0; j < classes->at[i].labels.count; j++) {
            if (str_equal(classes->at[i].labels.at[j].str, label)) {
                *place = classes->at[i].labels.at[j].span;
                return &classes->at[i];
            }
        }
    }
    return NULL;
}

static void
verify(struct checker *checker, struct str label, struct span span, const char *what)
{
    struct span place;
    const struct forbidden_class *class = find_class(checker, label, &place);
    if (!class) {
        return;
    }
    struct finding *finding =
        CHECK_REPORT(checker, span, "%s the label `%.*s`, which the policy forbids as `%.*s`",
            what, STR_ARG(label), STR_ARG(class->key.str));
    finding_topic(checker->diags, finding, label);
    finding_caption(checker->diags, finding, "forbidden");
    finding_label(checker->diags, finding, place, "forbidden here");
    finding_help(checker->diags, finding,
        "leave it out; what must be told of single cases belongs in a log with access "
        "control");
}

static void
look_at_metric(struct checker *checker, const struct metric *metric)
{
    struct str what = ARENA_JOIN(checker->arena, STR("`"), metric->key.str, STR("` has"));
    for (size_t i = 0; i < metric->labels.count; i++) {
        verify(checker, metric->labels.at[i].name->text, metric->labels.at[i].span, what.at);
    }
}

static void
look_at_rule(struct checker *checker, const struct rule *rule)
{
    struct str what = ARENA_JOIN(checker->arena, STR("`"), rule->name.str, STR("` sets"));
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        verify(checker, label->name,
            span_is_set(label->name_span) ? label->name_span : rule->name.span, what.at);
    }
}

/* The argument of a call that names the label it makes. */
static void
look_at_call(struct checker *checker, const struct check_node *at)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    if (!str_is(call->name, "label_replace") && !str_is(call->name, "label_join")) {
        return;
    }
    uint32_t made = promql_unwrap(at->tree, promql_operand(at->tree, at->node, 1));
    if (at->tree->nodes[made].kind == PROMQL_KIND_STRING) {
        verify(checker, promql_string_of(at->tree, made), promql_span(at->tree, made),
            "this makes");
    }
}

/* Without a declaration anywhere, the series are those of an open job: the only place to tell.
 */
static void
look_at_aggregation(struct checker *checker, const struct check_node *at)
{
    const struct promql_grouping *grouping = promql_grouping_of(at->tree, at->node);
    const struct shape *operand = shape_of(at->shapes, at->node - 1);
    for (uint32_t i = 0; !grouping->is_without && i < grouping->labels.count; i++) {
        const struct promql_label *label = &at->tree->labels[grouping->labels.first + i];
        struct shape_label known = shape_label(
            checker->analysis->sets, operand, intern(checker->model->names, label->name));
        if (known.presence == PRESENCE_MAYBE && !known.declared &&
            checker->analysis->world->open_jobs.count > 0) {
            verify(checker, label->name, label->span, "this keeps");
        }
    }
}

static void
look_at_jobs(struct checker *checker)
{
    for (size_t i = 0; i < checker->model->jobs.count; i++) {
        const struct job *job = &checker->model->jobs.at[i];
        check_set_subject(checker, "jobs", job->key.str);
        for (size_t j = 0; j < job->label_entries.count; j++) {
            struct text key = job->label_entries.at[j].key;
            verify(checker, key.str, key.span, "targets of this job get");
        }
    }
}

static void
look_at_external_labels(struct checker *checker)
{
    const struct named_text_list *external = &checker->model->prometheus.external_labels;
    diag_set_subject(checker->diags, STR("prometheus/external_labels"));
    for (size_t i = 0; i < external->count; i++) {
        verify(checker, external->at[i].key.str, external->at[i].key.span,
            "everything that leaves Prometheus gets");
    }
}

static void
look_at_route(struct checker *checker, const struct loaded_route *route)
{
    for (size_t i = 0; i < route->group_by.count; i++) {
        verify(checker, route->group_by.at[i].str, route->group_by.at[i].span,
            "notifications are grouped by");
    }
}

static void
look_at_shown(void *context, struct text label)
{
    if (!span_is_set(label.span)) { /* a legend made of the title, which is told itself */
        return;
    }
    verify(context, label.str, label.span, "this shows");
}

static void
look_at_panel(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    if (checker->model->policy.forbidden_labels.count == 0) {
        return;
    }
    labels_in_text(panel->title, look_at_shown, checker);
    labels_in_text(panel->help, look_at_shown, checker);
    labels_in_text(panel->field.display_name, look_at_shown, checker);
    for (size_t i = 0; i < panel->targets.count; i++) {
        labels_in_text(panel->targets.at[i].legend, look_at_shown, checker);
    }
    for (size_t i = 0; i < panel->overrides.count; i++) {
        labels_in_text(panel->overrides.at[i].field.display_name, look_at_shown, checker);
    }
}

/* Its drop-down would list the values. */
static void
look_at_dashboard(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        const struct loaded_variable *variable = &dashboard->variables.at[i];
        if (variable->query.kind == VARIABLE_QUERY_LABEL_VALUES) {
            diag_set_subject(checker->diags, variable->subject);
            verify(checker, variable->query.label.str, variable->query.label.span,
                "this variable lists the values of");
        }
    }
}

static void
look_at_system(struct checker *checker)
{
    look_at_jobs(checker);
    look_at_external_labels(checker);
}

const struct check check_policy_forbidden_label = {
    .kind = &check_kind_policy_forbidden_label,
    .call = look_at_call,
    .aggregation = look_at_aggregation,
    .recording = look_at_rule,
    .alert = look_at_rule,
    .route = look_at_route,
    .dashboard = look_at_dashboard,
    .panel = look_at_panel,
    .metric = look_at_metric,
    .system = look_at_system,
};
