/*
 * Who is told of the alerts of a rule, and of an alert with given labels.
 *
 * Each alternative of the rule's output is walked by itself. Labels with few known values that
 * matchers ask for are split into cases first, so that `severity="critical"` behind
 * `severity="warning"` is answered exactly; labels of which only the form is known stay
 * "maybe".
 */
#include "analysis/shaper.h"
#include "analysis/told.h"

enum { MOST_CASES = 64 };

enum promql_match
told_match_of(enum matcher_op op)
{
    switch (op) {
    case MATCHER_OP_EQUAL:
        return PROMQL_MATCH_EQL;
    case MATCHER_OP_NOT_EQUAL:
        return PROMQL_MATCH_NEQ;
    case MATCHER_OP_REGEX:
        return PROMQL_MATCH_REGEX;
    case MATCHER_OP_NOT_REGEX:
        return PROMQL_MATCH_NREGEX;
    }
    return PROMQL_MATCH_EQL;
}

enum told_verdict
told_judge_label(
    struct value_sets *sets, const struct matcher *matcher, const struct shape_label *label)
{
    struct value_bound bound = value_bound_of(sets, told_match_of(matcher->op), matcher->value);
    bool can_hold = false;
    bool can_fail = false;
    if (label->presence != PRESENCE_ALWAYS) {
        bool holds = value_bound_accepts(bound, STR(""));
        can_hold |= holds;
        can_fail |= !holds;
    }
    if (label->presence != PRESENCE_NEVER) {
        const struct value_set *all = label->values ? label->values : value_set_open(sets);
        const struct value_set *held = value_set_narrow_by(sets, all, bound);
        can_hold |= held != NULL;
        can_fail |= held != all;
    }
    if (!can_hold) {
        return TOLD_VERDICT_NO;
    }
    return can_fail ? TOLD_VERDICT_MAYBE : TOLD_VERDICT_YES;
}

/* One case of an alert. */
struct alert_case {
    struct shaper *shaper;
    const struct shape_alternative *labels;
};

static enum told_verdict
judge_case(const void *alert, const struct matcher *matcher)
{
    const struct alert_case *asked = alert;
    const struct name *name = intern(asked->shaper->names, matcher->name);
    struct shape_label label = shape_alternative_label(asked->labels, name);
    return told_judge_label(asked->shaper->sets, matcher, &label);
}

static bool
is_asked_for(const struct rules *rules, struct str name)
{
    for (size_t i = 0; i < rules->routes.count; i++) {
        for (size_t j = 0; j < rules->routes.at[i].matcher_count; j++) {
            if (str_equal(rules->routes.at[i].matchers[j].name, name)) {
                return true;
            }
        }
    }
    return false;
}

/* Each value of the label, and its absence, as a case of its own. */
static struct alternative_vec
split_label(
    struct shaper *shaper, const struct alternative_vec *cases, const struct shape_label *label)
{
    struct alternative_vec split = { 0 };
    for (size_t i = 0; i < cases->count; i++) {
        for (size_t j = 0; j < label->values->value_count; j++) {
            struct shape_label one = *label;
            one.presence = PRESENCE_ALWAYS;
            one.values = value_set_closed(shaper->sets, &label->values->values[j], 1);
            VEC_PUSH(shaper->arena, &split, alternative_with(shaper, &cases->at[i], one));
        }
        if (label->presence == PRESENCE_MAYBE) {
            VEC_PUSH(shaper->arena, &split,
                alternative_without(shaper, &cases->at[i], label->name, label->presence_cause));
        }
    }
    return split;
}

static struct alternative_vec
split_cases(struct shaper *shaper, const struct shape_alternative *alert)
{
    struct alternative_vec cases = { 0 };
    VEC_PUSH(shaper->arena, &cases, *alert);
    for (size_t i = 0; i < alert->count; i++) {
        const struct shape_label *label = &alert->labels[i];
        if (label->presence == PRESENCE_NEVER || !label->values->is_closed) {
            continue;
        }
        bool is_few = cases.count * (label->values->value_count + 1) <= MOST_CASES;
        bool is_one = label->presence == PRESENCE_ALWAYS && label->values->value_count == 1;
        if (is_few && !is_one && is_asked_for(shaper->analysis->rules, label->name->text)) {
            cases = split_label(shaper, &cases, label);
        }
    }
    return cases;
}

/* What the walks of all cases said, by route. */
struct tally {
    struct str receiver;
    size_t certain;  /* in how many cases it is told for sure */
    size_t possible; /* in how many it may be */
};

static void
walk_cases(struct shaper *shaper, const struct alternative_vec *cases, struct tally *tallies)
{
    for (size_t i = 0; i < cases->count; i++) {
        struct alert_case asked = { shaper, &cases->at[i] };
        struct told_vec told = { 0 };
        told_walk(shaper->arena, shaper->analysis->rules, judge_case, &asked, &told);
        for (size_t j = 0; j < told.count; j++) {
            struct tally *tally = &tallies[told.at[j].route];
            tally->receiver = told.at[j].receiver;
            tally->certain += told.at[j].is_certain;
            tally->possible++;
        }
    }
}

/* Prometheus adds an external label to an alert that has no such label. */
static struct shape_alternative
with_external_labels(struct shaper *shaper, const struct shape_alternative *alert)
{
    const struct named_text_list *labels = &shaper->analysis->model->prometheus.external_labels;
    struct shape_alternative result = *alert;
    for (size_t i = 0; i < labels->count; i++) {
        struct text value = labels->at[i].value;
        const struct name *name = intern(shaper->names, labels->at[i].key.str);
        struct shape_label own = shape_alternative_label(alert, name);
        if (own.presence == PRESENCE_ALWAYS || value.str.len == 0) {
            continue;
        }
        struct shape_label label =
            label_any(shaper, name, (struct cause){ CAUSE_RULE, value.span });
        if (!str_contains(value.str, STR("$"))) {
            label.values = value_set_one(shaper->sets, value.str);
        }
        if (own.presence == PRESENCE_MAYBE) {
            const struct value_set *others =
                own.values ? own.values : value_set_open(shaper->sets);
            label.values = value_set_join(shaper->sets, label.values, others);
        }
        result = alternative_with(shaper, &result, label);
    }
    return result;
}

/* What is known of the alerts; of an expression that is not understood only the rule's labels.
 */
static struct shape
output_of(struct shaper *shaper, size_t rule)
{
    const struct shape *output = shaper->analysis->results[rule].output;
    if (output && !output->is_unknown) {
        return *output;
    }
    struct shape_alternative any = alternative_empty((struct cause){ CAUSE_NONE, span_none() });
    any.rest = PRESENCE_MAYBE;
    struct shape unknown = { .type = PROMQL_TYPE_VECTOR, .alternatives = &any, .count = 1 };
    struct shape result = { 0 };
    shape_output(shaper, rule, &unknown, &result);
    return result;
}

void
told_of_rule(struct arena *arena, const struct analysis *analysis, const struct rule *rule,
    struct told_vec *told)
{
    size_t route_count = analysis->rules->routes.count;
    struct shaper shaper;
    struct arena scratch;
    arena_init(&scratch);
    shaper_init(&shaper, &scratch, analysis);
    struct tally *tallies = ARENA_ARRAY(&scratch, struct tally, route_count);
    struct shape output = output_of(&shaper, analysis_rule_index(analysis, rule));
    size_t case_count = 0;
    for (size_t i = 0; i < output.count; i++) {
        struct shape_alternative alert = with_external_labels(&shaper, &output.alternatives[i]);
        struct alternative_vec cases = split_cases(&shaper, &alert);
        walk_cases(&shaper, &cases, tallies);
        case_count += cases.count;
    }
    for (size_t i = 0; i < route_count; i++) {
        if (tallies[i].possible > 0) {
            struct told one = { tallies[i].receiver, i, tallies[i].certain == case_count };
            VEC_PUSH(arena, told, one);
        }
    }
    arena_finish(&scratch);
}

struct given_labels {
    const struct told_label *at;
    size_t count;
};

static enum told_verdict
judge_given(const void *alert, const struct matcher *matcher)
{
    const struct given_labels *labels = alert;
    struct str value = STR("");
    for (size_t i = 0; i < labels->count; i++) {
        if (str_equal(labels->at[i].name, matcher->name)) {
            value = labels->at[i].value;
        }
    }
    return matcher_matches(matcher, value) ? TOLD_VERDICT_YES : TOLD_VERDICT_NO;
}

void
told_of_labels(struct arena *arena, const struct rules *rules, const struct told_label *labels,
    size_t count, struct told_vec *told)
{
    struct given_labels given = { labels, count };
    told_walk(arena, rules, judge_given, &given, told);
}
