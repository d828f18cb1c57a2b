/*
 * Units as words: what `unit:` takes, how it is printed, which agree. How units go through
 * expressions is tested by tests/analysis/units.
 */
#include "unit.h"

#include "dashboard/make.h"
#include "model/unit.h"

static struct unit
unit_of(const char *word)
{
    struct unit unit = { 0 };
    if (!unit_parse(str_from(word), &unit)) {
        fail_msg("`%s` is no unit word", word);
    }
    return unit;
}

static void
words_are_printed_as_read(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        const char *text;
    } cases[] = {
        { "seconds", "seconds" },
        { "milliseconds", "milliseconds" },
        { "hours", "hours" },
        { "mebibytes", "mebibytes" },
        { "ratio", "a ratio" },
        { "percent", "percent" },
        { "boolean", "a boolean" },
        { "timestamp", "a timestamp" },
        { "celsius", "celsius" },
        { "count", "a count" },
        { "requests", "requests" },
        { "requests per second", "requests per second" },
        { "requests/min", "requests per minute" },
        { "bytes/s", "bytes per second" },
        { "database connections", "database connections" },
        { "percentunit", "a ratio" },
        { "reqps", "requests per second" },
        { "opm", "events per minute" },
        { "Bps", "bytes per second" },
        { "ms", "milliseconds" },
        { "KiBs", "kibibytes per second" },
        { "dateTimeAsIso", "a timestamp in milliseconds" },
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = unit_text(&arena, unit_of(cases[i].word));
        if (!str_is(text, cases[i].text)) {
            fail_msg("`%s` is printed as `%.*s`", cases[i].word, STR_ARG(text));
        }
    }
    arena_finish(&arena);
}

static void
other_words_are_refused(void **state)
{
    (void)state;
    static const char *const words[] = { "", " ", "psi", "status", "mass", "Requests",
        "per second", " per second", "/s", "requests per", "requests per fortnight",
        "psi per second", "1s", "ss", "\xff\xfe", "requests per second per second" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct unit unit;
        if (unit_parse(str_from(words[i]), &unit)) {
            fail_msg("`%s` is taken for a unit", words[i]);
        }
    }
}

static void
only_certain_differences_count(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        bool agree;
    } cases[] = {
        { "seconds", "seconds", true },
        { "seconds", "milliseconds", false },
        { "seconds", "bytes", false },
        { "seconds", "timestamp", true },
        { "seconds", "dateTimeAsIso", false },
        { "seconds per second", "ratio", true },
        { "ratio", "percent", false },
        { "bytes", "bytes per second", false },
        { "bytes per second", "bits per second", false },
        { "requests", "errors", true },
        { "requests", "requests per second", false },
        { "requests", "requests per minute", false },
        { "requests", "seconds", false },
        { "count", "seconds", true },
        { "short", "bytes", true },
        { "boolean", "percent", true },
        { "state", "seconds", true },
        { "celsius", "volts", false },
        { "celsius", "celsius", true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct unit a = unit_of(cases[i].a);
        struct unit b = unit_of(cases[i].b);
        if (unit_agrees(a, b) != cases[i].agree || unit_agrees(b, a) != cases[i].agree) {
            fail_msg("%s and %s", cases[i].a, cases[i].b);
        }
    }
}

/* An inferred unit goes to Grafana as an id, and comes back from it as what it was. */
static void
ids_mean_what_they_were_chosen_for(void **state)
{
    (void)state;
    static const char *const words[] = { "seconds", "milliseconds", "microseconds",
        "nanoseconds", "minutes", "hours", "days", "bytes", "kibibytes", "mebibytes",
        "gibibytes", "kilobytes", "megabytes", "gigabytes", "bytes per second",
        "kibibytes per second", "megabytes per second", "bits", "bits per second", "ratio",
        "percent", "requests", "requests per second", "requests per minute", "errors per hour",
        "packets per second", "seconds per second", "timestamp", "timestamp in milliseconds",
        "boolean", "celsius", "volts", "watts", "hertz", "grams", "meters" };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct unit unit = unit_of(words[i]);
        struct str id = unit_grafana_id(&arena, unit);
        struct unit back;
        if (id.len > 0 && unit_parse(id, &back) && !unit_agrees(unit, back)) {
            fail_msg("`%s` is shown as `%.*s`", words[i], STR_ARG(id));
        }
    }
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_printed_as_read),
        cmocka_unit_test(other_words_are_refused),
        cmocka_unit_test(only_certain_differences_count),
        cmocka_unit_test(ids_mean_what_they_were_chosen_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
