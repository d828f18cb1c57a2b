/*
 * Units compared, and named by their base.
 */
#include "model/unit.h"

struct unit
unit_plain(enum unit_base base)
{
    return (struct unit){ .base = base, .scale = { 1, 1 } };
}

struct unit
unit_count(struct str noun)
{
    struct unit unit = unit_plain(UNIT_COUNT);
    unit.noun = noun;
    return unit;
}

static bool
have_one_scale(struct unit a, struct unit b)
{
    return a.scale.num == b.scale.num && a.scale.den == b.scale.den;
}

struct unit
unit_shown(struct unit unit)
{
    if (unit.base == UNIT_SECONDS && unit.is_rate) {
        unit.base = UNIT_RATIO;
        unit.is_rate = false;
    }
    return unit;
}

bool
unit_is_alike(struct unit a, struct unit b)
{
    return a.base == b.base && a.is_rate == b.is_rate && have_one_scale(a, b) &&
           str_equal(a.name, b.name);
}

bool
unit_equal(struct unit a, struct unit b)
{
    return unit_is_alike(a, b) && str_equal(a.noun, b.noun);
}

/* Whether a quantity of this unit is surely what it says. */
static bool
is_sure(struct unit unit)
{
    struct unit known;
    switch (unit.base) {
    case UNIT_SECONDS:
    case UNIT_BYTES:
    case UNIT_BITS:
    case UNIT_RATIO:
    case UNIT_TIMESTAMP:
        return true;
    case UNIT_COUNT:
        return unit.noun.len > 0;
    case UNIT_OTHER:
        return unit_parse(unit.name, &known);
    case UNIT_UNKNOWN:
    case UNIT_NUMBER:
    case UNIT_BOOLEAN:
    case UNIT_STATE:
        return false;
    }
    return false;
}

bool
unit_agrees(struct unit a, struct unit b)
{
    a = unit_shown(a);
    b = unit_shown(b);
    if (!is_sure(a) || !is_sure(b)) {
        return true;
    }
    bool are_times = (a.base == UNIT_SECONDS || a.base == UNIT_TIMESTAMP) &&
                     (b.base == UNIT_SECONDS || b.base == UNIT_TIMESTAMP);
    if (a.base != b.base) {
        /* A gauge named `…_seconds` may hold a time of day, and a count over a time is
         * neither. */
        return are_times && have_one_scale(a, b);
    }
    return unit_is_alike(a, b);
}

const char *
unit_base_text(enum unit_base base)
{
    switch (base) {
    case UNIT_COUNT:
        return "count";
    case UNIT_SECONDS:
        return "seconds";
    case UNIT_TIMESTAMP:
        return "timestamp";
    case UNIT_BYTES:
        return "bytes";
    case UNIT_BITS:
        return "bits";
    case UNIT_RATIO:
        return "ratio";
    case UNIT_BOOLEAN:
        return "boolean";
    case UNIT_STATE:
        return "state";
    case UNIT_OTHER:
        return "other";
    case UNIT_UNKNOWN:
    case UNIT_NUMBER:
        break;
    }
    return NULL;
}
