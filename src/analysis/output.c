/*
 * What a rule gives: the labels of its result with the rule's own over them.
 *
 * A label of a recording rule is a plain text; one of an alert is a template, and an empty
 * label is an absent one. The name of a recorded series is the rule's; alerts have none, but
 * the label `alertname`.
 */
#include "analysis/shaper.h"

static const struct value_set *
known_or_open(struct shaper *shaper, const struct value_set *values)
{
    return values ? values : value_set_open(shaper->sets);
}

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
        label.values = known_or_open(shaper, value_set_one(shaper->sets, text->value.str));
    }
    return label;
}

/* Keeps the labels in byte order of names; the later of one name wins. Returns their number. */
static size_t
place_label(struct shape_label *labels, size_t count, struct shape_label label)
{
    size_t place = count;
    while (place > 0 && str_compare(labels[place - 1].name->text, label.name->text) > 0) {
        place--;
    }
    if (place > 0 && labels[place - 1].name == label.name) {
        labels[place - 1] = label;
        return count;
    }
    memmove(&labels[place + 1], &labels[place], (count - place) * sizeof *labels);
    labels[place] = label;
    return count + 1;
}

/* What the rule itself says of labels, the name of its series included. */
struct own_labels {
    const struct shape_label *at;
    size_t count;
};

static struct own_labels
own_labels_of(struct shaper *shaper, const struct rule *rule)
{
    struct shape_label *labels =
        ARENA_ARRAY(shaper->arena, struct shape_label, rule->labels.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < rule->labels.count; i++) {
        count = place_label(labels, count, rule_label(shaper, rule, &rule->labels.at[i]));
    }
    const struct name *name = rule->kind == RULE_KIND_ALERT
                                  ? intern(shaper->names, STR("alertname"))
                                  : shaper->metric_name;
    struct cause cause = { CAUSE_RULE, rule->name.span };
    struct shape_label label = label_any(shaper, name, cause);
    label.values = known_or_open(shaper, value_set_one(shaper->sets, rule->name.str));
    count = place_label(labels, count, label);
    return (struct own_labels){ labels, count };
}

static struct shape_alternative
with_own_labels(struct shaper *shaper, const struct rule *rule,
    const struct shape_alternative *alternative, struct own_labels own)
{
    struct cause cause = { CAUSE_RULE, rule->name.span };
    struct shape_alternative nameless = *alternative;
    if (rule->kind == RULE_KIND_ALERT) {
        nameless = alternative_without(shaper, alternative, shaper->metric_name, cause);
    }
    return alternative_with_all(shaper, &nameless, own.at, own.count);
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
    struct own_labels own = own_labels_of(shaper, at);
    for (size_t i = 0; i < expr->count; i++) {
        VEC_PUSH(shaper->arena, &all, with_own_labels(shaper, at, &expr->alternatives[i], own));
    }
    if (expr->type == PROMQL_TYPE_SCALAR) {
        /* Prometheus makes one series without labels of a number. */
        struct shape_alternative number =
            alternative_empty((struct cause){ CAUSE_RULE, at->name.span });
        VEC_PUSH(shaper->arena, &all, with_own_labels(shaper, at, &number, own));
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
