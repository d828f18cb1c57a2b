/*
 * Units of the analysis in Grafana's words.
 *
 * Ids: packages/grafana-data/src/valueFormats/categories.ts. Memory and files are counted in
 * powers of 1,024 (`bytes`), traffic in powers of 1,000 (`Bps`), as their tools do. A rate of
 * counted things is named by what is counted where Grafana has a word for it, else `cps`. A
 * point in time needs milliseconds; seconds since 1970 have no id, so none is given.
 */
#include "dashboard/make.h"

struct unit_row {
    enum unit_base base;
    bool is_rate;
    int64_t num; /* of the scale */
    int64_t den;
    const char *name; /* COUNT: the noun; OTHER: the name; NULL: any */
    const char *id;
};

/* The first row that fits counts. */
static const struct unit_row rows[] = {
    { UNIT_SECONDS, false, 1, 1, NULL, "s" },
    { UNIT_SECONDS, false, 1000, 1, NULL, "ms" },
    { UNIT_SECONDS, false, 1000000, 1, NULL, "\xc2\xb5s" },
    { UNIT_SECONDS, false, 1000000000, 1, NULL, "ns" },
    { UNIT_SECONDS, false, 1, 60, NULL, "m" },
    { UNIT_SECONDS, false, 1, 3600, NULL, "h" },
    { UNIT_SECONDS, false, 1, 86400, NULL, "d" },
    { UNIT_SECONDS, true, 1, 1, NULL, "percentunit" }, /* busy seconds in each second */
    { UNIT_SECONDS, true, 100, 1, NULL, "percent" },
    { UNIT_TIMESTAMP, false, 1000, 1, NULL, "dateTimeFromNow" },
    { UNIT_BYTES, false, 1, 1, NULL, "bytes" },
    { UNIT_BYTES, false, 1, 1024, NULL, "kbytes" },
    { UNIT_BYTES, false, 1, 1048576, NULL, "mbytes" },
    { UNIT_BYTES, false, 1, 1073741824, NULL, "gbytes" },
    { UNIT_BYTES, false, 1, 1000, NULL, "deckbytes" },
    { UNIT_BYTES, false, 1, 1000000, NULL, "decmbytes" },
    { UNIT_BYTES, false, 1, 1000000000, NULL, "decgbytes" },
    { UNIT_BYTES, false, 8, 1, NULL, "bits" },
    { UNIT_BYTES, true, 1, 1, NULL, "Bps" },
    { UNIT_BYTES, true, 8, 1, NULL, "bps" },
    { UNIT_BYTES, true, 1, 1000, NULL, "KBs" },
    { UNIT_BYTES, true, 1, 1024, NULL, "KiBs" },
    { UNIT_BYTES, true, 1, 1000000, NULL, "MBs" },
    { UNIT_BYTES, true, 1, 1048576, NULL, "MiBs" },
    { UNIT_BITS, false, 1, 1, NULL, "bits" },
    { UNIT_BITS, true, 1, 1, NULL, "bps" },
    { UNIT_RATIO, false, 1, 1, NULL, "percentunit" },
    { UNIT_RATIO, false, 100, 1, NULL, "percent" },
    { UNIT_COUNT, false, 1, 1, NULL, "short" },
    { UNIT_COUNT, true, 1, 1, "requests", "reqps" },
    { UNIT_COUNT, true, 1, 1, "operations", "ops" },
    { UNIT_COUNT, true, 1, 1, "reads", "rps" },
    { UNIT_COUNT, true, 1, 1, "writes", "wps" },
    { UNIT_COUNT, true, 1, 1, "events", "eps" },
    { UNIT_COUNT, true, 1, 1, "messages", "mps" },
    { UNIT_COUNT, true, 1, 1, "records", "recps" },
    { UNIT_COUNT, true, 1, 1, "rows", "rowsps" },
    { UNIT_COUNT, true, 1, 1, "packets", "pps" },
    { UNIT_COUNT, true, 1, 1, NULL, "cps" },
    { UNIT_COUNT, true, 60, 1, "requests", "reqpm" },
    { UNIT_COUNT, true, 60, 1, "operations", "opm" },
    { UNIT_COUNT, true, 60, 1, "reads", "rpm" },
    { UNIT_COUNT, true, 60, 1, "writes", "wpm" },
    { UNIT_COUNT, true, 60, 1, "events", "epm" },
    { UNIT_COUNT, true, 60, 1, "messages", "mpm" },
    { UNIT_COUNT, true, 60, 1, "records", "recpm" },
    { UNIT_COUNT, true, 60, 1, "rows", "rowspm" },
    { UNIT_COUNT, true, 60, 1, NULL, "cpm" },
    { UNIT_BOOLEAN, false, 1, 1, NULL, "bool_yes_no" },
    { UNIT_STATE, false, 1, 1, NULL, "none" },
    { UNIT_OTHER, false, 1, 1, "celsius", "celsius" },
    { UNIT_OTHER, false, 1, 1, "fahrenheit", "fahrenheit" },
    { UNIT_OTHER, false, 1, 1, "kelvin", "kelvin" },
    { UNIT_OTHER, false, 1, 1, "volts", "volt" },
    { UNIT_OTHER, false, 1, 1, "amperes", "amp" },
    { UNIT_OTHER, false, 1, 1, "watts", "watt" },
    { UNIT_OTHER, false, 1, 1, "joules", "joule" },
    { UNIT_OTHER, true, 1, 1, "joules", "watt" },
    { UNIT_OTHER, false, 1, 1, "hertz", "hertz" },
    { UNIT_OTHER, false, 1, 1, "meters", "lengthm" },
    { UNIT_OTHER, true, 1, 1, "meters", "velocityms" },
    { UNIT_OTHER, false, 1, 1, "grams", "massg" },
    { UNIT_OTHER, false, 1, 1, "pascals", "pressurepa" },
};

static bool
fits(const struct unit_row *row, const struct unit *unit)
{
    struct str name = unit->base == UNIT_COUNT ? unit->noun : unit->name;
    return row->base == unit->base && row->is_rate == unit->is_rate &&
           row->num == unit->scale.num && row->den == unit->scale.den &&
           (!row->name || str_is(name, row->name));
}

/* What has no id is still told in words: `suffix:` is Grafana's way to any text. */
static struct str
other_id(struct arena *arena, const struct unit *unit)
{
    if (unit->scale.num != 1 || unit->scale.den != 1 || unit->name.len == 0) {
        return STR("");
    }
    return arena_printf(
        arena, "suffix: %.*s%s", STR_ARG(unit->name), unit->is_rate ? "/s" : "");
}

struct str
unit_grafana_id(struct arena *arena, struct unit unit)
{
    unit = unit_shown(unit);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (fits(&rows[i], &unit)) {
            return str_from(rows[i].id);
        }
    }
    if (unit.base == UNIT_OTHER) {
        return other_id(arena, &unit);
    }
    /* Counted per hour, say: a number that means something to the reader of the title. */
    return unit.base == UNIT_COUNT ? STR("short") : STR("");
}
