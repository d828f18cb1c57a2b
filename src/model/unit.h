/*
 * Units: what the values of an expression are measured in.
 *
 * A metric's unit is declared (`unit: seconds`) or follows from its name and kind, by
 * Prometheus' naming rules (https://prometheus.io/docs/practices/naming/: `_seconds`, `_bytes`,
 * `_ratio`, `_total` of a counter). Arithmetic carries it on: the rate of bytes is bytes per
 * second, of seconds a share of time; seconds through seconds a ratio, times 100 a percentage.
 * What cannot be known is unknown and stays silent. Shapes carry the unit of their values
 * (shape.unit), through recorded series too.
 */
#ifndef TOCSIN_MODEL_UNIT_H
#define TOCSIN_MODEL_UNIT_H

#include "base/ratio.h"
#include "model/catalog.h"

enum unit_base {
    UNIT_UNKNOWN,
    UNIT_NUMBER, /* a literal: takes the unit of what it meets; `scale` is the number itself,
                    its denominator 0 when it is not known exactly */
    UNIT_COUNT,  /* how many of something; `noun` tells what, when known */
    UNIT_SECONDS,
    UNIT_TIMESTAMP, /* seconds since 1970 */
    UNIT_BYTES,
    UNIT_BITS,
    UNIT_RATIO,   /* a share, usually of 1; scale 100: percent */
    UNIT_BOOLEAN, /* 0 or 1 */
    UNIT_STATE,   /* a number that stands for a word */
    UNIT_OTHER,   /* `name` says which: celsius, volts, … */
};

struct unit {
    enum unit_base base;
    bool is_rate;       /* per second, or by `scale` 60 per minute, 3600 per hour */
    struct ratio scale; /* value = scale × the base unit's value; 1000 for milliseconds */
    struct str noun;    /* COUNT: `requests`, `errors`, …; empty: unknown */
    struct str name;    /* OTHER */
    const struct metric *observed; /* COUNT: of the observations of this histogram, or NULL */
};

/* Of that base, not a rate, of scale 1. */
struct unit unit_plain(enum unit_base base);

/* A count of what the noun says. */
struct unit unit_count(struct str noun);

/* What a declared metric measures; of a histogram or summary, what it observes. A declared word
 * that nobody knows is an OTHER of that name. */
struct unit unit_of_metric(const struct metric *metric);

/* `seconds`, `timestamp`, `bytes`, `bits`, `ratio`, `boolean`, `state`, `count`; `other`; NULL
 * for an unknown unit. */
const char *unit_base_text(enum unit_base base);

/* The unit that a series has by its name alone (`x_bytes_total`), else unknown. */
struct unit unit_of_name(struct str name);

/* The unit that a word of the spec names (`unit:` of a metric or recording): `seconds`,
 * `bytes`, `ratio`, `percent`, `requests`, `bytes per second`, … or an id of Grafana's that
 * means one of them (`percentunit`, `reqps`). False for what is no unit word. Nouns borrow
 * from `word`. */
bool unit_parse(struct str word, struct unit *out);

bool unit_equal(struct unit a, struct unit b);

/* The same but for what is counted. */
bool unit_is_alike(struct unit a, struct unit b);

/* What is shown: seconds per second are a ratio, anything else is itself. */
struct unit unit_shown(struct unit unit);

/* False only when values of the two can surely not be added, compared or shown as each other:
 * seconds and bytes, seconds and milliseconds, a ratio and percent. */
bool unit_agrees(struct unit a, struct unit b);

/* "requests per minute", "seconds", "a ratio" for messages; in the arena. */
struct str unit_text(struct arena *arena, struct unit unit);

#endif
