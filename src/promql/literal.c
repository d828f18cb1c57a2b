/*
 * Reading literals.
 *
 * A number is first read as an integer with Go's prefixes (0x, a leading zero for octal), then
 * as a float. Most numbers are short decimals, which are exact quotients of two doubles and
 * need no strtod; the rest goes through base/ratio's locale-proof reader.
 */
#include "promql/literal.h"

#include <math.h>

#include "base/duration.h"
#include "base/ratio.h"
#include "base/utf8.h"
#include "promql/lexer_parts.h"

/* Up to 15 digits and one dot: both parts are exact doubles, so their quotient is rightly
 * rounded.
 */
static bool
read_short_decimal(struct str text, double *out)
{
    static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
        1e11, 1e12, 1e13, 1e14, 1e15 };
    if (text.len == 0 || text.len > 15 ||
        (text.at[0] == '0' && text.len > 1 && text.at[1] != '.')) {
        return false;
    }
    double digits = 0;
    size_t decimals = 0;
    bool has_dot = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.' && !has_dot) {
            has_dot = true;
        } else if (promql_lexer_is_digit(c)) {
            digits = digits * 10 + (c - '0');
            decimals += has_dot;
        } else {
            return false;
        }
    }
    *out = digits / powers[decimals];
    return text.len > (size_t)has_dot;
}

/* Underscores may stand between digits and behind `0x`. */
static bool
strip_underscores(struct str text, struct buf *buf, bool is_hex)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '_') {
            buf_add_char(buf, text.at[i]);
            continue;
        }
        char before = i ? text.at[i - 1] : '\0';
        char after = i + 1 < text.len ? text.at[i + 1] : '\0';
        bool is_digit_before = is_hex ? (before && strchr("0123456789abcdefABCDEFxX", before))
                                      : promql_lexer_is_digit(before);
        bool is_digit_after = is_hex ? (after && strchr("0123456789abcdefABCDEF", after))
                                     : promql_lexer_is_digit(after);
        if (!is_digit_before || !is_digit_after) {
            return false;
        }
    }
    return true;
}

/* Digits in base 8 or 16; false when they are others or pass int64. */
static bool
read_integer(struct str digits, int base, double *out)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.at[i];
        int digit = promql_lexer_is_digit(c)                 ? c - '0'
                    : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                             : 16;
        if (digit >= base || value > (INT64_MAX - digit) / base) {
            return false;
        }
        value = value * base + digit;
    }
    *out = (double)value;
    return digits.len > 0;
}

static enum literal_trouble
read_plain(struct str text, bool is_hex, double *out)
{
    if (is_hex) {
        return read_integer(str_slice(text, 2, text.len), 16, out) ? LITERAL_OK
                                                                   : LITERAL_INVALID;
    }
    if (text.len > 1 && text.at[0] == '0' &&
        read_integer(str_slice(text, 1, text.len), 8, out)) {
        return LITERAL_OK;
    }
    double value;
    if (!number_parse(text, &value)) {
        return LITERAL_INVALID;
    }
    *out = value;
    bool is_word = !promql_lexer_is_digit(text.at[0]) && text.at[0] != '.';
    return isinf(value) && !is_word ? LITERAL_OUT_OF_RANGE : LITERAL_OK;
}

enum literal_trouble
promql_literal_number(struct str text, double *out)
{
    if (read_short_decimal(text, out)) {
        return LITERAL_OK;
    }
    bool is_hex = text.len > 1 && text.at[0] == '0' && (text.at[1] == 'x' || text.at[1] == 'X');
    if (str_find_char(text, '_') == SIZE_MAX) {
        return read_plain(text, is_hex, out);
    }
    struct buf buf;
    buf_init(&buf);
    enum literal_trouble trouble = LITERAL_INVALID;
    if (strip_underscores(text, &buf, is_hex)) {
        trouble = read_plain(buf_str(&buf), is_hex, out);
    }
    buf_finish(&buf);
    return trouble;
}

/* The first unit that is none of Prometheus'. */
static bool
find_unknown_unit(struct str text, struct str *unit)
{
    static const struct str units[] = { STR_INIT("y"), STR_INIT("w"), STR_INIT("d"),
        STR_INIT("h"), STR_INIT("m"), STR_INIT("s"), STR_INIT("ms") };
    for (size_t at = 0; at < text.len;) {
        while (at < text.len && promql_lexer_is_digit(text.at[at])) {
            at++;
        }
        size_t start = at;
        while (at < text.len && !promql_lexer_is_digit(text.at[at])) {
            at++;
        }
        bool is_known = false;
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            is_known = is_known || str_equal(units[i], str_slice(text, start, at));
        }
        if (!is_known) {
            *unit = str_slice(text, start, at);
            return true;
        }
    }
    return false;
}

/* Units in falling order, each once: then a failure was one of size. */
static bool
is_in_order(struct str text)
{
    static const char order[] = "ywdhmsM"; /* M: milliseconds */
    const char *last = NULL;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.at[at];
        if (promql_lexer_is_digit(c)) {
            continue;
        }
        if (c == 'm' && at + 1 < text.len && text.at[at + 1] == 's') {
            c = 'M';
            at++;
        }
        const char *here = strchr(order, c);
        if (!here || (last && here <= last)) {
            return false;
        }
        last = here;
    }
    return true;
}

enum literal_trouble
promql_literal_duration(struct str text, double *seconds, struct str *unit)
{
    int64_t milliseconds;
    if (duration_parse(text, &milliseconds)) {
        *seconds = (double)milliseconds / 1000;
        return LITERAL_OK;
    }
    if (find_unknown_unit(text, unit)) {
        return LITERAL_UNKNOWN_UNIT;
    }
    return is_in_order(text) ? LITERAL_OUT_OF_RANGE : LITERAL_INVALID;
}

static unsigned
digit_value(char c)
{
    return promql_lexer_is_digit(c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

static size_t
decode_code(struct str text, size_t at, struct buf *buf)
{
    char kind = text.at[at];
    bool is_octal = promql_lexer_is_digit(kind);
    size_t first = is_octal ? at : at + 1;
    size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 3;
    uint32_t value = 0;
    for (size_t i = first; i < first + digits; i++) {
        value = value * (is_octal ? 8 : 16) + digit_value(text.at[i]);
    }
    if (kind == 'u' || kind == 'U') {
        utf8_add(buf, value);
    } else {
        buf_add_char(buf, (char)value);
    }
    return first + digits;
}

static void
decode(struct str text, struct buf *buf)
{
    static const char letters[] = "abfnrtv";
    static const char values[] = "\a\b\f\n\r\t\v";
    for (size_t at = 0; at < text.len;) {
        char c = text.at[at++];
        if (c != '\\') {
            buf_add_char(buf, c);
            continue;
        }
        c = text.at[at];
        const char *letter = strchr(letters, c);
        if (letter && c) {
            buf_add_char(buf, values[letter - letters]);
            at++;
        } else if (c == '\\' || c == '"' || c == '\'') {
            buf_add_char(buf, c);
            at++;
        } else {
            at = decode_code(text, at, buf);
        }
    }
}

struct str
promql_literal_string(struct arena *arena, struct str token)
{
    struct str inside = str_slice(token, 1, token.len - 1);
    if (token.at[0] == '`' || str_find_char(inside, '\\') == SIZE_MAX) {
        return inside;
    }
    struct buf buf;
    buf_init(&buf);
    decode(inside, &buf);
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}
