/*
 * Plain, quoted or block: judged by the characters of a text.
 *
 * The types that readers see in plain text are those of YAML 1.1 (yaml.org/type) as PyYAML and
 * libyaml's users read them, and those of Go's yaml.v2 and v3 (resolve.go), which add `0o7` and
 * strconv's idea of numbers. A false "has a type" costs two quotes, a false "has none" changes
 * the meaning of a file: in doubt a text has a type.
 */
#include "emit/yaml_text.h"

#include <stddef.h>
#include <stdint.h>

#include "base/ascii.h"
#include "base/utf8.h"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

typedef bool byte_test(char c);

static bool
has_only(struct str text, byte_test *is_allowed)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_allowed(text.at[i])) {
            return false;
        }
    }
    return true;
}

/* What follows `0x`, `0o` and `0b`. */
static bool
is_of_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '+' || c == '-';
}

static bool
is_of_number(char c)
{
    return is_digit(c) || c == '_' || c == '.' || c == ',' || c == ':' || c == 'e' ||
           c == 'E' || c == '+' || c == '-';
}

static bool
is_of_time(char c)
{
    return is_digit(c) || c == '-' || c == '+' || c == ':' || c == '.' || c == 't' ||
           c == 'T' || c == 'z' || c == 'Z' || c == ' ';
}

static bool
is_equal_ignoring_case(struct str text, struct str word)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != word.at[i]) {
            return false;
        }
    }
    return true;
}

static bool
is_type_word(struct str text)
{
    static const struct str words[] = { STR_INIT("~"), STR_INIT("null"), STR_INIT("true"),
        STR_INIT("false"), STR_INIT("yes"), STR_INIT("no"), STR_INIT("on"), STR_INIT("off"),
        STR_INIT("y"), STR_INIT("n"), STR_INIT("<<"), STR_INIT("="), STR_INIT(".inf"),
        STR_INIT(".nan"), STR_INIT("+.inf"), STR_INIT("-.inf"), STR_INIT("inf"),
        STR_INIT("+inf"), STR_INIT("-inf"), STR_INIT("nan"), STR_INIT("infinity"),
        STR_INIT("+infinity"), STR_INIT("-infinity") };
    enum { LONGEST_WORD = 9 };
    for (size_t i = 0; text.len <= LONGEST_WORD && i < sizeof words / sizeof words[0]; i++) {
        if (words[i].len == text.len && is_equal_ignoring_case(text, words[i])) {
            return true;
        }
    }
    return false;
}

/* The letters that words with a type begin with. */
static bool
begins_type_word(char letter)
{
    switch (letter | 0x20) {
    case 'n':
    case 't':
    case 'f':
    case 'y':
    case 'o':
    case 'i':
        return true;
    default:
        return false;
    }
}

/* `2001-12-14`, `2001-12-14t21:59:43.10-05:00` */
static bool
is_time(struct str text)
{
    enum { YEAR_DIGITS = 4, SHORTEST_TIME = 8 };
    for (size_t i = 0; i < YEAR_DIGITS; i++) {
        if (text.len < SHORTEST_TIME || !is_digit(text.at[i])) {
            return false;
        }
    }
    return text.at[YEAR_DIGITS] == '-' && has_only(text, is_of_time);
}

/* Decimal, hexadecimal, octal, binary, base 60, with signs and underscores. */
static bool
is_number(struct str text)
{
    bool has_sign = text.at[0] == '+' || text.at[0] == '-';
    struct str rest = str_slice(text, has_sign, text.len);
    if (rest.len == 0 || !(is_digit(rest.at[0]) || rest.at[0] == '.')) {
        return false;
    }
    if (rest.len > 1 && rest.at[0] == '0' && strchr("xXoObB", rest.at[1])) {
        return has_only(rest, is_of_word);
    }
    return has_only(rest, is_of_number);
}

bool
yaml_text_has_type(struct str text)
{
    if (text.len == 0) {
        return true;
    }
    if (is_letter(text.at[0])) {
        return begins_type_word(text.at[0]) && is_type_word(text);
    }
    if (is_digit(text.at[0])) {
        return is_time(text) || is_number(text);
    }
    return is_type_word(text) || is_number(text);
}

/* Printable to every reader and no line break to any. */
static bool
is_printable(uint32_t point)
{
    if (point < 0x80) {
        return point >= 0x20 && point < 0x7F;
    }
    if (point < 0xA0 || point == 0x2028 || point == 0x2029 || point == 0xFEFF) {
        return false;
    }
    return point <= 0xFFFD || point >= 0x10000;
}

/* All characters printable, or tab or line feed where `allows_lines`. */
static bool
is_all_printable(struct str text, bool allows_lines)
{
    for (size_t at = ascii_skip_printable(text, 0); at < text.len;) {
        unsigned char byte = (unsigned char)text.at[at];
        if ((byte >= 0x20 && byte < 0x7F) || (allows_lines && (byte == '\n' || byte == '\t'))) {
            at = ascii_skip_printable(text, at + 1);
            continue;
        }
        uint32_t point = byte;
        size_t len = byte < 0x80 ? 1 : utf8_decode(str_slice(text, at, text.len), &point);
        if (len == 0 || !is_printable(point)) {
            return false;
        }
        at += len;
    }
    return true;
}

/* The character somewhere with the other one before or behind it. */
static bool
has_beside(struct str text, char c, int side, char other)
{
    struct str rest = text;
    for (size_t at = 0, step; (step = str_find_char(rest, c)) != SIZE_MAX; at++) {
        at += step;
        size_t beside = at + (size_t)side;
        if (beside < text.len && text.at[beside] == other) {
            return true;
        }
        rest = str_slice(text, at + 1, text.len);
    }
    return false;
}

/* The first character says that this is something else than a plain scalar. A sign of a number
 * is fine before a digit; any other `-` could start a list. */
static bool
begins_otherwise(struct str text)
{
    char first = text.at[0];
    if (is_letter(first) || is_digit(first)) {
        return false;
    }
    bool is_negative = first == '-' && text.len > 1 && is_digit(text.at[1]);
    return !is_negative && strchr("-?:,[]{}#&*!|>'\"%@`= ", first);
}

bool
yaml_text_is_bare(struct str text)
{
    if (text.len == 0 || begins_otherwise(text)) {
        return false;
    }
    char last = text.at[text.len - 1];
    if (last == ' ' || last == ':' || !is_all_printable(text, false) ||
        (text.at[0] == '.' && str_starts_with(text, STR("...")))) {
        return false;
    }
    bool may_end = memchr(text.at, ' ', text.len) != NULL; /* before its last character */
    return !may_end || !(has_beside(text, ':', 1, ' ') || has_beside(text, '#', -1, ' '));
}

/* The last line is neither empty nor blank, whatever line breaks follow it. */
static bool
has_last_line(struct str text)
{
    while (text.len > 0 && text.at[text.len - 1] == '\n') {
        text.len--;
    }
    for (size_t i = text.len; i > 0 && text.at[i - 1] != '\n'; i--) {
        if (text.at[i - 1] != ' ' && text.at[i - 1] != '\t') {
            return true;
        }
    }
    return false;
}

bool
yaml_text_is_block(struct str text)
{
    return has_last_line(text) && is_all_printable(text, true);
}

static void
add_escape(struct buf *buf, uint32_t point)
{
    switch (point) {
    case '"':
    case '\\':
        buf_printf(buf, "\\%c", (char)point);
        break;
    case '\n':
        buf_add_text(buf, "\\n");
        break;
    case '\t':
        buf_add_text(buf, "\\t");
        break;
    case '\r':
        buf_add_text(buf, "\\r");
        break;
    default:
        buf_printf(buf, point < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)point);
        break;
    }
}

static void
add_double_quoted(struct buf *buf, struct str text)
{
    buf_add_char(buf, '"');
    for (size_t at = 0; at < text.len;) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        if (len == 0) {
            buf_add_text(buf, "\xEF\xBF\xBD");
            at++;
            continue;
        }
        if (is_printable(point) && point != '"' && point != '\\') {
            buf_add(buf, str_slice(text, at, at + len));
        } else {
            add_escape(buf, point);
        }
        at += len;
    }
    buf_add_char(buf, '"');
}

void
yaml_text_add_quoted(struct buf *buf, struct str text)
{
    if (!is_all_printable(text, false)) {
        add_double_quoted(buf, text);
        return;
    }
    struct str rest = text;
    do {
        buf_add_char(buf, '\'');
        buf_add(buf, str_cut(&rest, '\''));
        buf_add_char(buf, '\'');
    } while (rest.at);
}
