/*
 * Ratios of 64-bit integers. Every product is checked: exact or refused.
 */
#include "base/ratio.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool
multiply(int64_t a, int64_t b, int64_t *out)
{
    if (a == 0 || b == 0) {
        *out = 0;
        return true;
    }
    uint64_t left = a < 0 ? (uint64_t) - (a + 1) + 1 : (uint64_t)a;
    uint64_t right = b < 0 ? (uint64_t) - (b + 1) + 1 : (uint64_t)b;
    if (left > (uint64_t)INT64_MAX / right) {
        return false;
    }
    int64_t product = (int64_t)(left * right);
    *out = (a < 0) != (b < 0) ? -product : product;
    return true;
}

static bool
add(int64_t a, int64_t b, int64_t *out)
{
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b)) {
        return false;
    }
    *out = a + b;
    return true;
}

static int64_t
greatest_common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

bool
ratio_make(int64_t num, int64_t den, struct ratio *out)
{
    if (den == 0 || num == INT64_MIN || den == INT64_MIN) {
        return false;
    }
    if (den == 1) {
        *out = ratio_from(num);
        return true;
    }
    int64_t common = greatest_common_divisor(num, den);
    if (den < 0) {
        common = -common;
    }
    *out = (struct ratio){ num / common, den / common };
    return true;
}

/* Reduces crosswise before multiplying, so that nothing overflows that need not. */
bool
ratio_multiply(struct ratio a, struct ratio b, struct ratio *out)
{
    struct ratio left;
    struct ratio right;
    int64_t num;
    int64_t den;
    return ratio_make(a.num, b.den, &left) && ratio_make(b.num, a.den, &right) &&
           multiply(left.num, right.num, &num) && multiply(left.den, right.den, &den) &&
           ratio_make(num, den, out);
}

bool
ratio_divide(struct ratio a, struct ratio b, struct ratio *out)
{
    struct ratio inverse;
    return ratio_make(b.den, b.num, &inverse) && ratio_multiply(a, inverse, out);
}

bool
ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
    int64_t common = greatest_common_divisor(a.den, b.den);
    int64_t left;
    int64_t right;
    int64_t num;
    int64_t den;
    return multiply(a.num, b.den / common, &left) && multiply(b.num, a.den / common, &right) &&
           add(left, right, &num) && multiply(a.den, b.den / common, &den) &&
           ratio_make(num, den, out);
}

bool
ratio_subtract(struct ratio a, struct ratio b, struct ratio *out)
{
    return ratio_add(a, (struct ratio){ -b.num, b.den }, out);
}

/* Compares by the whole parts and then by the fractions turned upside down (a continued
 * fraction), which never overflows. */
int
ratio_compare(struct ratio a, struct ratio b)
{
    int sign = 1;
    for (;;) {
        int64_t left = a.num / a.den - (a.num % a.den < 0);
        int64_t right = b.num / b.den - (b.num % b.den < 0);
        if (left != right) {
            return left < right ? -sign : sign;
        }
        int64_t left_rest = a.num - left * a.den;
        int64_t right_rest = b.num - right * b.den;
        if (left_rest == 0 || right_rest == 0) {
            return sign * ((left_rest != 0) - (right_rest != 0));
        }
        a = (struct ratio){ a.den, left_rest };
        b = (struct ratio){ b.den, right_rest };
        sign = -sign;
    }
}

double
ratio_to_double(struct ratio r)
{
    return (double)r.num / (double)r.den;
}

struct decimal {
    int64_t digits;
    int exponent; /* of ten */
    bool any;
};

static bool
read_digits(struct str text, size_t *at, bool fraction, struct decimal *decimal)
{
    for (; *at < text.len; ++*at) {
        char c = text.at[*at];
        if (c == '_' && *at > 0 && *at + 1 < text.len && text.at[*at - 1] >= '0' &&
            text.at[*at - 1] <= '9' && text.at[*at + 1] >= '0' && text.at[*at + 1] <= '9') {
            continue;
        }
        if (c < '0' || c > '9') {
            break;
        }
        if (!multiply(decimal->digits, 10, &decimal->digits) ||
            !add(decimal->digits, c - '0', &decimal->digits)) {
            return false;
        }
        decimal->any = true;
        decimal->exponent -= fraction;
    }
    return true;
}

static bool
read_exponent(struct str text, size_t at, int *exponent)
{
    bool negative = at < text.len && text.at[at] == '-';
    at += at < text.len && (text.at[at] == '-' || text.at[at] == '+');
    if (at == text.len) {
        return false;
    }
    int value = 0;
    for (; at < text.len; at++) {
        if (text.at[at] < '0' || text.at[at] > '9' || value > 1000) {
            return false;
        }
        value = value * 10 + (text.at[at] - '0');
    }
    *exponent += negative ? -value : value;
    return true;
}

bool
ratio_parse(struct str text, struct ratio *out)
{
    struct decimal decimal = { 0 };
    size_t at = 0;
    bool negative = text.len > 0 && text.at[0] == '-';
    at += text.len > 0 && (text.at[0] == '-' || text.at[0] == '+');
    if (!read_digits(text, &at, false, &decimal)) {
        return false;
    }
    if (at < text.len && text.at[at] == '.') {
        at++;
        if (!read_digits(text, &at, true, &decimal)) {
            return false;
        }
    }
    if (!decimal.any) {
        return false;
    }
    if (at < text.len) {
        bool has_exponent = text.at[at] == 'e' || text.at[at] == 'E';
        if (!has_exponent || !read_exponent(text, at + 1, &decimal.exponent)) {
            return false;
        }
    }
    struct ratio value = ratio_from(negative ? -decimal.digits : decimal.digits);
    for (; decimal.exponent < 0 && value.num; decimal.exponent++) {
        if (!ratio_divide(value, ratio_from(10), &value)) {
            return false;
        }
    }
    for (; decimal.exponent > 0 && value.num; decimal.exponent--) {
        if (!ratio_multiply(value, ratio_from(10), &value)) {
            return false;
        }
    }
    *out = value;
    return true;
}

/* How many decimals the ratio needs, or -1 when its expansion never ends or is too long. */
static int
count_decimals(struct ratio r)
{
    int twos = 0;
    int fives = 0;
    int64_t den = r.den;
    assert(den > 0);
    for (; den % 2 == 0; den /= 2) {
        twos++;
    }
    for (; den % 5 == 0; den /= 5) {
        fives++;
    }
    return den == 1 ? (twos > fives ? twos : fives) : -1;
}

/* A finite decimal as a whole number of 1/scale, the scale a power of ten. */
static bool
scale_up(struct ratio r, int *decimals, int64_t *scale, int64_t *digits)
{
    *decimals = count_decimals(r);
    *scale = 1;
    for (int i = 0; i < *decimals; i++) {
        if (!multiply(*scale, 10, scale)) {
            return false;
        }
    }
    struct ratio scaled;
    if (*decimals < 0 || !ratio_multiply(r, ratio_from(*scale), &scaled)) {
        return false;
    }
    *digits = scaled.num;
    return true;
}

bool
ratio_decimal(struct ratio r, int64_t *digits, int *exponent)
{
    int decimals;
    int64_t scale;
    if (!scale_up(r, &decimals, &scale, digits)) {
        return false;
    }
    *exponent = -decimals;
    for (; *digits != 0 && *digits % 10 == 0; *digits /= 10) {
        ++*exponent;
    }
    return true;
}

void
ratio_print(struct buf *buf, struct ratio r)
{
    int decimals;
    int64_t scale;
    int64_t whole;
    if (!scale_up(r, &decimals, &scale, &whole)) {
        number_print(buf, ratio_to_double(r));
        return;
    }
    uint64_t digits = whole < 0 ? (uint64_t)-whole : (uint64_t)whole;
    if (whole < 0) {
        buf_add_char(buf, '-');
    }
    buf_add_integer(buf, (int64_t)(digits / (uint64_t)scale));
    if (decimals > 0) {
        uint64_t part = digits % (uint64_t)scale;
        buf_add_char(buf, '.');
        for (uint64_t place = (uint64_t)scale / 10; place > 0; place /= 10) {
            buf_add_char(buf, (char)('0' + part / place % 10));
        }
    }
}

/* Prints with the least precision that reads back the same; the text is `d.ddde±xx`. */
static int
shortest_exponent_form(double number, char *text, size_t size)
{
    int precision = 0;
    for (; precision < 17; precision++) {
        snprintf(text, size, "%.*e", precision, number);
        if (strtod(text, NULL) == number) {
            break;
        }
    }
    return precision;
}

/* Most numbers are a whole one over a small power of ten. One division rounds as reading the
 * digits would, both being exact below 2^53; and of decimals so short no two are the same
 * double. */
static bool
print_few_decimals(struct buf *buf, double number)
{
    enum { MOST_DECIMALS = 6 };
    double size = fabs(number);
    double scale = 1;
    int decimals = 0;
    if (!(size < 1e9)) {
        return false;
    }
    while (round(size * scale) / scale != size) {
        if (++decimals > MOST_DECIMALS) {
            return false;
        }
        scale *= 10;
    }
    int64_t digits = (int64_t)round(size * scale);
    if (signbit(number)) {
        buf_add_char(buf, '-');
    }
    buf_add_integer(buf, digits / (int64_t)scale);
    if (decimals > 0) {
        buf_add_char(buf, '.');
    }
    for (int64_t place = (int64_t)scale / 10, rest = digits % (int64_t)scale; place > 0;
         place /= 10) {
        buf_add_char(buf, (char)('0' + rest / place % 10));
    }
    return true;
}

/* printf follows LC_NUMERIC, so the decimal point is found by position, not by its character.
 */
void
number_print(struct buf *buf, double number)
{
    if (print_few_decimals(buf, number)) {
        return;
    }
    if (isnan(number) || isinf(number)) {
        buf_add_text(buf, isnan(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf");
        return;
    }
    char text[64];
    shortest_exponent_form(number, text, sizeof text);
    char digits[32];
    int count = 0;
    const char *at = text;
    if (*at == '-') {
        buf_add_char(buf, '-');
        at++;
    }
    for (; *at && *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9') {
            digits[count++] = *at;
        }
    }
    int exponent = (int)strtol(at + 1, NULL, 10);
    if (exponent < -6 || exponent >= 21) {
        buf_add(buf, str_make(digits, 1));
        if (count > 1) {
            buf_add_char(buf, '.');
            buf_add(buf, str_make(digits + 1, (size_t)count - 1));
        }
        buf_printf(
            buf, "e%c%02d", exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
        return;
    }
    if (exponent < 0) {
        buf_add_text(buf, "0.");
        buf_add_repeated(buf, '0', (size_t)(-exponent - 1));
        buf_add(buf, str_make(digits, (size_t)count));
        return;
    }
    for (int i = 0; i <= exponent || i < count; i++) {
        if (i == exponent + 1) {
            buf_add_char(buf, '.');
        }
        buf_add_char(buf, i < count ? digits[i] : '0');
    }
}

static bool
is_word(struct str text, const char *word)
{
    size_t len = strlen(word);
    if (text.len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = text.at[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool
is_decimal(struct str text)
{
    size_t at = 0;
    size_t digits = 0;
    for (; at < text.len && text.at[at] >= '0' && text.at[at] <= '9'; at++) {
        digits++;
    }
    if (at < text.len && text.at[at] == '.') {
        for (at++; at < text.len && text.at[at] >= '0' && text.at[at] <= '9'; at++) {
            digits++;
        }
    }
    if (digits == 0 || at == text.len) {
        return digits > 0;
    }
    int ignored = 0;
    return (text.at[at] == 'e' || text.at[at] == 'E') && read_exponent(text, at + 1, &ignored);
}

bool
number_parse(struct str text, double *out)
{
    struct str body = text;
    bool negative = text.len > 0 && text.at[0] == '-';
    if (text.len > 0 && (text.at[0] == '-' || text.at[0] == '+')) {
        body = str_slice(text, 1, text.len);
    }
    double value;
    if (is_word(body, "inf")) {
        value = INFINITY;
    } else if (is_word(body, "nan")) {
        value = NAN;
    } else if (is_decimal(body)) {
        struct buf copy;
        buf_init(&copy);
        char point = localeconv()->decimal_point[0];
        for (size_t i = 0; i < body.len; i++) {
            buf_add_char(&copy, body.at[i] == '.' ? point : body.at[i]);
        }
        buf_add_char(&copy, '\0');
        value = strtod(copy.at, NULL);
        buf_finish(&copy);
    } else {
        return false;
    }
    *out = negative ? -value : value;
    return true;
}
