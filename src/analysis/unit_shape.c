/*
 * The units of nodes: each from those of its operands, in the walk that makes the shapes.
 *
 * A unit does not depend on labels, so it is known in places where the series are not.
 */
#include <math.h>
#include <stdlib.h>

#include "analysis/shaper.h"
#include "analysis/unit_rules.h"

/* The exact value of a literal, its denominator 0 when there is none in 64 bits. */
static struct ratio
exact(double number)
{
    for (int64_t den = 1; den <= 1000000000; den *= 10) {
        double scaled = number * (double)den;
        double whole = round(scaled);
        bool fits = isfinite(scaled) && fabs(whole) < 1e15;
        struct ratio result;
        if (fits && whole / (double)den == number && ratio_make((int64_t)whole, den, &result)) {
            return result;
        }
    }
    return (struct ratio){ 0, 0 };
}

static struct unit
unit_of_recording(const struct analysis *analysis, const struct world_source *source)
{
    const struct shape *output = analysis->results[source->rule].output;
    return output ? output->unit : unit_of_name(source->name->text);
}

static struct unit
read_unit(const struct world_source *source)
{
    return source->kind == WORLD_SOURCE_SCRAPED ? unit_of_series(source->metric, source->series)
                                                : unit_of_name(source->name->text);
}

/* A metric's unit takes a search through words, and dashboards ask for it again and again: it
 * is read once. */
static struct unit
unit_of_source(const struct analysis *analysis, const struct world_source *source)
{
    if (source->kind == WORLD_SOURCE_RECORDED) {
        return unit_of_recording(analysis, source);
    }
    const struct unit **kept = &analysis->units[source->id];
    if (!*kept) {
        struct unit *unit = ARENA_NEW(analysis->arena, struct unit);
        *unit = read_unit(source);
        *kept = unit;
    }
    return **kept;
}

/* So many sources of one name are looked at; of more only those whose series are told apart. */
enum { MOST_SOURCES = 32 };

static struct unit
unit_of_sources(const struct analysis *analysis, const struct shape_selector *selector)
{
    struct unit unit = unit_of_source(analysis, selector->sources[0]);
    for (size_t i = 1; i < selector->source_count; i++) {
        unit = unit_join(unit, unit_of_source(analysis, selector->sources[i]));
    }
    return unit;
}

static struct unit
unit_of_alternatives(const struct analysis *analysis, const struct shape *shape)
{
    struct unit unit = { 0 };
    for (size_t i = 0; i < shape->count; i++) {
        const struct world_source *source = shape->alternatives[i].source;
        struct unit one = source ? unit_of_source(analysis, source) : (struct unit){ 0 };
        unit = i == 0 ? one : unit_join(unit, one);
    }
    return unit;
}

static struct unit
unit_of_selector(const struct shaper *shaper, const struct shape *shape)
{
    const struct shape_selector *selector = shape->selector;
    if (selector->source_count > 0 && selector->source_count <= MOST_SOURCES) {
        return unit_of_sources(shaper->analysis, selector);
    }
    if (selector->source_count == 0 && selector->name.len > 0) {
        return unit_of_name(selector->name);
    }
    return unit_of_alternatives(shaper->analysis, shape);
}

/* Whether the right side reads all the series names that the left side reads: then the left is
 * a part of it, as in `a / (a + b)`. */
static bool
is_part(const struct shaper *shaper, uint32_t left, uint32_t right)
{
    enum { MOST_NODES = 64 }; /* the search is quadratic */
    const struct promql_tree *tree = shaper->tree;
    bool has_name = false;
    if (tree->nodes[left].size > MOST_NODES || tree->nodes[right].size > MOST_NODES) {
        return false;
    }
    for (uint32_t i = promql_first(tree, left); i <= left; i++) {
        const struct shape_selector *mine = shaper->at[i].selector;
        bool is_found = !mine;
        for (uint32_t j = promql_first(tree, right); j <= right && !is_found; j++) {
            const struct shape_selector *other = shaper->at[j].selector;
            is_found = other && mine->name.len > 0 && str_equal(mine->name, other->name);
            if (other && mine->source_count > 0 && mine->sources[0]->metric) {
                is_found |= other->name.len > 0 &&
                            str_equal(mine->sources[0]->metric->subset_of.str, other->name);
            }
        }
        if (!is_found) {
            return false;
        }
        has_name |= mine != NULL;
    }
    return has_name;
}

static bool
is_hundred(struct unit unit)
{
    return unit.base == UNIT_NUMBER && unit.scale.num == 100 && unit.scale.den == 1;
}

/* Of a quotient whose left side is `100 * x`: a share in per cent, though a hundred times `x`
 * has no unit by itself. Unknown for any other. */
static struct unit
unit_of_percentage(const struct shaper *shaper, uint32_t left, uint32_t right)
{
    struct unit unknown = { 0 };
    const struct promql_tree *tree = shaper->tree;
    uint32_t product = promql_unwrap(tree, left);
    const struct promql_node *at = &tree->nodes[product];
    if (at->kind != PROMQL_KIND_BINARY || at->op != PROMQL_OP_MUL) {
        return unknown;
    }
    uint32_t part = promql_operand(tree, product, 0);
    uint32_t factor = promql_operand(tree, product, 1);
    if (is_hundred(shaper->at[part].unit)) {
        uint32_t swapped = part;
        part = factor;
        factor = swapped;
    }
    if (!is_hundred(shaper->at[factor].unit)) {
        return unknown;
    }
    struct unit share = unit_arithmetic(PROMQL_OP_DIV, shaper->at[part].unit,
        shaper->at[right].unit, is_part(shaper, part, right));
    return unit_arithmetic(PROMQL_OP_MUL, share, shaper->at[factor].unit, false);
}

static struct unit
unit_of_quotient(const struct shaper *shaper, uint32_t left, uint32_t right)
{
    struct unit unit = unit_arithmetic(PROMQL_OP_DIV, shaper->at[left].unit,
        shaper->at[right].unit, is_part(shaper, left, right));
    return unit.base == UNIT_UNKNOWN ? unit_of_percentage(shaper, left, right) : unit;
}

static struct unit
unit_of_binary(const struct shaper *shaper, uint32_t node)
{
    const struct promql_node *at = &shaper->tree->nodes[node];
    enum promql_op op = (enum promql_op)at->op;
    uint32_t right = node - 1;
    uint32_t left = right - shaper->tree->nodes[right].size;
    struct unit a = shaper->at[left].unit;
    struct unit b = shaper->at[right].unit;
    if (promql_op_is_comparison(op)) {
        if (at->flags & PROMQL_FLAG_BOOL) {
            return unit_plain(UNIT_BOOLEAN);
        }
        return shaper->at[left].type == PROMQL_TYPE_SCALAR ? b : a;
    }
    if (op == PROMQL_OP_OR) {
        return unit_join(a, b);
    }
    if (promql_op_is_set(op) || op == PROMQL_OP_TRIM_UPPER || op == PROMQL_OP_TRIM_LOWER) {
        return a;
    }
    return op == PROMQL_OP_DIV ? unit_of_quotient(shaper, left, right)
                               : unit_arithmetic(op, a, b, false);
}

enum unit_effect {
    UNIT_EFFECT_UNKNOWN,
    UNIT_EFFECT_KEEP,
    UNIT_EFFECT_RATE,
    UNIT_EFFECT_CHANGE,
    UNIT_EFFECT_SUM,
    UNIT_EFFECT_AVERAGE,
    UNIT_EFFECT_BETWEEN,
    UNIT_EFFECT_SPREAD,
    UNIT_EFFECT_OBSERVED,
    UNIT_EFFECT_OBSERVED_SUM,
    UNIT_EFFECT_FIXED, /* whatever the argument is */
};

/* In byte order of names. Functions that are not here give an unknown unit. `argument` is the
 * one that counts. */
static const struct call_unit {
    struct str name;
    const char *fixed; /* FIXED: a unit word */
    enum unit_effect effect;
    uint32_t argument;
} call_units[] = {
    { STR_INIT("abs"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("absent"), "boolean", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("absent_over_time"), "boolean", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("avg_over_time"), NULL, UNIT_EFFECT_AVERAGE, 0 },
    { STR_INIT("ceil"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("changes"), "changes", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("clamp"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("clamp_max"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("clamp_min"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("count_over_time"), "samples", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("delta"), NULL, UNIT_EFFECT_CHANGE, 0 },
    { STR_INIT("deriv"), NULL, UNIT_EFFECT_RATE, 0 },
    { STR_INIT("double_exponential_smoothing"), NULL, UNIT_EFFECT_BETWEEN, 0 },
    { STR_INIT("end"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("first_over_time"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("floor"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("histogram_avg"), NULL, UNIT_EFFECT_OBSERVED, 0 },
    { STR_INIT("histogram_count"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("histogram_fraction"), "ratio", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("histogram_quantile"), NULL, UNIT_EFFECT_OBSERVED, 1 },
    { STR_INIT("histogram_quantiles"), NULL, UNIT_EFFECT_OBSERVED, 0 },
    { STR_INIT("histogram_stddev"), NULL, UNIT_EFFECT_OBSERVED, 0 },
    { STR_INIT("histogram_sum"), NULL, UNIT_EFFECT_OBSERVED_SUM, 0 },
    { STR_INIT("holt_winters"), NULL, UNIT_EFFECT_BETWEEN, 0 },
    { STR_INIT("idelta"), NULL, UNIT_EFFECT_CHANGE, 0 },
    { STR_INIT("increase"), NULL, UNIT_EFFECT_CHANGE, 0 },
    { STR_INIT("info"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("irate"), NULL, UNIT_EFFECT_RATE, 0 },
    { STR_INIT("label_join"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("label_replace"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("last_over_time"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("mad_over_time"), NULL, UNIT_EFFECT_SPREAD, 0 },
    { STR_INIT("max_over_time"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("min_over_time"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("predict_linear"), NULL, UNIT_EFFECT_BETWEEN, 0 },
    { STR_INIT("present_over_time"), "boolean", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("quantile_over_time"), NULL, UNIT_EFFECT_BETWEEN, 1 },
    { STR_INIT("range"), "seconds", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("rate"), NULL, UNIT_EFFECT_RATE, 0 },
    { STR_INIT("resets"), "resets", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("round"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("scalar"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("sort"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("sort_by_label"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("sort_by_label_desc"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("sort_desc"), NULL, UNIT_EFFECT_KEEP, 0 },
    { STR_INIT("start"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("start_timestamp"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("stddev_over_time"), NULL, UNIT_EFFECT_SPREAD, 0 },
    { STR_INIT("step"), "seconds", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("sum_over_time"), NULL, UNIT_EFFECT_SUM, 0 },
    { STR_INIT("time"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("timestamp"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("ts_of_first_over_time"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("ts_of_last_over_time"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("ts_of_max_over_time"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("ts_of_min_over_time"), "timestamp", UNIT_EFFECT_FIXED, 0 },
    { STR_INIT("vector"), NULL, UNIT_EFFECT_KEEP, 0 },
};

static int
compare_call_unit(const void *name, const void *unit)
{
    return str_compare(*(const struct str *)name, ((const struct call_unit *)unit)->name);
}

static struct unit
apply_effect(enum unit_effect effect, struct unit unit)
{
    switch (effect) {
    case UNIT_EFFECT_KEEP:
        return unit;
    case UNIT_EFFECT_RATE:
        return unit_rate(unit);
    case UNIT_EFFECT_CHANGE:
        return unit_change(unit);
    case UNIT_EFFECT_SUM:
        return unit_sum(unit);
    case UNIT_EFFECT_AVERAGE:
        return unit_average(unit);
    case UNIT_EFFECT_BETWEEN:
        return unit_between(unit);
    case UNIT_EFFECT_SPREAD:
        return unit_spread(unit);
    case UNIT_EFFECT_OBSERVED:
        return unit_observed(unit);
    case UNIT_EFFECT_OBSERVED_SUM:
        return unit_observed_sum(unit);
    case UNIT_EFFECT_FIXED:
    case UNIT_EFFECT_UNKNOWN:
        break;
    }
    return (struct unit){ 0 };
}

/* Samples summed up over time count nothing: there are more of them the more often is asked. */
static struct unit
sum_over_time(struct unit unit)
{
    bool is_per_sample = unit.is_rate || unit.base == UNIT_BOOLEAN || unit.base == UNIT_RATIO;
    return is_per_sample ? (struct unit){ 0 } : unit_sum(unit);
}

static struct unit
unit_of_call(const struct shaper *shaper, uint32_t node)
{
    const struct promql_call *call = promql_call_of(shaper->tree, node);
    const struct call_unit *found = call->function ? bsearch(&call->name, call_units,
                                                         sizeof call_units / sizeof *call_units,
                                                         sizeof *call_units, compare_call_unit)
                                                   : NULL;
    struct unit unit = { 0 };
    if (!found) {
        return unit;
    }
    if (found->effect == UNIT_EFFECT_FIXED) {
        unit_parse(str_from(found->fixed), &unit);
        return unit;
    }
    unit = shaper->at[promql_operand(shaper->tree, node, found->argument)].unit;
    return str_is(call->name, "sum_over_time") ? sum_over_time(unit)
                                               : apply_effect(found->effect, unit);
}

static struct unit
unit_of_aggregation(enum promql_op op, struct unit unit)
{
    struct unit unknown = { 0 };
    if (op == PROMQL_OP_SUM) {
        return unit_sum(unit);
    }
    if (op == PROMQL_OP_AVG) {
        return unit_average(unit);
    }
    if (op == PROMQL_OP_COUNT || op == PROMQL_OP_COUNT_VALUES) {
        return unit_count(STR("series"));
    }
    if (op == PROMQL_OP_GROUP) {
        return unit_plain(UNIT_BOOLEAN);
    }
    if (op == PROMQL_OP_QUANTILE) {
        return unit_between(unit);
    }
    if (op == PROMQL_OP_STDDEV) {
        return unit_spread(unit);
    }
    bool chooses = op == PROMQL_OP_MIN || op == PROMQL_OP_MAX || op == PROMQL_OP_TOPK ||
                   op == PROMQL_OP_BOTTOMK || op == PROMQL_OP_LIMITK ||
                   op == PROMQL_OP_LIMIT_RATIO;
    return chooses ? unit : unknown;
}

struct unit
shape_unit(const struct shaper *shaper, uint32_t node)
{
    const struct promql_node *at = &shaper->tree->nodes[node];
    switch ((enum promql_kind)at->kind) {
    case PROMQL_KIND_NUMBER:
        return unit_number(exact(promql_number_of(shaper->tree, node)));
    case PROMQL_KIND_SELECTOR:
        return unit_of_selector(shaper, &shaper->at[node]);
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
    case PROMQL_KIND_PAREN:
        return shaper->at[node - 1].unit;
    case PROMQL_KIND_UNARY:
        return at->op == PROMQL_OP_SUB ? unit_negate(shaper->at[node - 1].unit)
                                       : shaper->at[node - 1].unit;
    case PROMQL_KIND_BINARY:
        return unit_of_binary(shaper, node);
    case PROMQL_KIND_CALL:
        return unit_of_call(shaper, node);
    case PROMQL_KIND_AGGREGATION:
        return unit_of_aggregation((enum promql_op)at->op, shaper->at[node - 1].unit);
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_VARIABLE:
        break;
    }
    return (struct unit){ 0 };
}

struct unit
shape_unit_recorded(const struct rule *rule, struct unit unit)
{
    struct unit given;
    if (!rule->recording) {
        return unit;
    }
    if (rule->recording->unit.str.len > 0) {
        if (unit_parse(rule->recording->unit.str, &given)) {
            return given;
        }
        given = unit_plain(UNIT_OTHER);
        given.name = rule->recording->unit.str;
        return given;
    }
    return unit.base == UNIT_UNKNOWN ? unit_of_name(rule->name.str) : unit;
}
