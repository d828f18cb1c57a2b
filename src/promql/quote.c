/*
 * Go's quoting of strings and characters, which error messages and printed trees use.
 *
 * What Go calls printable is approximated: control, format, private-use and space characters
 * beyond U+0020 are escaped, every other assigned or unassigned point is kept.
 */
#include "promql/quote.h"

#include "base/ascii.h"
#include "base/utf8.h"

static bool
is_printable(uint32_t point)
{
    if (point < 0x20 || (point >= 0x7f && point <= 0xa0) || point == 0xad) {
        return false;
    }
    if ((point >= 0x2000 && point <= 0x200f) || (point >= 0x2028 && point <= 0x202f) ||
        (point >= 0x205f && point <= 0x206f)) {
        return false;
    }
    /* U+FFFD is printable to Go, but a literal one is an error in PromQL. */
    if (point == 0xfffd || point == 0x1680 || point == 0x3000 || point == 0xfeff ||
        (point & 0xfffe) == 0xfffe) {
        return false;
    }
    return !(point >= 0xe000 && point <= 0xf8ff) && point < 0xe0000;
}

static void
add_escape(struct buf *buf, uint32_t point)
{
    static const char named[] = "abtnvfr";
    if (point >= 7 && point <= 13) {
        buf_add_char(buf, '\\');
        buf_add_char(buf, named[point - 7]);
    } else if (point < 0x20 || point == 0x7f) {
        buf_printf(buf, "\\x%02x", point);
    } else if (point < 0x10000) {
        buf_printf(buf, "\\u%04x", point);
    } else {
        buf_printf(buf, "\\U%08x", point);
    }
}

static void
add_point(struct buf *buf, uint32_t point, char quote)
{
    if (point == (uint32_t)quote || point == '\\') {
        buf_add_char(buf, '\\');
        buf_add_char(buf, (char)point);
    } else if (is_printable(point)) {
        utf8_add(buf, point);
    } else {
        add_escape(buf, point);
    }
}

void
promql_print_quoted(struct buf *buf, struct str text)
{
    buf_add_char(buf, '"');
    while (text.len) {
        size_t plain = ascii_skip_plain(text, 0);
        buf_add(buf, str_make(text.at, plain));
        text = str_slice(text, plain, text.len);
        if (!text.len) {
            break;
        }
        uint32_t point;
        size_t len = utf8_decode(text, &point);
        if (len) {
            add_point(buf, point, '"');
        } else {
            buf_printf(buf, "\\x%02x", (unsigned char)text.at[0]);
        }
        text = str_slice(text, len ? len : 1, text.len);
    }
    buf_add_char(buf, '"');
}

void
promql_quote_rune(struct buf *buf, uint32_t point)
{
    buf_add_char(buf, '\'');
    add_point(buf, point, '\'');
    buf_add_char(buf, '\'');
}

void
promql_quote_code_point(struct buf *buf, uint32_t point)
{
    buf_printf(buf, "U+%04X", point);
    if (is_printable(point)) {
        buf_add_text(buf, " '");
        utf8_add(buf, point);
        buf_add_char(buf, '\'');
    }
}

size_t
promql_quote_read_rune(struct str text, size_t at, uint32_t *point)
{
    size_t len = utf8_decode(str_slice(text, at, text.len), point);
    if (len == 0) {
        *point = 0xfffd;
        return 1;
    }
    return len;
}
