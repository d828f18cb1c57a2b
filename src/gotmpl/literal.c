/*
 * Escapes of interpreted literals, after strconv.UnquoteChar.
 */
#include "gotmpl/literal.h"

#include "base/utf8.h"

static int
digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

/* Reads exactly `count` digits behind the first `skip` characters of the escape. */
static bool
read_digits(struct str rest, size_t skip, size_t count, int base, uint32_t *value)
{
    if (rest.len < skip + count) {
        return false;
    }
    uint32_t result = 0;
    for (size_t i = skip; i < skip + count; i++) {
        int digit = digit_value(rest.at[i]);
        if (digit >= base) {
            return false;
        }
        result = result * (uint32_t)base + (uint32_t)digit;
    }
    *value = result;
    return true;
}

static bool
is_scalar(uint32_t point)
{
    return point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
}

/* Numeric escapes: a byte (`\x41`, `\101`) or a code point. Returns its length or 0. */
static size_t
decode_numeric(struct str rest, struct buf *buf)
{
    uint32_t value;
    char letter = rest.at[1];
    if (letter == 'x' && read_digits(rest, 2, 2, 16, &value)) {
        buf_add_char(buf, (char)value);
        return 4;
    }
    if (letter >= '0' && letter <= '7' && read_digits(rest, 1, 3, 8, &value) && value < 256) {
        buf_add_char(buf, (char)value);
        return 4;
    }
    size_t count = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (count && read_digits(rest, 2, count, 16, &value) && is_scalar(value)) {
        utf8_add(buf, value);
        return 2 + count;
    }
    return 0;
}

/* At a backslash. Returns the length of the escape, or 0. */
static size_t
decode_escape(struct str rest, char quote, struct buf *buf)
{
    static const char letters[] = "abfnrtv\\";
    static const char meanings[] = "\a\b\f\n\r\t\v\\";
    if (rest.len < 2) {
        return 0;
    }
    const char *found = memchr(letters, rest.at[1], sizeof letters - 1);
    if (found) {
        buf_add_char(buf, meanings[found - letters]);
        return 2;
    }
    if (rest.at[1] == quote) {
        buf_add_char(buf, quote);
        return 2;
    }
    return decode_numeric(rest, buf);
}

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
    for (size_t i = 0; i < contents.len;) {
        struct str rest = str_slice(contents, i, contents.len);
        if (rest.at[0] != '\\') {
            buf_add_char(&buf, rest.at[0]);
            i++;
            continue;
        }
        size_t len = decode_escape(rest, quote, &buf);
        if (len == 0) {
            *bad = str_slice(rest, 0, 2);
            is_good = false;
            break;
        }
        i += len;
    }
    if (is_good) {
        *out = arena_copy(arena, buf_str(&buf));
    }
    buf_finish(&buf);
    return is_good;
}
