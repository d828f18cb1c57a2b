/*
 * What a rule gives: the labels of its result with the rule's own over them.
 *
 * A label of a recording rule is a plain text; one of an alert is a template, and an empty
 * label is an absent one. The name of a recorded series is the rule's; alerts have none, but
 * the label `alertname`.
 */
#include "analysis/shaper.h"

static struct shape_label
rule_label(struct shaper *shaper, const struct rule *rule, const struct rule_text *text)
{
    struct span span = span_is_set(text->value.span) ? text->value.span : rule->span;
    struct cause cause = { CAUSE_RULE, span };
    struct shape_label label = label_any(shaper, intern(shaper->names, text->name), cause);
    bool is_template =
        rule->kind == RULE_KIND_ALERT && str_contains(text->value.str, STR("{{"));
    if (is_template) {
        label.presence = PRESENCE_MAYBE;
    } else if (text->value.str.len == 0) {
        label.presence = PRESENCE_NEVER;
    } else {
        label.values = value_set_one(shaper->sets, text->value.str);
    }
    return label;
}

static struct shape_alternative
with_rule_labels(
    struct shaper *shaper, const struct rule *rule, const struct shape_alternative *alternative)
{
    bool is_alert = rule->kind == RULE_KIND_ALERT;
    struct cause cause = { CAUSE_RULE, rule->name.span };
    struct shape_alternative result =
        alternative_without(shaper, alternative, shaper->metric_name, cause);
    for (size_t i = 0; i < rule->labels.count; i++) {
        result =
            alternative_with(shaper, &result, rule_label(shaper, rule, &rule->labels.at[i]));
    }
    const struct name *name =
        is_alert ? intern(shaper->names, STR("alertname")) : shaper->metric_name;
    struct shape_label label = label_any(shaper, name, cause);
    label.values = value_set_one(shaper->sets, rule->name.str);
    label.values = label.values ? label.values : value_set_open(shaper->sets);
    return alternative_with(shaper, &result, label);
}

void
shape_output(struct shaper *shaper, size_t rule, const struct shape *expr, struct shape *out)
{
    const struct rule *at = &shaper->analysis->rules->all.at[rule];
    *out = *expr;
    out->selector = NULL;
    out->fault = SHAPE_FAULT_NONE;
    out->unit = shape_unit_recorded(at, expr->unit);
    if (expr->is_unknown) {
        return;
    }
    struct alternative_vec all = { 0 };
    for (size_t i = 0; i < expr->count; i++) {
        VEC_PUSH(shaper->arena, &all, with_rule_labels(shaper, at, &expr->alternatives[i]));
    }
    if (expr->type == PROMQL_TYPE_SCALAR) {
        /* Prometheus makes one series without labels of a number. */
        struct shape_alternative number =
            alternative_empty((struct cause){ CAUSE_RULE, at->name.span });
        VEC_PUSH(shaper->arena, &all, with_rule_labels(shaper, at, &number));
        out->type = PROMQL_TYPE_VECTOR;
    }
    if (at->kind == RULE_KIND_ALERT && out->filling == SHAPE_FILLING_ALWAYS) {
        out->filling = SHAPE_FILLING_MAYBE;
    }
    shape_settle(shaper, out, &all);
}

static bool
matcher_accepts(
    const struct analysis *analysis, const struct promql_matcher *matcher, struct str value)
{
    if (matcher->has_variable || matcher->match == PROMQL_MATCH_VARIABLE) {
        return true;
    }
    if (matcher->match == PROMQL_MATCH_EQL || matcher->match == PROMQL_MATCH_NEQ) {
        return str_equal(value, matcher->value) == (matcher->match == PROMQL_MATCH_EQL);
    }
    return value_bound_accepts(
        value_bound_of(analysis->sets, matcher->match, matcher->value), value);
}

bool
rule_may_be_selected(const struct analysis *analysis, size_t rule,
    const struct promql_tree *tree, const struct promql_selector *selector)
{
    const struct rule *at = &analysis->rules->all.at[rule];
    bool is_alert = at->kind == RULE_KIND_ALERT;
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + i];
        if (is_alert && str_is(matcher->label, "alertname") &&
            !matcher_accepts(analysis, matcher, at->name.str)) {
            return false;
        }
        for (size_t j = 0; j < at->labels.count; j++) {
            const struct rule_text *label = &at->labels.at[j];
            bool is_plain = !is_alert || !str_contains(label->value.str, STR("{{"));
            if (is_plain && str_equal(label->name, matcher->label) &&
                !matcher_accepts(analysis, matcher, label->value.str)) {
                return false;
            }
        }
    }
    return true;
}
