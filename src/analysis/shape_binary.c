/*
 * The shape of unary and binary operators: which series of the two sides can meet, and whose
 * labels the result has.
 *
 * Each alternative of the left is tried with each of the right. Two can meet when no label of
 * the match is certainly there on one side and absent on the other, and no two value sets are
 * disjoint; the result then knows of these labels what both sides know.
 */
#include "analysis/shaper.h"

struct joining {
    struct shaper *shaper;
    const struct promql_matching *matching; /* or NULL */
    struct name_run labels;                 /* of `on` or `ignoring` */
    struct name_run include;                /* of `group_left` or `group_right` */
    struct span span;                       /* of the match, for causes */
    enum promql_op op;
    bool is_bool;
};

static void
joining_init(struct joining *joining, struct shaper *shaper, uint32_t node)
{
    const struct promql_node *at = &shaper->tree->nodes[node];
    const struct promql_matching *matching = promql_matching_of(shaper->tree, node);
    *joining = (struct joining){ .shaper = shaper,
        .matching = matching,
        .span = promql_op_span(shaper->tree, node),
        .op = (enum promql_op)at->op,
        .is_bool = at->flags & PROMQL_FLAG_BOOL };
    if (matching) {
        const struct promql_label *labels = shaper->tree->labels;
        joining->labels =
            (struct name_run){ labels + matching->labels.first, matching->labels.count };
        joining->include =
            (struct name_run){ labels + matching->include.first, matching->include.count };
        joining->span = span_is_set(matching->on_span) ? matching->on_span : joining->span;
    }
}

static bool
is_on(const struct joining *joining)
{
    return joining->matching && joining->matching->is_on;
}

/* Arithmetic and `bool` make new values and drop the name; a comparison filters and keeps it.
 */
static bool
makes_values(const struct joining *joining)
{
    return !promql_op_is_comparison(joining->op) || joining->is_bool;
}

static struct shape_alternative
drop_name(const struct joining *joining, const struct shape_alternative *alternative)
{
    if (!makes_values(joining)) {
        return *alternative;
    }
    struct cause cause = { CAUSE_FUNCTION, joining->span };
    struct shape_alternative result =
        alternative_without(joining->shaper, alternative, joining->shaper->metric_name, cause);
    return alternative_computed(&result);
}

static bool
run_has(struct name_run run, struct str name)
{
    for (uint32_t i = 0; i < run.count; i++) {
        if (str_equal(run.at[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* What both sides know of a label on which they agree; false when they cannot. */
static bool
meet_labels(struct joining *joining, struct shape_label *left, const struct shape_label *right)
{
    bool left_is_certain = left->presence != PRESENCE_MAYBE;
    bool right_is_certain = right->presence != PRESENCE_MAYBE;
    if (left_is_certain && right_is_certain && left->presence != right->presence) {
        return false;
    }
    struct cause cause = { CAUSE_MATCH, joining->span };
    enum presence presence = left_is_certain ? left->presence : right->presence;
    const struct value_set *values = NULL;
    struct value_sets *sets = joining->shaper->sets;
    if (presence != PRESENCE_NEVER) {
        const struct value_set *open = value_set_open(sets);
        values = value_set_meet(
            sets, left->values ? left->values : open, right->values ? right->values : open);
        if (!values && presence == PRESENCE_ALWAYS) {
            return false;
        }
    }
    if (!values) {
        presence = PRESENCE_NEVER;
    }
    if (presence != left->presence) {
        left->presence = presence;
        left->presence_cause = right_is_certain ? right->presence_cause : cause;
    }
    if (values && values != left->values) {
        left->values = values;
        left->values_cause = right->values_cause;
    }
    return true;
}

/* Meets one label of both sides and writes it into `into`. */
static bool
meet_label(struct joining *joining, struct shape_alternative *into,
    const struct shape_alternative *right, const struct name *name)
{
    struct shape_label label = shape_alternative_label(into, name);
    struct shape_label before = label;
    struct shape_label other = shape_alternative_label(right, name);
    if (!meet_labels(joining, &label, &other)) {
        return false;
    }
    if (label.presence != before.presence || label.values != before.values) {
        *into = alternative_with(joining->shaper, into, label);
    }
    return true;
}

/* Whether series of the two can match; `into` learns what the match implies. */
static bool
meet_on(struct joining *joining, struct shape_alternative *into,
    const struct shape_alternative *right)
{
    for (uint32_t i = 0; i < joining->labels.count; i++) {
        const struct name *name = intern(joining->shaper->names, joining->labels.at[i].name);
        if (!meet_label(joining, into, right, name)) {
            return false;
        }
    }
    return true;
}

static bool
meet_listed(struct joining *joining, struct shape_alternative *into,
    const struct shape_alternative *right, const struct shape_alternative *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct name *name = names->labels[i].name;
        if (name != joining->shaper->metric_name && !run_has(joining->labels, name->text) &&
            !meet_label(joining, into, right, name)) {
            return false;
        }
    }
    return true;
}

/* Without `on`, all labels but the ignored ones and the name must agree. */
static bool
meet_all(struct joining *joining, struct shape_alternative *into,
    const struct shape_alternative *right)
{
    struct shape_alternative left = *into;
    if (!meet_listed(joining, into, right, &left) ||
        !meet_listed(joining, into, right, right)) {
        return false;
    }
    if (into->rest != right->rest) {
        into->rest = PRESENCE_NEVER;
        into->rest_cause = right->rest == PRESENCE_NEVER ? right->rest_cause : into->rest_cause;
    }
    return true;
}

static bool
meet(struct joining *joining, struct shape_alternative *into,
    const struct shape_alternative *right)
{
    return is_on(joining) ? meet_on(joining, into, right) : meet_all(joining, into, right);
}

/* Whether the label cannot but agree: absent on both sides, or always the same one value. */
static bool
agrees_surely(const struct shape_label *left, const struct shape_label *right)
{
    if (left->presence == PRESENCE_NEVER || right->presence == PRESENCE_NEVER) {
        return left->presence == right->presence;
    }
    return left->presence == PRESENCE_ALWAYS && right->presence == PRESENCE_ALWAYS &&
           left->values && left->values == right->values && left->values->is_closed &&
           left->values->value_count == 1;
}

static bool
agree_on_listed(const struct joining *joining, const struct shape_alternative *left,
    const struct shape_alternative *right, const struct shape_alternative *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct name *name = names->labels[i].name;
        struct shape_label a = shape_alternative_label(left, name);
        struct shape_label b = shape_alternative_label(right, name);
        if (name != joining->shaper->metric_name && !run_has(joining->labels, name->text) &&
            !agrees_surely(&a, &b)) {
            return false;
        }
    }
    return left->rest == PRESENCE_NEVER && right->rest == PRESENCE_NEVER;
}

/* Whether any series of the one matches any of the other. */
static bool
meets_surely(const struct joining *joining, const struct shape_alternative *left,
    const struct shape_alternative *right)
{
    if (!is_on(joining)) {
        return agree_on_listed(joining, left, right, left) &&
               agree_on_listed(joining, left, right, right);
    }
    for (uint32_t i = 0; i < joining->labels.count; i++) {
        const struct name *name = intern(joining->shaper->names, joining->labels.at[i].name);
        struct shape_label a = shape_alternative_label(left, name);
        struct shape_label b = shape_alternative_label(right, name);
        if (!agrees_surely(&a, &b)) {
            return false;
        }
    }
    return true;
}

/* One-to-one: the labels of the match and no others. */
static struct shape_alternative
keep_matched(struct joining *joining, const struct shape_alternative *alternative)
{
    if (is_on(joining)) {
        struct cause cause = { CAUSE_ON, joining->span };
        return alternative_only(joining->shaper, alternative, joining->labels, cause);
    }
    struct cause cause = { CAUSE_IGNORING, joining->span };
    struct shape_alternative result = *alternative;
    for (uint32_t i = 0; i < joining->labels.count; i++) {
        const struct name *name = intern(joining->shaper->names, joining->labels.at[i].name);
        result = alternative_without(joining->shaper, &result, name, cause);
    }
    return result;
}

/* `group_left (x)` copies x from the one side, and deletes it where that side has none. */
static struct shape_alternative
include_labels(struct joining *joining, const struct shape_alternative *many,
    const struct shape_alternative *one)
{
    struct shape_alternative result = *many;
    struct cause cause = { CAUSE_GROUP, joining->matching->group_span };
    for (uint32_t i = 0; i < joining->include.count; i++) {
        const struct name *name = intern(joining->shaper->names, joining->include.at[i].name);
        struct shape_label label = shape_alternative_label(one, name);
        if (label.presence == PRESENCE_NEVER) {
            result = alternative_without(joining->shaper, &result, name, cause);
        } else {
            result = alternative_with(joining->shaper, &result, label);
        }
    }
    return result;
}

static enum promql_card
card_of(const struct joining *joining)
{
    return joining->matching ? joining->matching->card : PROMQL_CARD_ONE_TO_ONE;
}

/* The result of matching two alternatives; false when they cannot meet. `left` and `right` are
 * those of the expression; with group_right the right side is the many. */
static bool
match_pair(struct joining *joining, const struct shape_alternative *left,
    const struct shape_alternative *right, struct shape_alternative *out)
{
    bool is_swapped = card_of(joining) == PROMQL_CARD_ONE_TO_MANY;
    const struct shape_alternative *one = is_swapped ? left : right;
    struct shape_alternative many = is_swapped ? *right : *left;
    if (!meet(joining, &many, one)) {
        return false;
    }
    *out = drop_name(joining, &many);
    if (card_of(joining) == PROMQL_CARD_ONE_TO_ONE) {
        *out = keep_matched(joining, out);
    } else {
        *out = include_labels(joining, out, one);
    }
    return true;
}

/* `fill (0)`: series of one side that meet nothing are there too. */
static void
add_unmatched(struct joining *joining, const struct shape *side, struct alternative_vec *all)
{
    for (size_t i = 0; i < side->count; i++) {
        struct shape_alternative result = drop_name(joining, &side->alternatives[i]);
        if (card_of(joining) == PROMQL_CARD_ONE_TO_ONE) {
            result = keep_matched(joining, &result);
        }
        VEC_PUSH(joining->shaper->arena, all, result);
    }
}

static void
match_vectors(struct joining *joining, const struct shape *left, const struct shape *right,
    struct shape *shape)
{
    struct alternative_vec all = { 0 };
    bool is_sure = left->count == 1 && right->count == 1 &&
                   meets_surely(joining, &left->alternatives[0], &right->alternatives[0]);
    for (size_t i = 0; i < left->count; i++) {
        for (size_t j = 0; j < right->count; j++) {
            struct shape_alternative result;
            if (match_pair(joining, &left->alternatives[i], &right->alternatives[j], &result)) {
                VEC_PUSH(joining->shaper->arena, &all, result);
            }
        }
    }
    if (joining->matching && joining->matching->has_fill_right) {
        add_unmatched(joining, left, &all);
    }
    if (joining->matching && joining->matching->has_fill_left) {
        add_unmatched(joining, right, &all);
    }
    if (all.count == 0) {
        shape_make_unknown(shape, SHAPE_FAULT_NO_MATCH);
        return;
    }
    shape->filling = shape_filling_both(left->filling, right->filling);
    bool may_be_empty = !is_sure || !makes_values(joining);
    if (may_be_empty && shape->filling == SHAPE_FILLING_ALWAYS) {
        shape->filling = SHAPE_FILLING_MAYBE;
    }
    shape_settle(joining->shaper, shape, &all);
}

/* `and`: series of the left that meet one of the right. What the match implies is noted only
 * where one alternative of the right decides it. */
static void
intersect(struct joining *joining, const struct shape *left, const struct shape *right,
    struct shape *shape)
{
    struct alternative_vec all = { 0 };
    for (size_t i = 0; i < left->count; i++) {
        struct shape_alternative met = left->alternatives[i];
        size_t count = 0;
        for (size_t j = 0; j < right->count; j++) {
            struct shape_alternative one = left->alternatives[i];
            if (meet(joining, &one, &right->alternatives[j])) {
                met = one;
                count++;
            }
        }
        if (count > 0) {
            VEC_PUSH(joining->shaper->arena, &all, count == 1 ? met : left->alternatives[i]);
        }
    }
    if (all.count == 0) {
        shape_make_unknown(shape, SHAPE_FAULT_NO_MATCH);
        return;
    }
    enum shape_filling filling = shape_filling_both(left->filling, right->filling);
    shape->filling = filling == SHAPE_FILLING_ALWAYS ? SHAPE_FILLING_MAYBE : filling;
    shape_settle(joining->shaper, shape, &all);
}

static void
add_all(struct shaper *shaper, const struct shape *side, struct alternative_vec *all)
{
    for (size_t i = 0; i < side->count; i++) {
        VEC_PUSH(shaper->arena, all, side->alternatives[i]);
    }
}

static void
combine_sets(struct joining *joining, const struct shape *left, const struct shape *right,
    struct shape *shape)
{
    struct alternative_vec all = { 0 };
    if (joining->op == PROMQL_OP_AND) {
        intersect(joining, left, right, shape);
        return;
    }
    add_all(joining->shaper, left, &all);
    if (joining->op == PROMQL_OP_OR) {
        add_all(joining->shaper, right, &all);
        shape->filling = shape_filling_either(left->filling, right->filling);
    } else {
        shape->filling =
            left->filling == SHAPE_FILLING_AFTER_EVENT ? left->filling : SHAPE_FILLING_MAYBE;
    }
    shape_settle(joining->shaper, shape, &all);
}

/* With a number on one side every series of the other gives one. */
static void
combine_with_number(struct joining *joining, const struct shape *vector, struct shape *shape)
{
    struct alternative_vec all = { 0 };
    for (size_t i = 0; i < vector->count; i++) {
        VEC_PUSH(joining->shaper->arena, &all, drop_name(joining, &vector->alternatives[i]));
    }
    shape->filling = vector->filling;
    if (!makes_values(joining) && shape->filling == SHAPE_FILLING_ALWAYS) {
        shape->filling = SHAPE_FILLING_MAYBE;
    }
    shape_settle(joining->shaper, shape, &all);
}

void
shape_binary(struct shaper *shaper, uint32_t node)
{
    uint32_t right_node = node - 1;
    uint32_t left_node = right_node - shaper->tree->nodes[right_node].size;
    const struct shape *left = &shaper->at[left_node];
    const struct shape *right = &shaper->at[right_node];
    struct shape *shape = &shaper->at[node];
    struct joining joining;
    joining_init(&joining, shaper, node);
    bool unless_unknown = joining.op == PROMQL_OP_UNLESS && !left->is_unknown;
    if ((left->is_unknown || right->is_unknown) && !unless_unknown) {
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
    } else if (name_run_has_variable(joining.labels) ||
               name_run_has_variable(joining.include)) {
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
    } else if (shape->type != PROMQL_TYPE_VECTOR) {
        shape->filling = SHAPE_FILLING_ALWAYS;
    } else if (left->type != PROMQL_TYPE_VECTOR || right->type != PROMQL_TYPE_VECTOR) {
        combine_with_number(&joining, left->type == PROMQL_TYPE_VECTOR ? left : right, shape);
    } else if (promql_op_is_set(joining.op)) {
        combine_sets(&joining, left, right, shape);
    } else {
        match_vectors(&joining, left, right, shape);
    }
}
