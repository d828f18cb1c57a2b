/*
 * Exact rational numbers for percentages, thresholds and objectives.
 *
 * `99.9%` is 999/1000 and its error budget exactly 1/1000; doubles would print
 * 0.0009999999999999432. A ratio is always reduced and its denominator positive. Operations
 * whose exact result needs more than 63 bits fail instead of rounding.
 */
#ifndef TOCSIN_BASE_RATIO_H
#define TOCSIN_BASE_RATIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct ratio {
    int64_t num;
    int64_t den;
};

static inline struct ratio
ratio_from(int64_t whole)
{
    return (struct ratio){ whole, 1 };
}

/* False when the denominator is 0 or the reduced ratio does not fit. */
bool ratio_make(int64_t num, int64_t den, struct ratio *out);

/* A decimal number: sign, digits, fraction, exponent (`-1.5e3`, `.5`, `1_000`). No units. False
 * when the text is something else or has no exact 64-bit ratio. */
bool ratio_parse(struct str text, struct ratio *out);

bool ratio_add(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_divide(struct ratio a, struct ratio b, struct ratio *out);

/* Negative, zero or positive, as a is less than, equal to or greater than b. Exact. */
int ratio_compare(struct ratio a, struct ratio b);

double ratio_to_double(struct ratio r);

/* `r` as digits × 10^exponent, the last digit not 0 (0 itself: 0 × 10^0). False when it is no
 * finite decimal or has more digits than 63 bits hold. */
bool ratio_decimal(struct ratio r, int64_t *digits, int *exponent);

/* A finite decimal exactly (`0.001`, `900`), anything else as the shortest double. */
void ratio_print(struct buf *buf, struct ratio r);

/* The shortest text that reads back as the same double, as Go's strconv 'f'/'e' mix does with
 * precision -1: plain decimals from 1e-6 up to 1e21, an exponent beyond (`1e+21`, `5e-07`);
 * `+Inf`, `-Inf`, `NaN`. Independent of the locale. */
void number_print(struct buf *buf, double number);

/* A decimal or hexadecimal-free number to a double, independent of the locale: `12`, `-1.5e3`,
 * `+Inf`, `NaN`, `inf`. False for anything else. Overflow gives an infinity. */
bool number_parse(struct str text, double *out);

#endif
