/*
 * Alerts: one rule, or with `above` and `below` one for each severity.
 *
 * Labels are laid over each other from far to near: what the severity gives, then the group,
 * the alert, the limit. Annotations are only collected here and read later (annotations.c).
 */
#include "model/names.h"
#include "rules/limit.h"
#include "rules/make.h"
#include "rules/template.h"

struct alert_maker {
    struct maker *maker;
    const struct alert_group *group;
    const struct alert *alert;
    size_t index;     /* of the group */
    bool is_namesake; /* another alert of the group has its name */
};

static struct rule_text
text_of(const struct named_text *named)
{
    return (struct rule_text){
        .name = named->key.str, .name_span = named->key.span, .value = named->value
    };
}

/* `limit` is NULL for an alert without limits. */
static void
add_labels(struct alert_maker *alerts, const struct alert_limit *limit,
    struct rule_text_vec *labels, struct named_text_list added)
{
    for (size_t i = 0; i < added.count; i++) {
        struct rule_text label = text_of(&added.at[i]);
        read_template_text(alerts->maker, limit, &label);
        set_rule_text(alerts->maker->arena, labels, label);
    }
}

static struct rule_text_vec
make_labels(struct alert_maker *alerts, const struct alert_limit *limit, struct text severity,
    const struct severity_entry *entry)
{
    size_t most = 1 + (entry ? entry->labels.count : 0) + alerts->group->labels.count +
                  alerts->alert->labels.count + (limit ? limit->labels.count : 0);
    struct rule_text_vec labels = { 0 };
    VEC_RESERVE(alerts->maker->arena, &labels, most);
    if (severity.str.len > 0) {
        set_rule_text(alerts->maker->arena, &labels,
            (struct rule_text){ .name = STR("severity"), .value = severity });
    }
    if (entry) {
        add_labels(alerts, limit, &labels, entry->labels);
    }
    add_labels(alerts, limit, &labels, alerts->group->labels);
    add_labels(alerts, limit, &labels, alerts->alert->labels);
    if (limit) {
        add_labels(alerts, limit, &labels, limit->labels);
    }
    sort_rule_texts(&labels);
    return labels;
}

static void
add_annotation(struct alert_maker *alerts, struct rule_text_vec *texts, const char *name,
    struct text value)
{
    if (value.str.len > 0) {
        struct rule_text text = { .name = str_from(name), .value = value };
        VEC_PUSH(alerts->maker->arena, texts, text);
    }
}

static const struct named_text *
find_annotation(const struct alert *alert, const char *name)
{
    for (size_t i = 0; i < alert->annotations.count; i++) {
        if (str_is(alert->annotations.at[i].key.str, name)) {
            return &alert->annotations.at[i];
        }
    }
    return NULL;
}

/* An annotation that has a key of its own and also stands under `annotations`. */
static void
judge_twice(struct alert_maker *alerts, const char *key, const char *name, struct text value)
{
    const struct named_text *again = find_annotation(alerts->alert, name);
    if (!again || !value.str.at) {
        return;
    }
    struct diags *diags = alerts->maker->diags;
    struct finding *finding = diag_report(diags, &kind_duplicate_name, again->key.span,
        "the annotation `%s` of `%.*s` is given twice", name, STR_ARG(alerts->alert->key.str));
    finding_label(diags, finding, value.span, "`%s` is this annotation", key);
    finding_help(diags, finding, "remove one of the two");
}

/* `runbook`, else what the spec says for all: the address with the alert's name behind it. */
static struct text
runbook_of(struct alert_maker *alerts)
{
    const struct alert *alert = alerts->alert;
    struct str base = alerts->maker->model->urls.runbooks.str;
    if (alert->runbook.str.at || base.len == 0 || find_annotation(alert, "runbook_url")) {
        return alert->runbook;
    }
    struct arena *arena = alerts->maker->arena;
    struct str kebab = names_kebab(arena, alert->key.str);
    return (
        struct text){ .str = arena_printf(arena, "%.*s%.*s", STR_ARG(base), STR_ARG(kebab)) };
}

/* Where Grafana shows `dashboard`. The check dead-link tells of one that is not there, and of
 * an address of Grafana that is not. */
static struct text
dashboard_of(struct alert_maker *alerts)
{
    const struct model *model = alerts->maker->model;
    const struct dashboard *dashboard =
        model_find_dashboard(model, alerts->alert->dashboard.str);
    if (!dashboard) {
        return (struct text){ 0 };
    }
    struct arena *arena = alerts->maker->arena;
    struct str uid = names_dashboard_uid(arena, dashboard);
    return (struct text){ .str = names_dashboard_url(arena, model->urls.grafana.str, uid) };
}

static struct rule_text_vec
collect_annotations(struct alert_maker *alerts)
{
    enum { WITH_KEYS_OF_THEIR_OWN = 4 };
    struct rule_text_vec texts = { 0 };
    const struct alert *alert = alerts->alert;
    VEC_RESERVE(
        alerts->maker->arena, &texts, WITH_KEYS_OF_THEIR_OWN + alert->annotations.count);
    add_annotation(alerts, &texts, "summary", alert->summary);
    add_annotation(alerts, &texts, "description", alert->description);
    add_annotation(alerts, &texts, "runbook_url", runbook_of(alerts));
    add_annotation(alerts, &texts, "dashboard_url", dashboard_of(alerts));
    for (size_t i = 0; i < alert->annotations.count; i++) {
        set_rule_text(alerts->maker->arena, &texts, text_of(&alert->annotations.at[i]));
    }
    return texts;
}

static struct text
label_value(const struct rule_text_vec *labels, const char *name)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (str_is(labels->at[i].name, name) && !labels->at[i].is_template) {
            return labels->at[i].value;
        }
    }
    return (struct text){ 0 };
}

/* `#critical` where one alert is several rules; `#quantile=0.9` where several have one name. */
static struct str
make_subject(struct alert_maker *alerts, struct text severity, const char *side)
{
    struct buf buf;
    buf_init(&buf);
    const struct alert *alert = alerts->alert;
    buf_add_text(&buf, "alerts/");
    buf_add(&buf, alerts->group->key.str);
    buf_add_char(&buf, '/');
    buf_add(&buf, alert->key.str);
    const char *separator = "#";
    if (severity.str.len > 0 && (side || alerts->is_namesake)) {
        buf_add_text(&buf, separator);
        buf_add(&buf, severity.str);
        separator = ",";
    }
    if (side && alert->above.count > 0 && alert->below.count > 0) {
        buf_printf(&buf, "%s%s", separator, side);
        separator = ",";
    }
    for (size_t i = 0; alerts->is_namesake && i < alert->labels.count; i++) {
        const struct named_text *label = &alert->labels.at[i];
        buf_add_text(&buf, separator);
        buf_add(&buf, label->key.str);
        buf_add_char(&buf, '=');
        buf_add(&buf, label->value.str);
        separator = ",";
    }
    struct str subject = arena_copy(alerts->maker->arena, buf_str(&buf));
    buf_finish(&buf);
    return subject;
}

/* One rule. `side` is `above` or `below` for one with a limit. */
static void
make_rule(struct alert_maker *alerts, const struct alert_limit *limit, const char *side)
{
    struct maker *maker = alerts->maker;
    const struct alert *alert = alerts->alert;
    struct text severity = limit ? limit->key : alert->severity;
    struct rule rule = {
        .kind = RULE_KIND_ALERT,
        .subject = make_subject(alerts, severity, side),
        .name = alert->key,
        .tree = limit ? make_limit_tree(maker->arena, alert->expr.tree, limit, side)
                      : alert->expr.tree,
        .expr = alert->expr.text,
        .hold =
            limit && limit->hold.is_set ? limit->hold.milliseconds : alert->hold.milliseconds,
        .keep_firing_for = limit && limit->keep_firing_for.is_set
                               ? limit->keep_firing_for.milliseconds
                               : alert->keep_firing_for.milliseconds,
        .alert = alert,
        .limit = limit,
        .allow = alert->allow,
        .span = alert->span,
        .group = alerts->index,
    };
    diag_set_subject(maker->diags, rule.subject);
    rule.severity = model_find_severity(maker->model, severity.str);
    rule.labels = make_labels(alerts, limit, severity, rule.severity);
    struct text labelled = label_value(&rule.labels, "severity");
    rule.severity = model_find_severity(maker->model, labelled.str);
    rule.annotations = collect_annotations(alerts);
    VEC_PUSH(maker->arena, &maker->rules->all, rule);
}

/* Most urgent first; severities that the spec does not declare come last, as written. */
/* Whether the limit can be compared with; one whose number could not be read is broken. */
static bool
is_limit_for(const struct alert_limit *limit, struct str severity)
{
    return limit->limit.is_set && str_equal(limit->key.str, severity);
}

static void
make_limit_rules(struct alert_maker *alerts, struct alert_limit_list limits, const char *side)
{
    const struct severity_entry_list *severities = &alerts->maker->model->severities;
    for (size_t i = 0; i < severities->count; i++) {
        for (size_t j = 0; j < limits.count; j++) {
            if (is_limit_for(&limits.at[j], severities->at[i].key.str)) {
                make_rule(alerts, &limits.at[j], side);
            }
        }
    }
    for (size_t j = 0; j < limits.count; j++) {
        bool is_set = limits.at[j].limit.is_set;
        if (is_set && !model_find_severity(alerts->maker->model, limits.at[j].key.str)) {
            make_rule(alerts, &limits.at[j], side);
        }
    }
}

static bool
has_limit_for(struct alert_limit_list limits, struct str severity)
{
    for (size_t i = 0; i < limits.count; i++) {
        if (str_equal(limits.at[i].key.str, severity)) {
            return true;
        }
    }
    return false;
}

/* The keys of limits are severities; `severity` beside them names the only one, or says
 * nothing. */
static void
judge_severity(struct alert_maker *alerts)
{
    const struct alert *alert = alerts->alert;
    const struct alert_limit_list *limits =
        alert->above.count > 0 ? &alert->above : &alert->below;
    size_t count = alert->above.count + alert->below.count;
    if (count == 0 || alert->severity.str.len == 0 ||
        (count == 1 && str_equal(limits->at[0].key.str, alert->severity.str))) {
        return;
    }
    struct diags *diags = alerts->maker->diags;
    const char *side = alert->above.count > 0 ? "above" : "below";
    struct finding *finding = diag_report(diags, &kind_invalid_value, alert->severity.span,
        "`severity` says nothing beside `%s`, whose keys are severities", side);
    finding_label(diags, finding, limits->at[0].key.span, "a severity of its own");
    finding_help(diags, finding, "remove `severity`, or write one limit as `%s: NUMBER`", side);
}

/* The check unknown-severity tells of it; tests that name the right one are not wrong too. */
static bool
has_unknown_limit(const struct model *model, struct alert_limit_list limits)
{
    for (size_t i = 0; i < limits.count; i++) {
        if (!model_find_severity(model, limits.at[i].key.str)) {
            return true;
        }
    }
    return false;
}

/* A test must be about a severity that its alert has. */
static void
judge_tests(struct alert_maker *alerts)
{
    const struct alert *alert = alerts->alert;
    const struct model *model = alerts->maker->model;
    bool is_unsure =
        has_unknown_limit(model, alert->above) || has_unknown_limit(model, alert->below);
    for (size_t i = 0; !is_unsure && i < alert->tests.count; i++) {
        struct text severity = alert->tests.at[i].severity;
        if (severity.str.len == 0 || str_equal(severity.str, alert->severity.str) ||
            has_limit_for(alert->above, severity.str) ||
            has_limit_for(alert->below, severity.str)) {
            continue;
        }
        struct diags *diags = alerts->maker->diags;
        struct finding *finding = diag_report(diags, &kind_unknown_name, severity.span,
            "the alert `%.*s` has no severity `%.*s`", STR_ARG(alert->key.str),
            STR_ARG(severity.str));
        finding_label(diags, finding, alert->key.span, "the alert");
        finding_help(
            diags, finding, "name a severity of this alert, or none if any of them may fire");
    }
}

void
make_alerts(struct maker *maker, const struct alert_group *group, size_t index)
{
    struct map repeated = find_repeated_keys(
        &maker->group_scratch, group->rules.at, group->rules.count, sizeof *group->rules.at);
    for (size_t i = 0; i < group->rules.count; i++) {
        const struct alert *alert = &group->rules.at[i];
        struct alert_maker alerts = { maker, group, alert, index,
            map_get(&repeated, alert->key.str) != NULL };
        bool has_limits = alert->above.count + alert->below.count > 0;
        diag_set_subject(maker->diags, make_subject(&alerts, alert->severity, NULL));
        judge_twice(&alerts, "summary", "summary", alert->summary);
        judge_twice(&alerts, "description", "description", alert->description);
        judge_twice(&alerts, "runbook", "runbook_url", alert->runbook);
        judge_twice(&alerts, "dashboard", "dashboard_url", alert->dashboard);
        judge_severity(&alerts);
        judge_tests(&alerts);
        if (!alert->expr.tree || !judge_rule_type(maker, &alert->expr) ||
            (has_limits && !judge_limit_type(maker, alert))) {
            maker->rules->is_partial = true;
            continue;
        }
        if (has_limits) {
            judge_limits(maker, alert);
        } else {
            make_rule(&alerts, NULL, NULL);
        }
        make_limit_rules(&alerts, alert->above, "above");
        make_limit_rules(&alerts, alert->below, "below");
    }
}
