/*
 * Go's escapes, one at a time.
 */
#include "base/escape.h"

#include <stdint.h>
#include <string.h>

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
read_digits(struct str text, size_t skip, size_t count, uint32_t base, uint32_t *value)
{
    if (text.len < skip + count) {
        return false;
    }
    uint32_t result = 0;
    for (size_t i = skip; i < skip + count; i++) {
        uint32_t digit = (uint32_t)digit_value(text.at[i]);
        if (digit >= base) {
            return false;
        }
        result = result * base + digit;
    }
    *value = result;
    return true;
}

static bool
is_scalar(uint32_t point)
{
    return point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
}

/* A byte (`\x41`, `\101`) or a code point. */
static size_t
decode_number(struct str text, struct buf *buf)
{
    uint32_t value;
    char letter = text.at[1];
    bool is_octal = letter >= '0' && letter <= '7';
    if ((letter == 'x' && read_digits(text, 2, 2, 16, &value)) ||
        (is_octal && read_digits(text, 1, 3, 8, &value) && value < 256)) {
        buf_add_char(buf, (char)value);
        return 4;
    }
    size_t count = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (count == 0 || !read_digits(text, 2, count, 16, &value) || !is_scalar(value)) {
        return 0;
    }
    utf8_add(buf, value);
    return 2 + count;
}

size_t
escape_decode(struct str text, char quote, struct buf *buf)
{
    static const char letters[] = "abfnrtv\\";
    static const char meanings[] = "\a\b\f\n\r\t\v\\";
    if (text.len < 2) {
        return 0;
    }
    const char *found = memchr(letters, text.at[1], sizeof letters - 1);
    if (!found && text.at[1] != quote) {
        return decode_number(text, buf);
    }
    buf_add_char(buf, found ? meanings[found - letters] : quote);
    return 2;
}
