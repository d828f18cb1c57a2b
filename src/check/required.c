/*
 * What an alert or panel must have, and the one form of message for what it lacks.
 */
#include "check/required.h"

/* Whether the list has it; sets `*place` when it does. */
static bool
is_listed(const struct text_list *required, struct str what, struct span *place)
{
    for (size_t i = 0; i < required->count; i++) {
        if (str_equal(required->at[i].str, what)) {
            *place = required->at[i].span;
            return true;
        }
    }
    return false;
}

bool
required_of_alerts(const struct checker *checker, struct str what, struct span *place)
{
    const struct text_list *required = &checker->model->policy.require.alert;
    *place = span_none();
    if (required->count == 0) {
        return str_is(what, "severity") || str_is(what, "summary");
    }
    return is_listed(required, what, place);
}

bool
required_of_panels(const struct checker *checker, struct str what, struct span *place)
{
    const struct text_list *required = &checker->model->policy.require.panel;
    *place = span_none();
    if (required->count == 0) {
        return str_is(what, "title") || str_is(what, "unit");
    }
    return is_listed(required, what, place);
}

bool
required_of_metrics(const struct checker *checker, struct str what, struct span *place)
{
    *place = span_none();
    return is_listed(&checker->model->policy.require.metric, what, place);
}

static bool
has_text(const struct rule_text_vec *texts, struct str name)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (str_equal(texts->at[i].name, name)) {
            return true;
        }
    }
    return false;
}

bool
required_has_label(const struct rule *rule, struct str name)
{
    return has_text(&rule->labels, name);
}

bool
required_has_annotation(const struct rule *rule, struct str name)
{
    return has_text(&rule->annotations, name);
}

void
required_report(
    struct checker *checker, const struct rule *rule, struct str key, const char *help)
{
    struct span place;
    required_of_alerts(checker, key, &place);
    struct finding *finding = CHECK_REPORT(checker, rule->name.span,
        "the alert `%.*s` has no `%.*s`", STR_ARG(rule->name.str), STR_ARG(key));
    finding_topic(checker->diags, finding, key);
    if (span_is_set(place)) {
        finding_label(checker->diags, finding, place, "the policy requires it of every alert");
    }
    finding_help(checker->diags, finding, "%s", help);
}

void
required_check_annotation(struct checker *checker, const struct rule *rule, struct str key,
    struct str annotation, const char *help)
{
    struct span place;
    if (required_of_alerts(checker, key, &place) &&
        !required_has_annotation(rule, annotation)) {
        required_report(checker, rule, key, help);
    }
}

struct span
required_panel_place(const struct loaded_panel *panel)
{
    return span_is_set(panel->title.span) ? panel->title.span : panel->span;
}

struct str
required_panel_text(struct checker *checker, const struct loaded_panel *panel)
{
    struct str name = panel->title.str.len > 0 ? panel->title.str : panel->key;
    return arena_printf(checker->arena, "the panel `%.*s`", STR_ARG(name));
}

struct finding *
required_report_panel(struct checker *checker, const struct loaded_panel *panel,
    struct span policy, struct str message)
{
    struct finding *finding =
        CHECK_REPORT(checker, required_panel_place(panel), "%.*s", STR_ARG(message));
    if (span_is_set(policy)) {
        finding->severity = SEVERITY_ERROR;
        finding_label(checker->diags, finding, policy, "the policy requires it of every panel");
    }
    return finding;
}

bool
required_panel_has_other_units(const struct loaded_panel *panel)
{
    for (size_t i = 0; i < panel->overrides.count; i++) {
        const struct loaded_override *override = &panel->overrides.at[i];
        if (override->field.unit.str.len > 0 || override->properties) {
            return true;
        }
    }
    return false;
}
