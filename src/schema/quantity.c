/*
 * One table of units; the number before the unit is split off at the last digit, dot or blank.
 */
#include "schema/quantity.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/duration.h"

struct unit {
    const char *name;
    int64_t num;
    int64_t den;
    bool is_time;
};

static const struct unit units[] = {
    { "%", 1, 100, false },
    { "ns", 1, 1000000000, true },
    { "us", 1, 1000000, true },
    { "ms", 1, 1000, true },
    { "s", 1, 1, true },
    { "m", 60, 1, true },
    { "h", 3600, 1, true },
    { "d", 86400, 1, true },
    { "w", 7 * 86400, 1, true },
    { "y", 365 * 86400, 1, true },
    { "B", 1, 1, false },
    { "kB", 1000, 1, false },
    { "KB", 1000, 1, false },
    { "MB", 1000000, 1, false },
    { "GB", 1000000000, 1, false },
    { "TB", 1000000000000, 1, false },
    { "PB", 1000000000000000, 1, false },
    { "KiB", 1LL << 10, 1, false },
    { "MiB", 1LL << 20, 1, false },
    { "GiB", 1LL << 30, 1, false },
    { "TiB", 1LL << 40, 1, false },
    { "PiB", 1LL << 50, 1, false },
};

/* What people write for units of time, and the unit they mean. */
static const struct {
    const char *word;
    const char *unit;
} words[] = {
    { "msec", "ms" },
    { "millis", "ms" },
    { "millisecond", "ms" },
    { "milliseconds", "ms" },
    { "sec", "s" },
    { "secs", "s" },
    { "second", "s" },
    { "seconds", "s" },
    { "min", "m" },
    { "mins", "m" },
    { "minute", "m" },
    { "minutes", "m" },
    { "hr", "h" },
    { "hrs", "h" },
    { "hour", "h" },
    { "hours", "h" },
    { "day", "d" },
    { "days", "d" },
    { "week", "w" },
    { "weeks", "w" },
    { "year", "y" },
    { "years", "y" },
};

static const char *const size_units[] = { "B", "KB", "MB", "GB", "TB", "PB", "EB", "KiB", "MiB",
    "GiB", "TiB", "PiB", "EiB" };

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const struct unit *
find_unit(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (str_is(name, units[i].name)) {
            return &units[i];
        }
    }
    return NULL;
}

/* Where the unit begins: behind the last digit, dot or blank. */
static size_t
unit_offset(struct str text)
{
    size_t at = text.len;
    while (at > 0) {
        char c = text.at[at - 1];
        if ((c >= '0' && c <= '9') || c == '.' || c == ' ') {
            break;
        }
        at--;
    }
    return at;
}

static bool
parse_with_unit(struct str text, struct ratio *out)
{
    size_t at = unit_offset(text);
    const struct unit *unit = find_unit(str_slice(text, at, text.len));
    struct ratio count;
    return unit && ratio_parse(str_slice(text, 0, at), &count) &&
           ratio_multiply(count, (struct ratio){ unit->num, unit->den }, out);
}

bool
quantity_parse(struct str text, struct ratio *out)
{
    if (ratio_parse(text, out) || parse_with_unit(text, out)) {
        return true;
    }
    int64_t milliseconds;
    bool is_negative = str_starts_with(text, STR("-"));
    struct str rest = str_slice(text, is_negative, text.len);
    return duration_parse(rest, &milliseconds) &&
           ratio_make(is_negative ? -milliseconds : milliseconds, 1000, out);
}

bool
quantity_is_size(struct str text)
{
    size_t at = unit_offset(text);
    struct str unit = str_slice(text, at, text.len);
    struct ratio count;
    if (!ratio_parse(str_slice(text, 0, at), &count) || count.num < 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(size_units); i++) {
        if (str_is(unit, size_units[i])) {
            return true;
        }
    }
    return count.num == 0 && unit.len == 0;
}

static struct str
without_blanks(struct arena *arena, struct str text)
{
    char *at = ARENA_ARRAY(arena, char, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != ' ' && text.at[i] != '\t') {
            at[len++] = text.at[i];
        }
    }
    return str_make(at, len);
}

static bool
equal_ignoring_case(struct str a, const char *z)
{
    struct str b = str_from(z);
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        if ((a.at[i] | 0x20) != (b.at[i] | 0x20)) {
            return false;
        }
    }
    return a.len == b.len;
}

/* `5mb` gives `5MB`; the first unit of the table that differs only in case. A number of `5M`
 * may be meant as millions as well as minutes: units of fewer letters than `shortest` stay. */
static struct str
with_right_case(struct arena *arena, struct str text, size_t shortest)
{
    size_t at = unit_offset(text);
    struct str unit = str_slice(text, at, text.len);
    for (size_t i = 0; unit.len >= shortest && i < COUNT_OF(units); i++) {
        if (equal_ignoring_case(unit, units[i].name)) {
            return arena_printf(arena, "%.*s%s", (int)at, text.at, units[i].name);
        }
    }
    return text;
}

bool
quantity_mend(struct arena *arena, struct str text, struct str *out)
{
    struct str dense = with_right_case(arena, without_blanks(arena, text), 2);
    struct ratio ignored;
    if (dense.len == 0 || dense.len > 64 || !quantity_parse(dense, &ignored)) {
        return false;
    }
    *out = dense;
    return true;
}

bool
quantity_mend_size(struct arena *arena, struct str text, struct str *out)
{
    struct str dense = without_blanks(arena, text);
    struct ratio count;
    if (dense.len == 0 || dense.len > 64) {
        return false;
    }
    if (ratio_parse(dense, &count) && count.num > 0) {
        *out = arena_printf(arena, "%.*sB", STR_ARG(dense));
        return true;
    }
    size_t at = unit_offset(dense);
    for (size_t i = 0; i < COUNT_OF(size_units); i++) {
        if (equal_ignoring_case(str_slice(dense, at, dense.len), size_units[i])) {
            *out = arena_printf(arena, "%.*s%s", (int)at, dense.at, size_units[i]);
            return quantity_is_size(*out);
        }
    }
    return false;
}

/* `5minutes` gives `5m`. */
static struct str
with_short_unit(struct arena *arena, struct str text)
{
    size_t at = unit_offset(text);
    struct str unit = str_slice(text, at, text.len);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (equal_ignoring_case(unit, words[i].word)) {
            return arena_printf(arena, "%.*s%s", (int)at, text.at, words[i].unit);
        }
    }
    return text;
}

/* A decimal number of seconds or of one unit of time as Prometheus writes it. */
static bool
print_as_duration(struct arena *arena, struct str text, struct str *out)
{
    struct ratio value;
    struct ratio milliseconds;
    const struct unit *unit = find_unit(str_slice(text, unit_offset(text), text.len));
    bool is_plain = ratio_parse(text, &value);
    if (!is_plain && !(unit && unit->is_time && quantity_parse(text, &value))) {
        return false;
    }
    if (!ratio_multiply(value, ratio_from(1000), &milliseconds) || milliseconds.den != 1 ||
        milliseconds.num <= 0) {
        return false;
    }
    if (is_plain && value.den == 1) {
        *out = arena_printf(arena, "%llds", (long long)value.num);
        return true;
    }
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, milliseconds.num);
    *out = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return true;
}

bool
quantity_mend_duration(struct arena *arena, struct str text, struct str *out)
{
    if (text.len == 0 || text.len > 64) {
        return false;
    }
    struct str dense = with_short_unit(arena, without_blanks(arena, text));
    dense = with_right_case(arena, dense, 1);
    int64_t ignored;
    if (duration_parse(dense, &ignored)) {
        *out = dense;
        return true;
    }
    return print_as_duration(arena, dense, out);
}
