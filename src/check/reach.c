/*
 * Which alerts a list of Alertmanager matchers can match.
 *
 * An alert arrives with the labels of its result, those of its rule, `alertname` and
 * Prometheus' external labels. Its shape bounds them from above, so "no alert matches" is
 * certain.
 */
#include "check/reach.h"

#include "analysis/told.h"

bool
reach_is_known(const struct checker *checker)
{
    const struct value *prometheus = checker->model->prometheus.value;
    if (checker->analysis->world->has_foreign_rules ||
        (prometheus && value_find(prometheus, "alerting"))) {
        return false;
    }
    size_t count = 0;
    for (size_t i = 0; i < checker->rules->all.count; i++) {
        const struct rule *rule = &checker->rules->all.at[i];
        if (rule->kind != RULE_KIND_ALERT) {
            continue;
        }
        const struct shape *output = checker->analysis->results[i].output;
        if (!output || output->is_unknown || output->count == 0) {
            return false;
        }
        count++;
    }
    return count > 0;
}

static const struct named_text *
find_external_label(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->prometheus.external_labels.count; i++) {
        if (str_equal(model->prometheus.external_labels.at[i].key.str, name)) {
            return &model->prometheus.external_labels.at[i];
        }
    }
    return NULL;
}

/* Routes are made for every declared severity, also for one that no alert has today. */
static bool
may_be_of_severity(const struct model *model, const struct matcher *matcher)
{
    for (size_t i = 0; i < model->severities.count; i++) {
        const struct severity_entry *severity = &model->severities.at[i];
        if (str_is(matcher->name, "severity") && matcher_matches(matcher, severity->key.str)) {
            return true;
        }
        for (size_t j = 0; j < severity->labels.count; j++) {
            const struct named_text *label = &severity->labels.at[j];
            if (str_equal(label->key.str, matcher->name) &&
                matcher_matches(matcher, label->value.str)) {
                return true;
            }
        }
    }
    return false;
}

bool
reach_may_match(
    const struct checker *checker, const struct rule *alert, const struct matcher *matcher)
{
    if (str_is(matcher->name, "alertname")) {
        return matcher_matches(matcher, alert->name.str);
    }
    if (may_be_of_severity(checker->model, matcher)) {
        return true;
    }
    struct value_sets *sets = checker->analysis->sets;
    const struct shape *output =
        checker->analysis->results[analysis_rule_index(checker->analysis, alert)].output;
    struct shape_label label =
        shape_label(sets, output, intern(checker->model->names, matcher->name));
    const struct named_text *external = find_external_label(checker->model, matcher->name);
    bool may_be_absent = label.presence != PRESENCE_ALWAYS;
    if (may_be_absent && matcher_matches(matcher, external ? external->value.str : STR(""))) {
        return true;
    }
    if (label.presence == PRESENCE_NEVER) {
        return false;
    }
    return !label.values ||
           value_set_narrow(sets, label.values, told_match_of(matcher->op), matcher->value);
}

/* Only those of one name where the matchers ask for it. */
static const struct rule_index_vec *
find_candidates(
    const struct checker *checker, const struct matcher *const *matchers, size_t count)
{
    static const struct rule_index_vec none = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (str_is(matchers[i]->name, "alertname") && matchers[i]->op == MATCHER_OP_EQUAL) {
            const struct rule_index_vec *namesakes =
                map_get(&checker->analysis->alerts_by_name, matchers[i]->value);
            return namesakes ? namesakes : &none;
        }
    }
    return &checker->analysis->alerts;
}

bool
reach_some(const struct checker *checker, const struct matcher *const *matchers, size_t count)
{
    const struct rule_index_vec *candidates = find_candidates(checker, matchers, count);
    for (size_t i = 0; i < candidates->count; i++) {
        const struct rule *rule = &checker->rules->all.at[candidates->at[i]];
        bool may_match = true;
        for (size_t j = 0; may_match && j < count; j++) {
            may_match = reach_may_match(checker, rule, matchers[j]);
        }
        if (may_match) {
            return true;
        }
    }
    return false;
}

/* All values of the label over all alerts; NULL when none has it or they are not known. */
static const struct value_set *
all_values(const struct checker *checker, struct str name, bool *is_somewhere)
{
    struct value_sets *sets = checker->analysis->sets;
    const struct value_set *all = NULL;
    *is_somewhere = false;
    for (size_t i = 0; i < checker->rules->all.count; i++) {
        const struct rule *rule = &checker->rules->all.at[i];
        if (rule->kind != RULE_KIND_ALERT) {
            continue;
        }
        if (str_is(name, "alertname")) {
            const struct value_set *one = value_set_one(sets, rule->name.str);
            all = all ? value_set_join(sets, all, one) : one;
            *is_somewhere = true;
            continue;
        }
        struct shape_label label = shape_label(
            sets, checker->analysis->results[i].output, intern(checker->model->names, name));
        if (label.presence != PRESENCE_NEVER && label.values) {
            all = all ? value_set_join(sets, all, label.values) : label.values;
            *is_somewhere = true;
        }
    }
    return all;
}

static void
offer_label_names(const struct checker *checker, struct nearest *nearest)
{
    nearest_offer(nearest, STR("alertname"));
    for (size_t i = 0; i < checker->rules->all.count; i++) {
        const struct rule *rule = &checker->rules->all.at[i];
        for (size_t j = 0; rule->kind == RULE_KIND_ALERT && j < rule->labels.count; j++) {
            nearest_offer(nearest, rule->labels.at[j].name);
        }
    }
}

struct str
reach_matcher_text(struct checker *checker, const struct matcher *matcher)
{
    struct buf buf;
    buf_init(&buf);
    matcher_print(&buf, matcher);
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

void
reach_explain(struct checker *checker, struct finding *finding, const struct matcher *matcher)
{
    enum { MOST_SHOWN = 12 };
    bool is_somewhere;
    const struct value_set *values = all_values(checker, matcher->name, &is_somewhere);
    struct nearest nearest;
    nearest_begin(&nearest, is_somewhere ? matcher->value : matcher->name);
    if (!is_somewhere) {
        offer_label_names(checker, &nearest);
        finding->span = span_is_set(matcher->name_span) ? matcher->name_span : finding->span;
        finding_caption(checker->diags, finding, "no alert has this label");
        if (!check_suggest(checker, finding, matcher->name_span, &nearest)) {
            finding_help(checker->diags, finding,
                "give alerts the label `%.*s`, or match one that they have",
                STR_ARG(matcher->name));
        }
        return;
    }
    struct buf buf;
    buf_init(&buf);
    value_set_print(&buf, values, MOST_SHOWN);
    finding_caption(checker->diags, finding, "no alert has this value");
    finding_note(checker->diags, finding, "`%.*s` of the alerts is %.*s",
        STR_ARG(matcher->name), STR_ARG(buf_str(&buf)));
    buf_finish(&buf);
    for (size_t i = 0; values->is_closed && i < values->value_count; i++) {
        nearest_offer(&nearest, values->values[i]->text);
    }
    if (nearest.best.len > 0 && matcher->op == MATCHER_OP_EQUAL) {
        finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(checker->diags, finding, "match a value that alerts have");
    }
}
