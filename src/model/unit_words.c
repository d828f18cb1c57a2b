/*
 * Unit words: what `unit:` may say, and Grafana's ids that mean the same.
 *
 * `WORD per second` (`/s`) makes a rate. A plural that is in no table counts something:
 * `transactions`.
 */
#include "model/unit.h"

/* With the number of them that make one of the base: 1000 milliseconds are a second. */
static const struct {
    const char *word;
    enum unit_base base;
    int64_t num;
    int64_t den;
} unit_words[] = {
    { "seconds", UNIT_SECONDS, 1, 1 },
    { "milliseconds", UNIT_SECONDS, 1000, 1 },
    { "microseconds", UNIT_SECONDS, 1000000, 1 },
    { "nanoseconds", UNIT_SECONDS, 1000000000, 1 },
    { "minutes", UNIT_SECONDS, 1, 60 },
    { "hours", UNIT_SECONDS, 1, 3600 },
    { "days", UNIT_SECONDS, 1, 86400 },
    { "weeks", UNIT_SECONDS, 1, 604800 },
    { "timestamp", UNIT_TIMESTAMP, 1, 1 },
    { "timestamp in milliseconds", UNIT_TIMESTAMP, 1000, 1 },
    { "bytes", UNIT_BYTES, 1, 1 },
    { "kibibytes", UNIT_BYTES, 1, 1024 },
    { "mebibytes", UNIT_BYTES, 1, 1048576 },
    { "gibibytes", UNIT_BYTES, 1, 1073741824 },
    { "tebibytes", UNIT_BYTES, 1, 1099511627776 },
    { "kilobytes", UNIT_BYTES, 1, 1000 },
    { "megabytes", UNIT_BYTES, 1, 1000000 },
    { "gigabytes", UNIT_BYTES, 1, 1000000000 },
    { "terabytes", UNIT_BYTES, 1, 1000000000000 },
    { "bits", UNIT_BITS, 1, 1 },
    { "kilobits", UNIT_BITS, 1, 1000 },
    { "megabits", UNIT_BITS, 1, 1000000 },
    { "gigabits", UNIT_BITS, 1, 1000000000 },
    { "ratio", UNIT_RATIO, 1, 1 },
    { "percent", UNIT_RATIO, 100, 1 },
    { "boolean", UNIT_BOOLEAN, 1, 1 },
    { "state", UNIT_STATE, 1, 1 },
    { "count", UNIT_COUNT, 1, 1 },
    { "celsius", UNIT_OTHER, 1, 1 },
    { "fahrenheit", UNIT_OTHER, 1, 1 },
    { "kelvin", UNIT_OTHER, 1, 1 },
    { "volts", UNIT_OTHER, 1, 1 },
    { "amperes", UNIT_OTHER, 1, 1 },
    { "watts", UNIT_OTHER, 1, 1 },
    { "joules", UNIT_OTHER, 1, 1 },
    { "hertz", UNIT_OTHER, 1, 1 },
    { "rpm", UNIT_OTHER, 1, 1 },
    { "grams", UNIT_OTHER, 1, 1 },
    { "meters", UNIT_OTHER, 1, 1 },
    { "pascals", UNIT_OTHER, 1, 1 },
    { "ohms", UNIT_OTHER, 1, 1 },
    { "lux", UNIT_OTHER, 1, 1 },
    { "decibels", UNIT_OTHER, 1, 1 },
    { "dbm", UNIT_OTHER, 1, 1 },
};

static const struct {
    const char *id;
    const char *words;
} grafana_ids[] = {
    { "none", "count" },
    { "short", "count" },
    { "percentunit", "ratio" },
    { "bool", "boolean" },
    { "bool_yes_no", "boolean" },
    { "bool_on_off", "boolean" },
    { "ns", "nanoseconds" },
    { "µs", "microseconds" },
    { "ms", "milliseconds" },
    { "s", "seconds" },
    { "m", "minutes" },
    { "h", "hours" },
    { "d", "days" },
    { "dtdurationms", "milliseconds" },
    { "dtdurations", "seconds" },
    { "dthms", "seconds" },
    { "dtdhms", "seconds" },
    { "dateTimeAsIso", "timestamp in milliseconds" },
    { "dateTimeAsIsoNoDateIfToday", "timestamp in milliseconds" },
    { "dateTimeAsUS", "timestamp in milliseconds" },
    { "dateTimeAsUSNoDateIfToday", "timestamp in milliseconds" },
    { "dateTimeAsLocal", "timestamp in milliseconds" },
    { "dateTimeAsLocalNoDateIfToday", "timestamp in milliseconds" },
    { "dateTimeAsSystem", "timestamp in milliseconds" },
    { "dateTimeFromNow", "timestamp in milliseconds" },
    { "decbytes", "bytes" },
    { "deckbytes", "kilobytes" },
    { "decmbytes", "megabytes" },
    { "decgbytes", "gigabytes" },
    { "kbytes", "kibibytes" },
    { "mbytes", "mebibytes" },
    { "gbytes", "gibibytes" },
    { "decbits", "bits" },
    { "Bps", "bytes per second" },
    { "binBps", "bytes per second" },
    { "bps", "bits per second" },
    { "binbps", "bits per second" },
    { "KBs", "kilobytes per second" },
    { "MBs", "megabytes per second" },
    { "GBs", "gigabytes per second" },
    { "KiBs", "kibibytes per second" },
    { "MiBs", "mebibytes per second" },
    { "GiBs", "gibibytes per second" },
    { "pps", "packets per second" },
    { "cps", "count per second" },
    { "ops", "count per second" },
    { "reqps", "requests per second" },
    { "rps", "reads per second" },
    { "wps", "writes per second" },
    { "iops", "count per second" },
    { "eps", "events per second" },
    { "mps", "messages per second" },
    { "recps", "records per second" },
    { "rowsps", "rows per second" },
    { "cpm", "count per minute" },
    { "opm", "count per minute" },
    { "reqpm", "requests per minute" },
    { "rpm", "reads per minute" },
    { "wpm", "writes per minute" },
    { "epm", "events per minute" },
    { "mpm", "messages per minute" },
    { "rotrpm", "rpm" },
    { "rothz", "hertz" },
    { "volt", "volts" },
    { "amp", "amperes" },
    { "watt", "watts" },
    { "joule", "joules" },
    { "massg", "grams" },
    { "lengthm", "meters" },
    { "ohm", "ohms" },
    { "dB", "decibels" },
    { "dBm", "dbm" },
};

static bool
find_word(struct str word, struct unit *out)
{
    for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++) {
        if (str_is(word, unit_words[i].word)) {
            *out = unit_plain(unit_words[i].base);
            out->scale = (struct ratio){ unit_words[i].num, unit_words[i].den };
            if (out->base == UNIT_OTHER) {
                out->name = str_from(unit_words[i].word);
            }
            return true;
        }
    }
    return false;
}

static bool
is_plural(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        bool is_letter = word.at[i] >= 'a' && word.at[i] <= 'z';
        if (!is_letter && (word.at[i] != ' ' || i == 0)) {
            return false;
        }
    }
    return word.len > 2 && str_ends_with(word, STR("s")) && !str_ends_with(word, STR("ss")) &&
           !str_ends_with(word, STR("us"));
}

static bool
find_plain(struct str word, struct unit *out)
{
    if (find_word(word, out)) {
        return true;
    }
    if (is_plural(word)) {
        *out = unit_count(word);
        return true;
    }
    return false;
}

/* `X per minute`, `X/min`. */
static bool
find_rate(struct str words, struct unit *out)
{
    static const struct {
        const char *ending;
        int64_t seconds;
    } endings[] = { { " per second", 1 }, { "/second", 1 }, { "/s", 1 }, { " per minute", 60 },
        { "/minute", 60 }, { "/min", 60 }, { " per hour", 3600 }, { "/hour", 3600 },
        { "/h", 3600 }, { " per day", 86400 }, { "/day", 86400 } };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct str ending = str_from(endings[i].ending);
        if (!str_ends_with(words, ending)) {
            continue;
        }
        struct unit unit;
        struct str word = str_trim(str_slice(words, 0, words.len - ending.len));
        if (!find_plain(word, &unit) ||
            !ratio_multiply(unit.scale, ratio_from(endings[i].seconds), &unit.scale)) {
            return false;
        }
        unit.is_rate = true;
        *out = unit;
        return true;
    }
    return false;
}

bool
unit_parse(struct str word, struct unit *out)
{
    if (find_word(word, out)) {
        return true;
    }
    for (size_t i = 0; i < sizeof grafana_ids / sizeof *grafana_ids; i++) {
        if (str_is(word, grafana_ids[i].id)) {
            struct str words = str_from(grafana_ids[i].words);
            return find_rate(words, out) || find_plain(words, out);
        }
    }
    return find_rate(word, out) || find_plain(word, out);
}

static struct str
word_of_scale(struct unit unit)
{
    for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++) {
        bool is_it = unit_words[i].base == unit.base && unit_words[i].num == unit.scale.num &&
                     unit_words[i].den == unit.scale.den;
        if (is_it && unit.base != UNIT_OTHER) {
            return str_from(unit_words[i].word);
        }
    }
    return (struct str){ 0 };
}

/* The word for the values themselves, without any "per …". */
static struct str
plain_text(struct arena *arena, struct unit unit)
{
    static const char *const with_article[] = { [UNIT_UNKNOWN] = "an unknown unit",
        [UNIT_NUMBER] = "a number",
        [UNIT_COUNT] = "a count",
        [UNIT_TIMESTAMP] = "a timestamp",
        [UNIT_BOOLEAN] = "a boolean",
        [UNIT_STATE] = "a state",
        [UNIT_OTHER] = NULL };
    bool is_ratio = unit.base == UNIT_RATIO && ratio_compare(unit.scale, ratio_from(1)) == 0;
    struct str word = word_of_scale(unit);
    struct str base = str_from(with_article[unit.base]);
    if (is_ratio) {
        base = STR("a ratio");
    } else if (unit.base == UNIT_OTHER) {
        base = unit.name;
    } else if (unit.noun.len > 0) {
        base = unit.noun;
    } else if (unit.base == UNIT_COUNT && unit.is_rate) {
        base = STR("events");
    } else if (base.len == 0 && word.len > 0) {
        return word;
    } else if (base.len == 0) {
        struct unit one = unit;
        one.scale = ratio_from(1);
        base = word_of_scale(one);
    }
    if (unit.base == UNIT_TIMESTAMP && unit.scale.num == 1000 && unit.scale.den == 1) {
        return STR("a timestamp in milliseconds");
    }
    bool has_scale = unit.base > UNIT_NUMBER && ratio_compare(unit.scale, ratio_from(1)) != 0;
    return has_scale ? arena_printf(
                           arena, "%.*s times %g", STR_ARG(base), ratio_to_double(unit.scale))
                     : base;
}

struct str
unit_text(struct arena *arena, struct unit unit)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } periods[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
    if (!unit.is_rate) {
        return plain_text(arena, unit);
    }
    size_t i = 0;
    bool is_whole = unit.scale.den == 1 && unit.base != UNIT_RATIO;
    while (i < 3 && !(is_whole && unit.scale.num == periods[i].seconds)) {
        i++;
    }
    if (i < 3) {
        unit.scale = ratio_from(1);
    }
    struct str plain = plain_text(arena, unit);
    return arena_printf(arena, "%.*s per %s", STR_ARG(plain), periods[i].text);
}
