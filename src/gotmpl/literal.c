/*
 * Strings by their escapes, and numbers after the grammar of Go's specification.
 */
#include "gotmpl/literal.h"

#include <stdint.h>

#include "base/escape.h"
#include "base/utf8.h"

bool
literal_decode(
    struct arena *arena, struct str contents, char quote, struct str *out, struct str *bad)
{
    if (quote == '`' || str_find_char(contents, '\\') == SIZE_MAX) {
        *out = contents;
        return true;
    }
    struct buf buf;
    buf_init(&buf);
    bool is_good = true;
    buf_reserve(&buf, contents.len);
    for (struct str rest = contents; rest.len > 0;) {
        size_t plain = str_find_char(rest, '\\');
        buf_add(&buf, str_slice(rest, 0, plain));
        rest = str_slice(rest, plain, rest.len);
        if (rest.len == 0) {
            break;
        }
        size_t len = escape_decode(rest, quote, &buf);
        if (len == 0) {
            uint32_t point;
            struct str next = str_slice(rest, 1, rest.len);
            size_t width = next.len ? utf8_decode(next, &point) : 0;
            *bad = str_slice(rest, 0, 1 + (width ? width : 1));
            is_good = false;
            break;
        }
        rest = str_slice(rest, len, rest.len);
    }
    if (is_good) {
        *out = arena_copy(arena, buf_str(&buf));
    }
    buf_finish(&buf);
    return is_good;
}

static int
digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

/* The digits of a base at the offset; an underscore must stand between two digits, or behind
 * the prefix of a base. Counts the digits and notes whether they overflow 64 bits. */
struct digits {
    size_t end;
    size_t count;
    bool overflows;
    bool has_bad_underscore;
};

static struct digits
read_digits_of(struct str text, size_t from, int base, bool has_prefix)
{
    struct digits digits = { .end = from };
    uint64_t value = 0;
    bool may_divide = has_prefix;
    for (; digits.end < text.len; digits.end++) {
        char c = text.at[digits.end];
        int digit = c == '_' ? 0 : digit_value(c);
        if (digit >= base) {
            break;
        }
        if (c == '_') {
            digits.has_bad_underscore |= !may_divide;
            may_divide = false;
            continue;
        }
        may_divide = true;
        uint64_t most = (UINT64_MAX - (uint64_t)digit) / (uint64_t)base;
        digits.overflows |= value > most;
        value = value * (uint64_t)base + (uint64_t)digit;
        digits.count++;
    }
    digits.has_bad_underscore |= digits.end > from && text.at[digits.end - 1] == '_';
    return digits;
}

static char
char_at(struct str text, size_t at)
{
    return at < text.len ? text.at[at] : '\0';
}

static int
base_at(struct str text, size_t at)
{
    if (char_at(text, at) != '0') {
        return 10;
    }
    char letter = (char)(char_at(text, at + 1) | 0x20);
    return letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
}

/* `e+5` or `p-3` behind a mantissa: moves `*at` behind it; false when it has no digits. */
static bool
read_exponent(struct str text, size_t *at)
{
    *at += 1;
    *at += char_at(text, *at) == '+' || char_at(text, *at) == '-';
    struct digits digits = read_digits_of(text, *at, 10, false);
    *at = digits.end;
    return digits.count > 0 && !digits.has_bad_underscore;
}

/* `017` is octal, so `08` is no number, though `08.5` is one. */
static bool
is_bad_octal(struct str digits)
{
    bool is_octal = digits.len > 1 && digits.at[0] == '0';
    for (size_t i = 0; i < digits.len && is_octal; i++) {
        if (digits.at[i] == '8' || digits.at[i] == '9') {
            return true;
        }
    }
    return false;
}

size_t
literal_number_length(struct str text)
{
    size_t start = char_at(text, 0) == '+' || char_at(text, 0) == '-';
    int base = base_at(text, start);
    size_t at = start + (base == 10 ? 0 : 2);
    struct digits whole = read_digits_of(text, at, base, base != 10);
    struct digits part = { .end = whole.end };
    bool has_point = char_at(text, whole.end) == '.';
    if (has_point) {
        part = read_digits_of(text, whole.end + 1, base, false);
    }
    size_t end = part.end;
    char mark = (char)(char_at(text, end) | 0x20);
    bool has_exponent = (base == 10 && mark == 'e') || (base == 16 && mark == 'p');
    if (has_exponent && !read_exponent(text, &end)) {
        return 0;
    }
    bool is_float = has_point || has_exponent;
    bool is_imaginary = char_at(text, end) == 'i';
    bool is_bad = whole.count + part.count == 0 || whole.has_bad_underscore ||
                  part.has_bad_underscore || (is_float && base != 10 && base != 16) ||
                  (is_float && base == 16 && !has_exponent);
    if (!is_float && !is_imaginary) {
        is_bad |= whole.overflows || (base == 10 && is_bad_octal(str_slice(text, at, end)));
    }
    return is_bad ? 0 : end + is_imaginary;
}
