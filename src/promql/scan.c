/*
 * Where a number and a string end.
 *
 * Numbers are scanned greedily and by the reference's very rules, since the place where
 * scanning stops decides between a number, a duration and an error. Values are read in
 * literal.c.
 */
#include "promql/lexer_parts.h"

#include "base/utf8.h"
#include "promql/quote.h"

static bool
is_hex_digit(char c)
{
    return promql_lexer_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

struct scan {
    struct str text;
    uint32_t at;
    bool is_hex;
    bool had_dot;
    bool had_exponent;
};

static char
peek(const struct scan *scan)
{
    return scan->at < scan->text.len ? scan->text.at[scan->at] : '\0';
}

static bool
is_at_end(const struct scan *scan)
{
    return scan->at >= scan->text.len;
}

static bool
accept_one_of(struct scan *scan, const char *set)
{
    char c = peek(scan);
    if (is_at_end(scan) || c == '\0' || !strchr(set, c)) {
        return false;
    }
    scan->at++;
    return true;
}

static bool
is_digit(const struct scan *scan)
{
    return scan->is_hex ? is_hex_digit(peek(scan)) : promql_lexer_is_digit(peek(scan));
}

/* One dot, exponent, underscore or run of digits; false when it cannot stand there. */
static bool
scan_piece(struct scan *scan)
{
    char c = peek(scan);
    if (c == '.') {
        scan->at++;
        if (scan->had_dot || scan->is_hex) {
            return false;
        }
        scan->had_dot = true;
        return !accept_one_of(scan, "_.");
    }
    if (c == 'e' || c == 'E') {
        scan->at++;
        if (scan->had_exponent) {
            return false;
        }
        scan->had_exponent = true;
        accept_one_of(scan, "+-");
        return !accept_one_of(scan, "._eE") && !is_at_end(scan);
    }
    if (c == '_') {
        scan->at++;
        return !accept_one_of(scan, "._eE") && !is_at_end(scan);
    }
    while (is_digit(scan)) {
        scan->at++;
    }
    return true;
}

static bool
scan_number(struct scan *scan)
{
    uint32_t start = scan->at;
    if (peek(scan) == '0') {
        scan->at++;
        if (accept_one_of(scan, "xX")) {
            scan->is_hex = true;
            accept_one_of(scan, "_");
        }
    }
    accept_one_of(scan, ".");
    if (is_digit(scan)) {
        scan->at++;
    }
    while (is_digit(scan) || (peek(scan) && strchr("._eE", peek(scan)))) {
        if (!scan_piece(scan)) {
            return false;
        }
    }
    return scan->at > start && !promql_lexer_is_word_char(peek(scan));
}

static bool
scan_duration(struct scan *scan)
{
    if (!accept_one_of(scan, "smhdwy")) {
        return false;
    }
    accept_one_of(scan, "s");
    while (promql_lexer_is_digit(peek(scan))) {
        while (promql_lexer_is_digit(peek(scan))) {
            scan->at++;
        }
        if (!accept_one_of(scan, "smhdw")) {
            return false;
        }
        accept_one_of(scan, "s");
    }
    if (promql_lexer_is_word_char(peek(scan))) {
        scan->at++; /* shown in the message */
        return false;
    }
    return true;
}

enum token_kind
promql_lexer_scan_number(struct str text, uint32_t start, uint32_t *end)
{
    struct scan scan = { .text = text, .at = start };
    enum token_kind kind = TOKEN_NONE;
    if (scan_number(&scan)) {
        kind = TOKEN_NUMBER;
    } else if (scan_duration(&scan)) {
        kind = TOKEN_DURATION;
    }
    *end = scan.at;
    return kind;
}

static bool
fail_escape(struct lexer *lexer, uint32_t at, const char *before, const char *after)
{
    struct buf buf;
    buf_init(&buf);
    uint32_t point;
    size_t len = promql_quote_read_rune(lexer->text, at, &point);
    buf_add_text(&buf, before);
    promql_quote_code_point(&buf, point);
    buf_add_text(&buf, after);
    struct str message = arena_copy(lexer->arena, buf_str(&buf));
    buf_finish(&buf);
    return promql_lexer_fail(lexer, at, len, PROMQL_TROUBLE_ESCAPE, message);
}

static uint32_t
hex_value(char c)
{
    if (promql_lexer_is_digit(c)) {
        return (uint32_t)(c - '0');
    }
    return is_hex_digit(c) ? (uint32_t)((c | 0x20) - 'a' + 10) : 16;
}

/* The digits of `\x`, `\u`, `\U` and octal escapes; `at` is the backslash. */
static bool
scan_code(struct lexer *lexer, uint32_t at, uint32_t *end, char kind)
{
    bool is_octal = promql_lexer_is_digit(kind);
    uint32_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 3;
    uint32_t first = is_octal ? at + 1 : at + 2;
    uint32_t base = is_octal ? 8 : 16;
    uint64_t value = 0;
    for (uint32_t i = first; i < first + digits; i++) {
        if (i >= lexer->text.len) {
            return promql_lexer_fail(lexer, at, i - at, PROMQL_TROUBLE_ESCAPE,
                STR("escape sequence not terminated"));
        }
        if (hex_value(lexer->text.at[i]) >= base) {
            return fail_escape(lexer, i, "illegal character ", " in escape sequence");
        }
        value = value * base + hex_value(lexer->text.at[i]);
    }
    uint64_t most = kind == 'x' || is_octal ? 255 : 0x10ffff;
    if (value > most || (value >= 0xd800 && value < 0xe000)) {
        return promql_lexer_fail(lexer, at, first + digits - at, PROMQL_TROUBLE_ESCAPE,
            STR("escape sequence is an invalid Unicode code point"));
    }
    *end = first + digits;
    return true;
}

static bool
scan_escape(struct lexer *lexer, uint32_t at, uint32_t *end, char quote)
{
    if (at + 1 >= lexer->text.len) {
        return promql_lexer_fail(
            lexer, at, 1, PROMQL_TROUBLE_ESCAPE, STR("escape sequence not terminated"));
    }
    char c = lexer->text.at[at + 1];
    if (c == quote || (c && strchr("abfnrtv\\", c))) {
        *end = at + 2;
        return true;
    }
    if ((c >= '0' && c <= '7') || c == 'x' || c == 'u' || c == 'U') {
        return scan_code(lexer, at, end, c);
    }
    return fail_escape(lexer, at + 1, "unknown escape sequence ", "");
}

/* QUIRK: a literal U+FFFD counts as invalid. */
static bool
scan_rune(struct lexer *lexer, uint32_t at, uint32_t *end)
{
    uint32_t point;
    struct str rest = str_slice(lexer->text, at, lexer->text.len);
    size_t len = utf8_decode(rest, &point);
    if (len == 0 || point == 0xfffd) {
        return promql_lexer_fail(
            lexer, at, len ? len : 1, PROMQL_TROUBLE_ESCAPE, STR("invalid UTF-8 rune"));
    }
    *end = at + (uint32_t)len;
    return true;
}

bool
promql_lexer_scan_string(struct lexer *lexer, uint32_t *end)
{
    char quote = lexer->text.at[lexer->at];
    bool is_raw = quote == '`';
    uint32_t at = lexer->at + 1;
    while (at < lexer->text.len) {
        char c = lexer->text.at[at];
        if (c == quote) {
            *end = at + 1;
            return true;
        }
        if (c == '\n' && !is_raw) {
            break;
        }
        if (c == '\\' && !is_raw) {
            if (!scan_escape(lexer, at, &at, quote)) {
                return false;
            }
        } else if ((unsigned char)c >= 0x80) {
            if (!scan_rune(lexer, at, &at)) {
                return false;
            }
        } else {
            at++;
        }
    }
    return promql_lexer_fail(lexer, lexer->at, at - lexer->at, PROMQL_TROUBLE_UNCLOSED,
        is_raw ? STR("unterminated raw string") : STR("unterminated quoted string"));
}
