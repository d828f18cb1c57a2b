/*
 * Who is told of the alerts of a rule: what its labels and the shape of its result let matchers
 * say.
 */
#include "analysis/told.h"

#include "analysis/values.h"

/* An alert rule, of whose alerts not all labels are known. */
struct rule_alert {
    const struct analysis *analysis;
    const struct rule *rule;
};

/* Prometheus adds its external labels to what it sends, where a label is absent. */
static struct str
external_value(const struct model *model, struct str name)
{
    const struct named_text_list *labels = &model->prometheus.external_labels;
    for (size_t i = 0; i < labels->count; i++) {
        if (str_equal(labels->at[i].key.str, name)) {
            return labels->at[i].value.str;
        }
    }
    return STR("");
}

static const struct rule_text *
find_label(const struct rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->labels.count; i++) {
        if (str_equal(rule->labels.at[i].name, name)) {
            return &rule->labels.at[i];
        }
    }
    return NULL;
}

static enum told_verdict
verdict_of(bool matches)
{
    return matches ? TOLD_VERDICT_YES : TOLD_VERDICT_NO;
}

static enum told_verdict
both(enum told_verdict a, enum told_verdict b)
{
    return a == b ? a : TOLD_VERDICT_MAYBE;
}

/* What a matcher says of a label whose values are known as a set. */
static enum told_verdict
judge_values(
    struct value_sets *sets, const struct value_set *values, const struct matcher *matcher)
{
    /* Same order as enum matcher_op. */
    static const enum promql_match matches[] = { PROMQL_MATCH_EQL, PROMQL_MATCH_NEQ,
        PROMQL_MATCH_REGEX, PROMQL_MATCH_NREGEX };
    if (!values) {
        return TOLD_VERDICT_MAYBE;
    }
    const struct value_set *accepted =
        value_set_narrow(sets, values, matches[matcher->op], matcher->value);
    if (!accepted) {
        return TOLD_VERDICT_NO;
    }
    return accepted == values ? TOLD_VERDICT_YES : TOLD_VERDICT_MAYBE;
}

static enum told_verdict
judge_rule(const void *alert, const struct matcher *matcher)
{
    const struct rule_alert *asked = alert;
    const struct analysis *analysis = asked->analysis;
    if (str_is(matcher->name, "alertname")) {
        return verdict_of(matcher_matches(matcher, asked->rule->name.str));
    }
    const struct rule_text *own = find_label(asked->rule, matcher->name);
    if (own) {
        return own->template ? TOLD_VERDICT_MAYBE
                             : verdict_of(matcher_matches(matcher, own->value.str));
    }
    size_t index = analysis_rule_index(analysis, asked->rule);
    const struct shape *output = analysis->results[index].output;
    if (!output) {
        return TOLD_VERDICT_MAYBE;
    }
    struct shape_label label =
        shape_label(analysis->sets, output, intern(analysis->model->names, matcher->name));
    enum told_verdict absent =
        verdict_of(matcher_matches(matcher, external_value(analysis->model, matcher->name)));
    if (label.presence == PRESENCE_NEVER) {
        return absent;
    }
    enum told_verdict present = judge_values(analysis->sets, label.values, matcher);
    return label.presence == PRESENCE_ALWAYS ? present : both(present, absent);
}

void
told_of_rule(struct arena *arena, const struct analysis *analysis, const struct rule *rule,
    struct told_vec *told)
{
    struct rule_alert alert = { analysis, rule };
    told_walk(arena, analysis->rules, judge_rule, &alert, told);
}
