/*
 * The shape of calls: a table says what each function does to labels and to the metric's kind.
 *
 * A function that is not in the table drops the name, keeps the other labels and makes a
 * computed value, which is true of nearly all of them.
 */
#include "analysis/shaper.h"

enum call_effect {
    CALL_EFFECT_COMPUTE,   /* drops the name and the kind */
    CALL_EFFECT_KEEP,      /* keeps everything: the same samples */
    CALL_EFFECT_RATE,      /* per second or in all: no running total any more */
    CALL_EFFECT_OVER_TIME, /* of one metric still: a gauge stays a gauge */
    CALL_EFFECT_ABSENT,
    CALL_EFFECT_QUANTILE,  /* consumes `le` */
    CALL_EFFECT_QUANTILES, /* consumes `le`, writes the label of its second argument */
    CALL_EFFECT_LABEL_REPLACE,
    CALL_EFFECT_LABEL_JOIN,
    CALL_EFFECT_INFO, /* adds labels that only the server knows */
};

static const struct {
    const char *name;
    enum call_effect effect;
} call_effects[] = {
    { "absent", CALL_EFFECT_ABSENT },
    { "absent_over_time", CALL_EFFECT_ABSENT },
    { "avg_over_time", CALL_EFFECT_OVER_TIME },
    { "first_over_time", CALL_EFFECT_KEEP },
    { "histogram_fraction", CALL_EFFECT_QUANTILE },
    { "histogram_quantile", CALL_EFFECT_QUANTILE },
    { "histogram_quantiles", CALL_EFFECT_QUANTILES },
    { "increase", CALL_EFFECT_RATE },
    { "info", CALL_EFFECT_INFO },
    { "irate", CALL_EFFECT_RATE },
    { "label_join", CALL_EFFECT_LABEL_JOIN },
    { "label_replace", CALL_EFFECT_LABEL_REPLACE },
    { "last_over_time", CALL_EFFECT_KEEP },
    { "max_over_time", CALL_EFFECT_OVER_TIME },
    { "min_over_time", CALL_EFFECT_OVER_TIME },
    { "quantile_over_time", CALL_EFFECT_OVER_TIME },
    { "rate", CALL_EFFECT_RATE },
    { "sort", CALL_EFFECT_KEEP },
    { "sort_by_label", CALL_EFFECT_KEEP },
    { "sort_by_label_desc", CALL_EFFECT_KEEP },
    { "sort_desc", CALL_EFFECT_KEEP },
    { "sum_over_time", CALL_EFFECT_OVER_TIME },
};

static enum call_effect
find_effect(struct str name)
{
    for (size_t i = 0; i < sizeof call_effects / sizeof *call_effects; i++) {
        if (str_is(name, call_effects[i].name)) {
            return call_effects[i].effect;
        }
    }
    return CALL_EFFECT_COMPUTE;
}

/* The argument that is a vector or matrix, or PROMQL_NONE. */
static uint32_t
find_vector(const struct shaper *shaper, uint32_t node)
{
    uint32_t count = promql_operand_count(shaper->tree, node);
    uint32_t at = node - 1;
    uint32_t found = PROMQL_NONE;
    for (uint32_t i = 0; i < count; i++) {
        enum promql_type type = (enum promql_type)shaper->tree->nodes[at].type;
        bool is_vector = type == PROMQL_TYPE_VECTOR || type == PROMQL_TYPE_MATRIX;
        /* `$quantile` may be anything, and is a number beside a vector. */
        if (is_vector || (type == PROMQL_TYPE_ANY && found == PROMQL_NONE)) {
            found = at;
        }
        at -= shaper->tree->nodes[at].size;
    }
    return found;
}

static bool
is_histogram_part(enum series_kind kind)
{
    return kind == SERIES_KIND_BUCKET || kind == SERIES_KIND_SUM || kind == SERIES_KIND_COUNT ||
           kind == SERIES_KIND_NATIVE_HISTOGRAM;
}

static struct shape_alternative
drop_name(struct shaper *shaper, uint32_t node, const struct shape_alternative *alternative)
{
    struct cause cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) };
    return alternative_without(shaper, alternative, shaper->metric_name, cause);
}

static struct shape_alternative
compute(struct shaper *shaper, uint32_t node, const struct shape_alternative *alternative)
{
    struct shape_alternative result = drop_name(shaper, node, alternative);
    return alternative_computed(&result);
}

/* A rate of buckets is still made of buckets. */
static struct shape_alternative
rate(struct shaper *shaper, uint32_t node, const struct shape_alternative *alternative)
{
    struct shape_alternative result = drop_name(shaper, node, alternative);
    if (!is_histogram_part(result.kind)) {
        return alternative_computed(&result);
    }
    result.is_counting = false;
    return result;
}

static struct shape_alternative
over_time(struct shaper *shaper, uint32_t node, const struct shape_alternative *alternative)
{
    struct shape_alternative result = drop_name(shaper, node, alternative);
    bool is_rate_of_part = is_histogram_part(result.kind) && !result.is_counting;
    bool stays = result.kind == SERIES_KIND_GAUGE || is_rate_of_part;
    return stays ? result : alternative_computed(&result);
}

/* False when there is nothing to make a quantile of: neither `le` nor a native histogram. */
static bool
consume_buckets(struct shaper *shaper, uint32_t node, struct shape_alternative *alternative)
{
    const struct name *le = intern(shaper->names, STR("le"));
    bool is_native = alternative->kind == SERIES_KIND_NATIVE_HISTOGRAM;
    if (!is_native && shape_alternative_label(alternative, le).presence == PRESENCE_NEVER) {
        return false;
    }
    struct cause cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) };
    *alternative = compute(shaper, node, alternative);
    *alternative = alternative_without(shaper, alternative, le, cause);
    return true;
}

static void
add_quantile_label(struct shaper *shaper, uint32_t node, struct shape_alternative *alternative)
{
    uint32_t argument = promql_unwrap(shaper->tree, promql_operand(shaper->tree, node, 1));
    const struct promql_node *at = &shaper->tree->nodes[argument];
    struct cause cause = { CAUSE_FUNCTION, promql_span(shaper->tree, argument) };
    if (at->kind != PROMQL_KIND_STRING || at->flags & PROMQL_FLAG_VARIABLE) {
        alternative->rest = PRESENCE_MAYBE;
        alternative->rest_cause = cause;
        return;
    }
    const struct name *name = intern(shaper->names, promql_string_of(shaper->tree, argument));
    *alternative = alternative_with(shaper, alternative, label_any(shaper, name, cause));
}

/* What the effect makes of one alternative; false: nothing. */
static bool
apply(struct shaper *shaper, uint32_t node, enum call_effect effect,
    struct shape_alternative *alternative)
{
    struct cause cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) };
    switch (effect) {
    case CALL_EFFECT_KEEP:
        return true;
    case CALL_EFFECT_RATE:
        *alternative = rate(shaper, node, alternative);
        return true;
    case CALL_EFFECT_OVER_TIME:
        *alternative = over_time(shaper, node, alternative);
        return true;
    case CALL_EFFECT_QUANTILE:
        return consume_buckets(shaper, node, alternative);
    case CALL_EFFECT_QUANTILES:
        add_quantile_label(shaper, node, alternative);
        return consume_buckets(shaper, node, alternative);
    case CALL_EFFECT_INFO:
        alternative->rest = PRESENCE_MAYBE;
        alternative->rest_cause = cause;
        return true;
    case CALL_EFFECT_COMPUTE:
    case CALL_EFFECT_ABSENT:
    case CALL_EFFECT_LABEL_REPLACE:
    case CALL_EFFECT_LABEL_JOIN:
        *alternative = compute(shaper, node, alternative);
        return true;
    }
    return true;
}

static void
apply_to_all(
    struct shaper *shaper, uint32_t node, enum call_effect effect, const struct shape *operand)
{
    struct shape *shape = &shaper->at[node];
    struct alternative_vec all = { 0 };
    bool is_known = true;
    if (effect == CALL_EFFECT_LABEL_REPLACE) {
        is_known = shape_label_replace(shaper, node, operand, &all);
    } else if (effect == CALL_EFFECT_LABEL_JOIN) {
        is_known = shape_label_join(shaper, node, operand, &all);
    }
    bool writes_labels =
        effect == CALL_EFFECT_LABEL_REPLACE || effect == CALL_EFFECT_LABEL_JOIN;
    for (size_t i = 0; !writes_labels && i < operand->count; i++) {
        struct shape_alternative result = operand->alternatives[i];
        if (apply(shaper, node, effect, &result)) {
            VEC_PUSH(shaper->arena, &all, result);
        }
    }
    if (!is_known || all.count == 0) {
        shape_make_unknown(shape, is_known ? SHAPE_FAULT_NO_BUCKETS : SHAPE_FAULT_NONE);
        return;
    }
    shape->filling = operand->filling;
    shape_settle(shaper, shape, &all);
}

/* One series without labels. */
static void
make_vector(struct shaper *shaper, uint32_t node)
{
    struct cause cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) };
    struct alternative_vec all = { 0 };
    VEC_PUSH(shaper->arena, &all, alternative_empty(cause));
    shaper->at[node].filling = SHAPE_FILLING_ALWAYS;
    shape_settle(shaper, &shaper->at[node], &all);
}

static bool
is_listed(const struct shape_alternative *alternative, const struct name *name)
{
    for (size_t i = 0; i < alternative->count; i++) {
        if (alternative->labels[i].name == name) {
            return true;
        }
    }
    return false;
}

/* The labels of `absent`: those that the selector asks for with `=`, once each. Anything but a
 * selector gives none. */
static struct shape_alternative
absent_labels(struct shaper *shaper, uint32_t node)
{
    struct cause cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) };
    struct shape_alternative result = alternative_empty(cause);
    const struct promql_selector *selector =
        promql_selector_of(shaper->tree, promql_unwrap(shaper->tree, node - 1));
    for (uint32_t i = 0; selector && i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher =
            &shaper->tree->matchers[selector->matchers.first + i];
        const struct name *name = intern(shaper->names, matcher->label);
        bool is_new = !is_listed(&result, name);
        struct cause matched = { CAUSE_MATCHER, matcher->value_span };
        struct shape_label label = label_any(shaper, name, matched);
        bool sets = matcher->match == PROMQL_MATCH_EQL && is_new && matcher->value.len > 0;
        if (name == shaper->metric_name || matcher->match == PROMQL_MATCH_VARIABLE) {
            continue;
        }
        if (sets && !matcher->has_variable) {
            label.values = value_set_one(shaper->sets, matcher->value);
        }
        result = sets ? alternative_with(shaper, &result, label)
                      : alternative_without(shaper, &result, name, matched);
    }
    return result;
}

static void
make_absent(struct shaper *shaper, uint32_t node)
{
    struct alternative_vec all = { 0 };
    VEC_PUSH(shaper->arena, &all, absent_labels(shaper, node));
    shaper->at[node].filling = SHAPE_FILLING_MAYBE;
    shape_settle(shaper, &shaper->at[node], &all);
}

void
shape_call(struct shaper *shaper, uint32_t node)
{
    const struct promql_call *call = promql_call_of(shaper->tree, node);
    struct shape *shape = &shaper->at[node];
    enum call_effect effect = find_effect(call->name);
    uint32_t vector = find_vector(shaper, node);
    if (!call->function) {
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
    } else if (shape->type != PROMQL_TYPE_VECTOR) {
        shape->filling = SHAPE_FILLING_ALWAYS;
    } else if (effect == CALL_EFFECT_ABSENT) {
        make_absent(shaper, node);
    } else if (vector == PROMQL_NONE) {
        make_vector(shaper, node);
    } else if (shaper->at[vector].is_unknown) {
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
    } else {
        apply_to_all(shaper, node, effect, &shaper->at[vector]);
    }
}
