/*
 * Durations over one table of units.
 */
#include "base/duration.h"

struct unit {
    const char *name;
    const char *word;
    int64_t milliseconds;
    bool exact_only; /* printed only when it divides what is left */
};

static const struct unit units[] = {
    { "y", "year", 365LL * 24 * 3600 * 1000, true },
    { "w", "week", 7LL * 24 * 3600 * 1000, true },
    { "d", "day", 24LL * 3600 * 1000, false },
    { "h", "hour", 3600LL * 1000, false },
    { "m", "minute", 60LL * 1000, false },
    { "s", "second", 1000, false },
    { "ms", "millisecond", 1, false },
};

enum { UNIT_COUNT = sizeof units / sizeof units[0] };

static const int64_t longest = INT64_MAX / 1000000; /* int64 nanoseconds */

static size_t
read_unit(struct str rest, size_t first)
{
    size_t len = 0;
    while (len < rest.len && rest.at[len] >= 'a' && rest.at[len] <= 'z') {
        len++;
    }
    for (size_t i = first; i < UNIT_COUNT; i++) {
        if (str_is(str_slice(rest, 0, len), units[i].name)) {
            return i;
        }
    }
    return UNIT_COUNT;
}

bool
duration_parse(struct str text, int64_t *milliseconds)
{
    if (str_is(text, "0")) {
        *milliseconds = 0;
        return true;
    }
    int64_t total = 0;
    size_t next_unit = 0;
    size_t at = 0;
    while (at < text.len) {
        int64_t count = 0;
        size_t start = at;
        for (; at < text.len && text.at[at] >= '0' && text.at[at] <= '9'; at++) {
            if (count > (longest - 9) / 10) {
                return false;
            }
            count = count * 10 + (text.at[at] - '0');
        }
        size_t unit = read_unit(str_slice(text, at, text.len), next_unit);
        if (at == start || unit == UNIT_COUNT ||
            count > (longest - total) / units[unit].milliseconds) {
            return false;
        }
        total += count * units[unit].milliseconds;
        at += strlen(units[unit].name);
        next_unit = unit + 1;
    }
    if (text.len == 0) {
        return false;
    }
    *milliseconds = total;
    return true;
}

void
duration_print(struct buf *buf, int64_t milliseconds)
{
    if (milliseconds == 0) {
        buf_add_text(buf, "0s");
        return;
    }
    if (milliseconds < 0) {
        buf_add_char(buf, '-');
        milliseconds = -milliseconds;
    }
    for (size_t i = 0; i < UNIT_COUNT && milliseconds; i++) {
        int64_t count = milliseconds / units[i].milliseconds;
        if (count == 0 || (units[i].exact_only && milliseconds % units[i].milliseconds)) {
            continue;
        }
        buf_add_integer(buf, count);
        buf_add_text(buf, units[i].name);
        milliseconds -= count * units[i].milliseconds;
    }
}

void
duration_print_short(struct buf *buf, int64_t milliseconds)
{
    for (size_t i = 2; i < UNIT_COUNT && milliseconds != 0; i++) {
        if (milliseconds % units[i].milliseconds == 0) {
            buf_add_integer(buf, milliseconds / units[i].milliseconds);
            buf_add_text(buf, units[i].name);
            return;
        }
    }
    buf_add_text(buf, "0s");
}

void
duration_print_words(struct buf *buf, int64_t milliseconds)
{
    if (milliseconds == 0) {
        buf_add_text(buf, "0 seconds");
        return;
    }
    const char *gap = "";
    for (size_t i = 2; i < UNIT_COUNT && milliseconds > 0; i++) {
        int64_t count = milliseconds / units[i].milliseconds;
        if (count == 0) {
            continue;
        }
        buf_printf(
            buf, "%s%lld %s%s", gap, (long long)count, units[i].word, count > 1 ? "s" : "");
        milliseconds -= count * units[i].milliseconds;
        gap = " ";
    }
}
