/*
 * Units of metrics: declared, told by the help, or read from the name.
 *
 * Names follow Prometheus' rules: the unit is the last word before `_total`, and what has no
 * unit and is a plural counts something. Words that only say in which state the things are
 * (`_failed`, `_active`) or where (`_in_flight`) stand behind the noun.
 */
#include "model/unit.h"

static bool
is_one_of(struct str word, const char *const *words)
{
    for (; *words; words++) {
        if (str_is(word, *words)) {
            return true;
        }
    }
    return false;
}

/* The last word of the name, which loses it and its underscore. */
static struct str
cut_last_word(struct str *name)
{
    size_t at = name->len;
    while (at > 0 && name->at[at - 1] != '_' && name->at[at - 1] != ':') {
        at--;
    }
    struct str word = str_slice(*name, at, name->len);
    *name = str_slice(*name, 0, at > 0 ? at - 1 : 0);
    return word;
}

static bool
ends_in_word(struct str name, const char *word)
{
    return str_equal(cut_last_word(&name), str_from(word));
}

/* Words that stand for a unit at the end of a name and nowhere else. */
static const struct {
    const char *word;
    const char *unit;
} name_words[] = { { "ms", "milliseconds" }, { "msec", "milliseconds" }, { "sec", "seconds" },
    { "usec", "microseconds" }, { "us", "microseconds" }, { "ns", "nanoseconds" },
    { "fraction", "ratio" }, { "percentage", "percent" }, { "created", "timestamp" },
    { "volt", "volts" }, { "watt", "watts" }, { "ampere", "amperes" }, { "joule", "joules" },
    { "amps", "amperes" } };

static bool
find_word(struct str word, struct unit *out)
{
    for (size_t i = 0; i < sizeof name_words / sizeof *name_words; i++) {
        if (str_is(word, name_words[i].word)) {
            return unit_parse(str_from(name_words[i].unit), out);
        }
    }
    struct unit unit;
    if (word.len < 3 || !unit_parse(word, &unit)) {
        return false;
    }
    bool is_physical = unit.base != UNIT_COUNT && unit.base != UNIT_STATE &&
                       unit.base != UNIT_BOOLEAN && unit.base != UNIT_OTHER;
    bool is_quantity = unit.base == UNIT_OTHER && str_equal(unit.name, word);
    if (is_physical || is_quantity) {
        *out = unit;
        return true;
    }
    return false;
}

/* The unit that the last words of a name give; `name` is without `_total`. */
static bool
find_suffix(struct str name, struct unit *out)
{
    static const char *const starts[] = { "start_time_seconds", "boot_time_seconds",
        "timestamp_seconds", NULL };
    static const struct {
        struct str ending;
        int64_t seconds;
    } rates[] = { { STR_INIT("_per_second"), 1 }, { STR_INIT("_per_minute"), 60 },
        { STR_INIT("_per_hour"), 3600 } };
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        if (str_ends_with(name, rates[i].ending)) {
            name = str_slice(name, 0, name.len - rates[i].ending.len);
            bool is_found = find_word(cut_last_word(&name), out);
            out->is_rate = is_found;
            return is_found &&
                   ratio_multiply(out->scale, ratio_from(rates[i].seconds), &out->scale);
        }
    }
    for (size_t i = 0; starts[i]; i++) {
        struct str start = str_from(starts[i]);
        size_t before = name.len - start.len;
        if (str_ends_with(name, start) && (before == 0 || name.at[before - 1] == '_')) {
            *out = unit_plain(UNIT_TIMESTAMP);
            return true;
        }
    }
    if (str_ends_with(name, STR("_ago"))) {
        name = str_slice(name, 0, name.len - 4);
    }
    struct str rest = name;
    struct str word = cut_last_word(&rest);
    if (!find_word(word, out)) {
        return false;
    }
    bool is_time_in_milliseconds = out->base == UNIT_SECONDS && ends_in_word(rest, "timestamp");
    if (is_time_in_milliseconds) {
        out->base = UNIT_TIMESTAMP;
    }
    return true;
}

/* `requests` of `http_requests_failed`; empty when no word is surely what is counted. */
static struct str
find_noun(struct str name)
{
    static const char *const aside[] = { "active", "idle", "open", "free", "sent", "lost",
        "read", "written", "hit", "ok", "pending", "running", "waiting", "available", "max",
        "min", "maximum", "minimum", "limit", "current", "now", NULL };
    static const char *const no_plurals[] = { "status", "access", "process", "address",
        "success", "progress", "class", "bus", "redis", "radius", "kubernetes", "postgres",
        "alias", "bias", "dns", "tls", "nfs", "zfs", "os", "gas", "is", "has", "was", "vars",
        NULL };
    static const struct str cuts[] = { STR_INIT("_in_"), STR_INIT("_by_"), STR_INIT("_with_"),
        STR_INIT("_since_"), STR_INIT("_to_"), STR_INIT("_per_"), STR_INIT("_settings_") };
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        size_t at = str_find(name, cuts[i]);
        name = at == SIZE_MAX ? name : str_slice(name, 0, at);
    }
    while (name.len > 0) {
        struct str word = cut_last_word(&name);
        struct unit unit;
        bool is_plural = unit_parse(word, &unit) && unit.base == UNIT_COUNT &&
                         str_equal(unit.noun, word) && !is_one_of(word, no_plurals);
        if (is_plural) {
            return word;
        }
        bool is_participle = word.len > 3 && str_ends_with(word, STR("ed"));
        if (!is_participle && !is_one_of(word, aside)) {
            break;
        }
    }
    return (struct str){ 0 };
}

static bool
is_between_0_and_1(const struct metric *metric)
{
    return metric->range.count == 2 &&
           ratio_compare(metric->range.at[0].value, ratio_from(0)) == 0 &&
           ratio_compare(metric->range.at[1].value, ratio_from(1)) == 0;
}

static bool
has_states_0_and_1(const struct metric *metric)
{
    for (size_t i = 0; i < metric->states.count; i++) {
        struct str value = metric->states.at[i].key.str;
        if (!str_is(value, "0") && !str_is(value, "1")) {
            return false;
        }
    }
    return metric->states.count > 0;
}

/* Of a gauge, by its last word. `error` is a number of errors unless the range is told. */
static bool
is_boolean(const struct metric *metric)
{
    static const char *const words[] = { "up", "info", "success", "successful", "enabled",
        "healthy", "ready", "alive", NULL };
    static const char *const bounded[] = { "error", "failed", "failing", "connected", "active",
        "online", "running", "alarm", "readonly", "enable", "leader", "primary", NULL };
    struct str name = metric->key.str;
    struct str word = cut_last_word(&name);
    return is_one_of(word, words) || (is_between_0_and_1(metric) && is_one_of(word, bounded));
}

/* A help of the kind "Whether the last reload succeeded". */
static bool
tells_whether(struct str help)
{
    return str_starts_with(help, STR("Whether ")) ||
           str_starts_with(help, STR("Shows whether ")) ||
           str_starts_with(help, STR("Set to 1 ")) || str_contains(help, STR(", whether "));
}

/* A help that ends in "since the epoch" tells a point in time. */
static bool
tells_epoch(struct str help)
{
    return str_contains(help, STR("since the epoch")) ||
           str_contains(help, STR("since epoch")) || str_contains(help, STR("nix epoch")) ||
           str_contains(help, STR("nix time")) || str_contains(help, STR("since 1970"));
}

static bool
find_declared(const struct metric *metric, struct unit *out)
{
    if (metric->unit.str.len == 0) {
        return false;
    }
    if (!unit_parse(metric->unit.str, out)) {
        *out = unit_plain(UNIT_OTHER);
        out->name = metric->unit.str;
    }
    return true;
}

static struct str
without_total(struct str name)
{
    return str_ends_with(name, STR("_total")) ? str_slice(name, 0, name.len - 6) : name;
}

/* A counter whose name speaks of time or size without saying in what. */
static bool
lacks_unit(struct str name)
{
    static const char *const words[] = { "time", "duration", "latency", "size", "length", "age",
        "offset", NULL };
    return is_one_of(cut_last_word(&name), words);
}

static struct unit
by_name(struct str name, enum metric_kind kind)
{
    struct unit unit;
    struct str base = without_total(name);
    bool counts_up = kind == METRIC_KIND_COUNTER; /* `things_created_total` */
    if (find_suffix(base, &unit) && !(counts_up && unit.base == UNIT_TIMESTAMP)) {
        return unit;
    }
    struct str noun = find_noun(base);
    bool is_count = noun.len > 0 || ends_in_word(base, "count");
    if (counts_up && !lacks_unit(base)) {
        is_count = true;
    }
    return is_count ? unit_count(noun) : (struct unit){ 0 };
}

/* Whether each series has a unit of its own, told by its label `unit`. */
static bool
has_unit_label(const struct metric *metric)
{
    for (size_t i = 0; i < metric->labels.count; i++) {
        if (str_is(metric->labels.at[i].name->text, "unit")) {
            return true;
        }
    }
    return false;
}

struct unit
unit_of_metric(const struct metric *metric)
{
    struct unit unit = { 0 };
    if (metric->kind == METRIC_KIND_INFO || metric->kind == METRIC_KIND_STATESET) {
        return unit_plain(UNIT_BOOLEAN);
    }
    bool is_gauge = metric->kind == METRIC_KIND_GAUGE || metric->kind == METRIC_KIND_UNTYPED;
    if (metric->states.count > 0) {
        return unit_plain(has_states_0_and_1(metric) ? UNIT_BOOLEAN : UNIT_STATE);
    }
    if (!find_declared(metric, &unit)) {
        if (is_gauge && (is_boolean(metric) || tells_whether(metric->help.str))) {
            return unit_plain(UNIT_BOOLEAN);
        }
        if (has_unit_label(metric)) {
            return unit;
        }
        unit = by_name(metric->key.str, (enum metric_kind)metric->kind);
        if (is_gauge && is_between_0_and_1(metric) && unit.base == UNIT_COUNT) {
            unit = (struct unit){ 0 };
        }
    }
    bool is_single =
        metric->kind != METRIC_KIND_HISTOGRAM && metric->kind != METRIC_KIND_SUMMARY;
    if (unit.base == UNIT_SECONDS && is_single && tells_epoch(metric->help.str)) {
        unit.base = UNIT_TIMESTAMP;
    }
    return unit;
}

/* What Prometheus adds to every scrape, and its alerts. */
static const struct {
    const char *name;
    const char *unit;
} own_series[] = {
    { "up", "boolean" },
    { "scrape_duration_seconds", "seconds" },
    { "scrape_timeout_seconds", "seconds" },
    { "scrape_samples_scraped", "samples" },
    { "scrape_samples_post_metric_relabeling", "samples" },
    { "scrape_series_added", "series" },
    { "scrape_sample_limit", "samples" },
    { "scrape_body_size_bytes", "bytes" },
    { "ALERTS", "boolean" },
    { "ALERTS_FOR_STATE", "timestamp" },
};

struct unit
unit_of_name(struct str name)
{
    struct unit unit = { 0 };
    for (size_t i = 0; i < sizeof own_series / sizeof *own_series; i++) {
        if (str_is(name, own_series[i].name)) {
            unit_parse(str_from(own_series[i].unit), &unit);
            return unit;
        }
    }
    if (str_contains(name, STR(":"))) {
        /* `level:metric:ratio`, `…:ratio_rate5m` */
        struct str operations = name;
        while (str_contains(operations, STR(":"))) {
            str_cut(&operations, ':');
        }
        bool is_ratio =
            str_is(operations, "ratio") || str_starts_with(operations, STR("ratio_"));
        return is_ratio ? unit_plain(UNIT_RATIO) : unit;
    }
    bool is_counter = str_ends_with(name, STR("_total"));
    return is_counter || find_suffix(name, &unit)
               ? by_name(name, is_counter ? METRIC_KIND_COUNTER : METRIC_KIND_UNTYPED)
               : (struct unit){ 0 };
}
