/*
 * The walk of an alert through the routing tree.
 *
 * The tree is an array in preorder, so the walk is a loop. Each node notes how surely the alert
 * comes to it, and how surely the search among its children has ended. Labels with few known
 * values that matchers ask for are split into cases first, so that `severity="critical"` behind
 * `severity="warning"` is answered exactly.
 */
#include "analysis/routes.h"

#include "analysis/shaper.h"

enum { MOST_CASES = 64 };

/* How surely an alert is at a node of the tree. */
struct stand {
    enum presence comes; /* it gets there and the matchers hold */
    enum presence ended; /* if it comes: a child without `continue` took it */
    enum presence taken; /* if it comes: a child took it */
};

struct walk {
    const struct analysis *analysis;
    struct arena *arena;
    const struct shape_alternative *alert;
    enum presence *told; /* by route: over all cases so far */
    struct stand *stands;
    size_t case_count;
};

static enum promql_match
match_of(enum matcher_op op)
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

enum presence
routes_matcher_holds(
    struct value_sets *sets, const struct matcher *matcher, const struct shape_label *label)
{
    enum promql_match match = match_of(matcher->op);
    bool can_hold = false;
    bool can_fail = false;
    if (label->presence != PRESENCE_ALWAYS) {
        bool holds = value_sets_accept_absent(sets, match, matcher->value);
        can_hold |= holds;
        can_fail |= !holds;
    }
    if (label->presence != PRESENCE_NEVER) {
        const struct value_set *all = label->values ? label->values : value_set_open(sets);
        const struct value_set *held
            = value_set_narrow(sets, all, match, matcher->value);
        can_hold |= held != NULL;
        can_fail |= held != all;
    }
    return !can_hold ? PRESENCE_NEVER : can_fail ? PRESENCE_MAYBE : PRESENCE_ALWAYS;
}

static enum presence
both(enum presence a, enum presence b)
{
    return a < b ? a : b;
}

static enum presence
either(enum presence a, enum presence b)
{
    return a > b ? a : b;
}

static enum presence
not(enum presence a)
{
    return a == PRESENCE_MAYBE ? a : a == PRESENCE_NEVER ? PRESENCE_ALWAYS : PRESENCE_NEVER;
}

static enum presence
matches(const struct walk *walk, const struct loaded_route *route)
{
    enum presence all = PRESENCE_ALWAYS;
    for (size_t i = 0; i < route->matcher_count; i++) {
        const struct name *name
            = intern(walk->analysis->model->names, route->matchers[i].name);
        struct shape_label label = shape_alternative_label(walk->alert, name);
        all = both(
            all, routes_matcher_holds(walk->analysis->sets, &route->matchers[i], &label));
    }
    return all;
}

static void
stand_at(struct walk *walk, size_t index)
{
    const struct loaded_route *route = &walk->analysis->rules->routes.at[index];
    struct stand *stand = &walk->stands[index];
    *stand = (struct stand) { .comes = PRESENCE_ALWAYS };
    if (index == 0) {
        return;
    }
    struct stand *parent = &walk->stands[route->parent];
    if (parent->comes == PRESENCE_NEVER) {
        stand->comes = PRESENCE_NEVER;
        return;
    }
    enum presence goes_on = both(not(parent->ended), matches(walk, route));
    stand->comes = both(parent->comes, goes_on);
    parent->taken = either(parent->taken, goes_on);
    if (!route->continues) {
        parent->ended = either(parent->ended, goes_on);
    }
}

/* Walks one case and adds it to what was told in the others. */
static void
walk_case(struct walk *walk)
{
    size_t count = walk->analysis->rules->routes.count;
    for (size_t i = 0; i < count; i++) {
        stand_at(walk, i);
    }
    for (size_t i = 0; i < count; i++) {
        const struct stand *stand = &walk->stands[i];
        enum presence told = both(stand->comes, not(stand->taken));
        enum presence before = walk->told[i];
        bool differs = walk->case_count > 0 && told != before;
        walk->told[i] = differs ? PRESENCE_MAYBE : told;
    }
    walk->case_count++;
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
static void
split_label(struct shaper *shaper, const struct alternative_vec *cases,
    const struct shape_label *label, struct alternative_vec *split)
{
    for (size_t i = 0; i < cases->count; i++) {
        for (size_t j = 0; j < label->values->value_count; j++) {
            struct shape_label one = *label;
            one.presence = PRESENCE_ALWAYS;
            one.values = value_set_closed(shaper->sets, &label->values->values[j], 1);
            VEC_PUSH(
                shaper->arena, split, alternative_with(shaper, &cases->at[i], one));
        }
        if (label->presence == PRESENCE_MAYBE) {
            VEC_PUSH(shaper->arena, split,
                alternative_without(
                    shaper, &cases->at[i], label->name, label->presence_cause));
        }
    }
}

static struct alternative_vec
split_cases(struct shaper *shaper, const struct shape_alternative *alert)
{
    struct alternative_vec cases = { 0 };
    VEC_PUSH(shaper->arena, &cases, *alert);
    for (size_t i = 0; i < alert->count; i++) {
        const struct shape_label *label = &alert->labels[i];
        bool is_few = label->presence != PRESENCE_NEVER && label->values->is_closed
            && cases.count * (label->values->value_count + 1) <= MOST_CASES;
        bool is_split = label->presence == PRESENCE_MAYBE
            || (label->values->is_closed && label->values->value_count > 1);
        if (is_few && is_split && is_asked_for(shaper->analysis->rules, label->name->text)) {
            struct alternative_vec split = { 0 };
            split_label(shaper, &cases, label, &split);
            cases = split;
        }
    }
    return cases;
}

static struct str
receiver_of(const struct rules *rules, size_t index)
{
    while (rules->routes.at[index].receiver.len == 0 && index > 0) {
        index = rules->routes.at[index].parent;
    }
    return rules->routes.at[index].receiver;
}

static void
walk_all(struct shaper *shaper, const struct alternative_vec *alerts, struct told_vec *told)
{
    const struct rules *rules = shaper->analysis->rules;
    size_t count = rules->routes.count;
    struct walk walk = { .analysis = shaper->analysis, .arena = shaper->arena,
        .told = ARENA_ARRAY(shaper->arena, enum presence, count),
        .stands = ARENA_ARRAY(shaper->arena, struct stand, count) };
    for (size_t i = 0; i < alerts->count; i++) {
        struct alternative_vec cases = split_cases(shaper, &alerts->at[i]);
        for (size_t j = 0; j < cases.count; j++) {
            walk.alert = &cases.at[j];
            walk_case(&walk);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (walk.told[i] != PRESENCE_NEVER) {
            struct told one = { i, receiver_of(rules, i), walk.told[i] };
            VEC_PUSH(shaper->arena, told, one);
        }
    }
}

void
routes_of_labels(const struct analysis *analysis, struct arena *arena,
    const struct route_label *labels, size_t count, struct told_vec *told)
{
    struct shaper shaper;
    shaper_init(&shaper, arena, analysis);
    struct cause none = { CAUSE_NONE, span_none() };
    struct shape_alternative alert = alternative_empty(none);
    for (size_t i = 0; i < count; i++) {
        struct shape_label label
            = label_any(&shaper, intern(shaper.names, labels[i].name), none);
        if (labels[i].value.len > 0) {
            label.values = value_set_one(shaper.sets, labels[i].value);
            alert = alternative_with(&shaper, &alert, label);
        }
    }
    struct alternative_vec alerts = { 0 };
    VEC_PUSH(arena, &alerts, alert);
    walk_all(&shaper, &alerts, told);
}

/* Prometheus adds an external label to an alert that has no such label. */
static struct shape_alternative
with_external_labels(struct shaper *shaper, const struct shape_alternative *alert)
{
    const struct named_text_list *labels
        = &shaper->analysis->model->prometheus.external_labels;
    struct shape_alternative result = *alert;
    for (size_t i = 0; i < labels->count; i++) {
        const struct named_text *entry = &labels->at[i];
        const struct name *name = intern(shaper->names, entry->key.str);
        struct shape_label own = shape_alternative_label(alert, name);
        struct cause cause = { CAUSE_RULE, entry->value.span };
        struct shape_label label = label_any(shaper, name, cause);
        bool is_fixed = entry->value.str.len > 0 && !str_contains(entry->value.str, STR("$"));
        if (own.presence == PRESENCE_ALWAYS || entry->value.str.len == 0) {
            continue;
        }
        if (is_fixed) {
            label.values = value_set_one(shaper->sets, entry->value.str);
        }
        if (own.presence == PRESENCE_MAYBE) {
            label.values = value_set_join(shaper->sets, label.values,
                own.values ? own.values : value_set_open(shaper->sets));
        }
        result = alternative_with(shaper, &result, label);
    }
    return result;
}

/* What is known of an alert whose expression is not: its own labels. */
static struct shape
output_of(struct shaper *shaper, size_t rule)
{
    const struct shape *output = shaper->analysis->results[rule].output;
    if (output && !output->is_unknown) {
        return *output;
    }
    struct shape_alternative any = alternative_empty((struct cause) { CAUSE_NONE, { 0, 0 } });
    any.rest = PRESENCE_MAYBE;
    struct shape unknown
        = { .type = PROMQL_TYPE_VECTOR, .alternatives = &any, .count = 1 };
    struct shape result = { 0 };
    shape_output(shaper, rule, &unknown, &result);
    return result;
}

void
routes_of_rule(
    const struct analysis *analysis, struct arena *arena, size_t rule, struct told_vec *told)
{
    struct shaper shaper;
    shaper_init(&shaper, arena, analysis);
    struct shape output = output_of(&shaper, rule);
    struct alternative_vec alerts = { 0 };
    for (size_t i = 0; i < output.count; i++) {
        VEC_PUSH(arena, &alerts, with_external_labels(&shaper, &output.alternatives[i]));
    }
    walk_all(&shaper, &alerts, told);
}
