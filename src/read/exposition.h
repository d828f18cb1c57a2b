/*
 * A /metrics page as a list of metric families.
 *
 * Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0 with one parser: HELP, TYPE, UNIT,
 * samples with labels, timestamps and exemplars, escapes, quoted UTF-8 names, `# EOF`. What the
 * two formats disagree on is accepted in either. Families stand in order of their first line,
 * samples in order of the file.
 */
#ifndef TOCSIN_READ_EXPOSITION_H
#define TOCSIN_READ_EXPOSITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "text/source.h"

enum exposition_type {
    EXPOSITION_TYPE_UNKNOWN, /* `unknown`, `untyped` or no TYPE line */
    EXPOSITION_TYPE_COUNTER,
    EXPOSITION_TYPE_GAUGE,
    EXPOSITION_TYPE_HISTOGRAM,
    EXPOSITION_TYPE_SUMMARY,
    EXPOSITION_TYPE_INFO,
    EXPOSITION_TYPE_STATESET,
    EXPOSITION_TYPE_GAUGEHISTOGRAM,
};

struct exposition_label {
    struct str name;
    struct str value; /* without escapes */
};

VEC_DECLARE(exposition_label_vec, struct exposition_label);

struct exposition_sample {
    struct str name; /* the series' name, with its suffix (`http_requests_total`) */
    struct exposition_label_vec labels; /* in order of the file, each name once */
    double value;
    struct str value_text;
    struct str timestamp; /* as written: milliseconds or, in OpenMetrics, seconds; or empty */
    bool has_exemplar;
    struct exposition_label_vec exemplar;
    struct span span; /* the line */
};

VEC_DECLARE(exposition_sample_vec, struct exposition_sample);

struct exposition_family {
    struct str name; /* of the TYPE line: OpenMetrics counters lack `_total` here */
    enum exposition_type type;
    struct str help;       /* without escapes; may be empty */
    struct str unit;       /* `# UNIT`; may be empty */
    struct span span;      /* the name where it first stands */
    struct span type_span; /* set when there is a TYPE line */
    struct span help_span;
    struct exposition_sample_vec samples;
};

VEC_DECLARE(exposition_family_vec, struct exposition_family *);

struct exposition {
    struct exposition_family_vec families;
    bool is_openmetrics; /* ends with `# EOF` */
};

enum {
    /* Findings after which the rest of a page is not read. */
    READ_EXPOSITION_MOST_FINDINGS = 20,
};

/* The text of a type as TYPE lines have it (`counter`). */
const char *exposition_type_text(enum exposition_type type);

/*
 * The families of `file` (a FILE source). A line that cannot be read is reported
 * (exposition-syntax) and left out. NULL, after a finding, when the file is no page at all:
 * compressed, HTML, or wrong in so many lines. Everything is made in `arena` and borrows the
 * file's text.
 */
const struct exposition *read_exposition(
    struct arena *arena, const struct source *file, struct diags *diags);

#endif
