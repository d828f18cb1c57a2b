/*
 * Units carried through operators.
 *
 * Multiplying by a number is a conversion only when the number is one that people convert with
 * (1000 of seconds, 60 of a rate, 1024 of bytes); what any other factor means nobody knows.
 * Small ones (`* 0.9`) leave the unit.
 */
#include "analysis/unit_rules.h"

struct unit
unit_number(struct ratio value)
{
    return (struct unit){ .base = UNIT_NUMBER, .scale = value };
}

static bool
is_scale(struct unit unit, int64_t num, int64_t den)
{
    return unit.scale.num == num && unit.scale.den == den;
}

struct unit
unit_join(struct unit a, struct unit b)
{
    struct unit unknown = { 0 };
    if (a.base == UNIT_NUMBER) {
        return b;
    }
    if (b.base == UNIT_NUMBER) {
        return a;
    }
    if (!unit_is_alike(a, b)) {
        struct unit left = unit_shown(a);
        return unit_is_alike(left, unit_shown(b)) ? left : unknown;
    }
    a.noun = str_equal(a.noun, b.noun) ? a.noun : (struct str){ 0 };
    if (a.observed != b.observed) {
        bool is_same = a.observed && b.observed &&
                       unit_equal(unit_of_metric(a.observed), unit_of_metric(b.observed));
        a.observed = is_same ? a.observed : NULL;
    }
    return a;
}

/* `x + 1`, `1 - x`. */
static struct unit
add_number(struct unit unit, bool is_minuend)
{
    struct unit unknown = { 0 };
    switch (unit.base) {
    case UNIT_BOOLEAN:
    case UNIT_TIMESTAMP:
        return is_minuend == (unit.base == UNIT_BOOLEAN) ? unit : unknown;
    case UNIT_STATE:
        return unknown;
    case UNIT_SECONDS:
        return is_minuend ? unit_shown(unit) : unit; /* 1 - rate(cpu_seconds) */
    case UNIT_COUNT:
    case UNIT_BYTES:
    case UNIT_BITS:
    case UNIT_RATIO:
    case UNIT_OTHER:
    case UNIT_UNKNOWN:
    case UNIT_NUMBER:
        return unit;
    }
    return unit;
}

static struct unit
number_of(enum promql_op op, struct unit left, struct unit right)
{
    struct ratio a = left.scale;
    struct ratio b = right.scale;
    struct ratio result = { 0, 0 };
    bool is_known = a.den != 0 && b.den != 0;
    if (is_known && op == PROMQL_OP_ADD) {
        is_known = ratio_add(a, b, &result);
    } else if (is_known && op == PROMQL_OP_SUB) {
        is_known = ratio_subtract(a, b, &result);
    } else if (is_known && op == PROMQL_OP_MUL) {
        is_known = ratio_multiply(a, b, &result);
    } else if (is_known && op == PROMQL_OP_DIV) {
        is_known = b.num != 0 && ratio_divide(a, b, &result);
    } else if (is_known && op == PROMQL_OP_POW) {
        is_known = b.den == 1 && b.num >= 0 && b.num <= 6;
        result = ratio_from(1);
        for (int64_t i = 0; is_known && i < b.num; i++) {
            is_known = ratio_multiply(result, a, &result);
        }
    } else {
        is_known = false;
    }
    return unit_number(is_known ? result : (struct ratio){ 0, 0 });
}

static struct unit
add(enum promql_op op, struct unit left, struct unit right)
{
    struct unit unknown = { 0 };
    bool is_minus = op == PROMQL_OP_SUB;
    if (left.base == UNIT_NUMBER) {
        return is_minus || right.base != UNIT_BOOLEAN ? add_number(right, is_minus) : unknown;
    }
    if (right.base == UNIT_NUMBER) {
        return add_number(left, false);
    }
    bool is_shift = left.base == UNIT_TIMESTAMP && right.base == UNIT_SECONDS &&
                    !right.is_rate && left.scale.num == right.scale.num &&
                    left.scale.den == right.scale.den;
    if (is_shift) {
        return is_minus ? unknown : left;
    }
    struct unit joined = unit_join(left, right);
    if (joined.base == UNIT_TIMESTAMP) {
        joined.base = is_minus ? UNIT_SECONDS : UNIT_UNKNOWN;
    } else if (joined.base == UNIT_BOOLEAN) {
        return is_minus ? unknown : unit_plain(UNIT_COUNT);
    } else if (joined.base == UNIT_STATE) {
        return unknown;
    }
    return joined;
}

/* Factors that convert, by what they convert from. */
static const struct {
    enum unit_base base;
    int64_t num;
    int64_t den;
} conversions[] = {
    { UNIT_SECONDS, 1000, 1 },
    { UNIT_SECONDS, 1000000, 1 },
    { UNIT_SECONDS, 1000000000, 1 },
    { UNIT_SECONDS, 1, 60 },
    { UNIT_SECONDS, 1, 3600 },
    { UNIT_SECONDS, 1, 86400 },
    { UNIT_TIMESTAMP, 1000, 1 },
    { UNIT_BYTES, 1, 1000 },
    { UNIT_BYTES, 1, 1000000 },
    { UNIT_BYTES, 1, 1000000000 },
    { UNIT_BYTES, 1, 1000000000000 },
    { UNIT_BYTES, 1, 1024 },
    { UNIT_BYTES, 1, 1048576 },
    { UNIT_BYTES, 1, 1073741824 },
    { UNIT_BYTES, 1, 1099511627776 },
    { UNIT_BITS, 1, 1000 },
    { UNIT_BITS, 1, 1000000 },
    { UNIT_BITS, 1, 1000000000 },
    { UNIT_RATIO, 100, 1 },
};

static bool
is_conversion(struct unit unit)
{
    bool is_period =
        is_scale(unit, 60, 1) || is_scale(unit, 3600, 1) || is_scale(unit, 86400, 1);
    if (is_scale(unit, 1, 1) || (unit.is_rate && unit.base != UNIT_SECONDS && is_period)) {
        return true;
    }
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        if (conversions[i].base == unit.base &&
            is_scale(unit, conversions[i].num, conversions[i].den)) {
            return true;
        }
    }
    return false;
}

/* Of a quantity that may be taken by half or one and a half times and stays what it is. */
static bool
is_headroom(struct unit unit, struct ratio factor)
{
    struct ratio half = { 1, 2 };
    bool is_quantity = unit.base == UNIT_SECONDS || unit.base == UNIT_BYTES ||
                       unit.base == UNIT_BITS || unit.base == UNIT_RATIO ||
                       unit.base == UNIT_OTHER;
    return is_quantity && ratio_compare(factor, half) >= 0 &&
           ratio_compare(factor, ratio_from(2)) <= 0;
}

static struct unit
multiply_by_number(struct unit unit, struct ratio factor)
{
    struct unit unknown = { 0 };
    bool has_scale =
        unit.base != UNIT_UNKNOWN && unit.base != UNIT_BOOLEAN && unit.base != UNIT_STATE;
    if (factor.num == 1 && factor.den == 1) {
        return unit;
    }
    if (!has_scale || factor.den == 0 || factor.num == 0) {
        return unknown;
    }
    struct unit result = unit;
    bool is_share = unit.base == UNIT_SECONDS && unit.is_rate && is_scale(unit, 1, 1);
    if (is_share && factor.num == 100 && factor.den == 1) {
        result = unit_shown(unit);
    } else if (unit.base == UNIT_BYTES && factor.num == 8 && factor.den == 1) {
        result.base = UNIT_BITS;
        return is_conversion(result) ? result : unknown;
    } else if (unit.base == UNIT_BITS && factor.num == 1 && factor.den == 8) {
        result.base = UNIT_BYTES;
        return is_conversion(result) ? result : unknown;
    }
    if (ratio_multiply(unit.scale, factor, &result.scale) && is_conversion(result)) {
        return result;
    }
    return is_headroom(unit, factor) ? unit : unknown;
}

static struct unit
multiply(struct unit left, struct unit right)
{
    struct unit unknown = { 0 };
    if (left.base == UNIT_NUMBER || left.base == UNIT_BOOLEAN) {
        struct unit swapped = left;
        left = right;
        right = swapped;
    }
    if (right.base == UNIT_NUMBER) {
        return multiply_by_number(left, right.scale);
    }
    if (right.base == UNIT_BOOLEAN) {
        return left.base == UNIT_STATE ? unknown : left;
    }
    bool left_is_share = left.base == UNIT_RATIO && is_scale(left, 1, 1);
    bool right_is_share = right.base == UNIT_RATIO && is_scale(right, 1, 1);
    if (left_is_share || right_is_share) {
        struct unit other = left_is_share ? right : left;
        bool scales = other.base == UNIT_STATE || other.base == UNIT_TIMESTAMP;
        return scales ? unknown : other;
    }
    bool is_time = right.base == UNIT_SECONDS && !right.is_rate && is_scale(right, 1, 1);
    if (is_time && left.is_rate && is_scale(left, 1, 1)) {
        left.is_rate = false;
        return left;
    }
    return unknown;
}

/* What is counted against all that there is to count: `errors / requests`. */
static bool
is_outcome(struct str noun)
{
    static const char *const outcomes[] = { "errors", "failures", "hits", "misses", "timeouts",
        "retries", "rejections", "drops", "exceptions", "successes", "faults", "violations",
        "aborts", "cancellations" };
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        if (str_is(noun, outcomes[i])) {
            return true;
        }
    }
    return false;
}

static bool
counts_series(struct unit unit)
{
    return unit.base == UNIT_COUNT && str_is(unit.noun, "series");
}

static struct unit
divide_counts(struct unit left, struct unit right, bool is_part)
{
    struct unit unknown = { 0 };
    if (counts_series(right) && !counts_series(left) && !right.is_rate) {
        return left; /* an average over instances */
    }
    if (!unit_is_alike(left, right)) {
        return unknown;
    }
    bool are_same = left.noun.len > 0 && str_equal(left.noun, right.noun) &&
                    left.observed == right.observed;
    bool is_share = are_same || is_part || is_outcome(left.noun);
    return is_share ? unit_plain(UNIT_RATIO) : unknown;
}

/* A quantity for each of what the right side counts. */
static struct unit
divide_by_count(struct unit left, struct unit right)
{
    struct unit unknown = { 0 };
    bool is_quantity = left.base == UNIT_SECONDS || left.base == UNIT_BYTES ||
                       left.base == UNIT_BITS || left.base == UNIT_RATIO ||
                       left.base == UNIT_OTHER;
    if (!is_quantity || !is_scale(right, 1, 1) || (right.is_rate && !left.is_rate)) {
        return unknown;
    }
    left.is_rate = left.is_rate && !right.is_rate;
    return left;
}

static struct unit
divide(struct unit left, struct unit right, bool is_part)
{
    struct unit unknown = { 0 };
    if (right.base == UNIT_NUMBER) {
        struct ratio factor;
        bool is_known = right.scale.den != 0 && right.scale.num != 0 &&
                        ratio_divide(ratio_from(1), right.scale, &factor);
        return is_known ? multiply_by_number(left, factor) : unknown;
    }
    if (left.base == UNIT_COUNT && right.base == UNIT_COUNT) {
        return divide_counts(left, right, is_part);
    }
    if (right.base == UNIT_COUNT) {
        return divide_by_count(left, right);
    }
    bool is_quantity = left.base == UNIT_SECONDS || left.base == UNIT_BYTES ||
                       left.base == UNIT_BITS || left.base == UNIT_RATIO ||
                       left.base == UNIT_OTHER;
    if (is_quantity && unit_is_alike(unit_shown(left), unit_shown(right))) {
        return unit_plain(UNIT_RATIO);
    }
    bool are_one = is_scale(left, 1, 1) && is_scale(right, 1, 1);
    if (are_one && right.is_rate && !left.is_rate && left.base == right.base) {
        return unit_plain(UNIT_SECONDS); /* until it is full */
    }
    bool is_counted = left.base == UNIT_COUNT || left.base == UNIT_BYTES ||
                      left.base == UNIT_BITS || left.base == UNIT_OTHER;
    if (are_one && is_counted && !left.is_rate && right.base == UNIT_SECONDS &&
        !right.is_rate) {
        left.is_rate = true;
        return left;
    }
    return unknown;
}

struct unit
unit_arithmetic(enum promql_op op, struct unit left, struct unit right, bool is_part)
{
    struct unit unknown = { 0 };
    if (left.base == UNIT_NUMBER && right.base == UNIT_NUMBER) {
        return number_of(op, left, right);
    }
    if (left.base == UNIT_UNKNOWN || right.base == UNIT_UNKNOWN) {
        return unknown;
    }
    if (op == PROMQL_OP_ADD || op == PROMQL_OP_SUB) {
        return add(op, left, right);
    }
    if (op == PROMQL_OP_MUL) {
        return multiply(left, right);
    }
    if (op == PROMQL_OP_DIV) {
        return divide(left, right, is_part);
    }
    if (op == PROMQL_OP_MOD && right.base == UNIT_NUMBER) {
        left.base = left.base == UNIT_TIMESTAMP ? UNIT_SECONDS : left.base;
        return left;
    }
    return unknown;
}

struct unit
unit_negate(struct unit unit)
{
    struct unit unknown = { 0 };
    if (unit.base == UNIT_NUMBER) {
        unit.scale.num = -unit.scale.num;
        return unit;
    }
    bool has_sign =
        unit.base != UNIT_BOOLEAN && unit.base != UNIT_STATE && unit.base != UNIT_TIMESTAMP;
    return has_sign ? unit : unknown;
}

struct unit
unit_rate(struct unit unit)
{
    struct unit unknown = { 0 };
    bool grows = unit.base == UNIT_COUNT || unit.base == UNIT_SECONDS ||
                 unit.base == UNIT_BYTES || unit.base == UNIT_BITS || unit.base == UNIT_OTHER;
    if (!grows || unit.is_rate) {
        return unknown;
    }
    unit.is_rate = true;
    return unit;
}

struct unit
unit_change(struct unit unit)
{
    struct unit unknown = { 0 };
    if (unit.base == UNIT_TIMESTAMP) {
        unit.base = UNIT_SECONDS;
    }
    return unit.base == UNIT_BOOLEAN || unit.base == UNIT_STATE ? unknown : unit;
}

struct unit
unit_sum(struct unit unit)
{
    struct unit unknown = { 0 };
    if (unit.base == UNIT_BOOLEAN) {
        return unit_count(STR("series"));
    }
    bool adds_up =
        unit.base != UNIT_STATE && unit.base != UNIT_TIMESTAMP && unit.base != UNIT_NUMBER;
    return adds_up ? unit : unknown;
}

struct unit
unit_average(struct unit unit)
{
    struct unit unknown = { 0 };
    if (unit.base == UNIT_BOOLEAN) {
        return unit_plain(UNIT_RATIO);
    }
    return unit.base == UNIT_STATE ? unknown : unit;
}

struct unit
unit_between(struct unit unit)
{
    struct unit unknown = { 0 };
    return unit.base == UNIT_BOOLEAN || unit.base == UNIT_STATE ? unknown : unit;
}

struct unit
unit_spread(struct unit unit)
{
    return unit_change(unit);
}

struct unit
unit_observed(struct unit unit)
{
    struct unit unknown = { 0 };
    return unit.base == UNIT_COUNT && unit.observed ? unit_of_metric(unit.observed) : unknown;
}

struct unit
unit_observed_sum(struct unit unit)
{
    struct unit observed = unit_observed(unit);
    return unit.is_rate ? unit_rate(observed) : observed;
}

struct unit
unit_of_series(const struct metric *metric, enum series_kind kind)
{
    bool counts_observations = kind == SERIES_KIND_BUCKET || kind == SERIES_KIND_COUNT ||
                               kind == SERIES_KIND_NATIVE_HISTOGRAM;
    if (!counts_observations) {
        return unit_of_metric(metric);
    }
    struct unit unit = unit_count(STR("observations"));
    unit.observed = metric;
    return unit;
}
