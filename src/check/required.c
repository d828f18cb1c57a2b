/*
 * What an alert must have, and the one form of message for what it lacks.
 */
#include "check/required.h"

bool
required_of_alerts(const struct checker *checker, struct str what, struct span *place)
{
    const struct text_list *required = &checker->model->policy.require.alert;
    *place = span_none();
    if (required->count == 0) {
        return str_is(what, "severity") || str_is(what, "summary");
    }
    for (size_t i = 0; i < required->count; i++) {
        if (str_equal(required->at[i].str, what)) {
            *place = required->at[i].span;
            return true;
        }
    }
    return false;
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
