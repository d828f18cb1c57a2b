/*
 * UTF-8 by the table of well-formed sequences (Unicode 15, table 3-7).
 */
#include "base/utf8.h"

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t
utf8_decode(struct str s, uint32_t *point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)s.at[0];
    if (first < 0x80) {
        *point = first;
        return 1;
    }
    size_t len = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || s.len < len) {
        return 0;
    }
    uint32_t value = first & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(s.at[i])) {
            return 0;
        }
        value = value << 6 | ((unsigned char)s.at[i] & 0x3F);
    }
    if (value < least[len] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return 0;
    }
    *point = value;
    return len;
}

/* How many bytes below 0x80 a text begins with, or fewer; whole words of them first. */
static size_t
count_ascii(struct str s)
{
    size_t len = 0;
    uint64_t word;
    while (len + sizeof word <= s.len) {
        memcpy(&word, s.at + len, sizeof word);
        if (word & 0x8080808080808080) {
            return len;
        }
        len += sizeof word;
    }
    while (len < s.len && !((unsigned char)s.at[len] & 0x80)) {
        len++;
    }
    return len;
}

bool
utf8_is_valid(struct str s)
{
    uint32_t point;
    while (s.len > 0) {
        s = str_slice(s, count_ascii(s), s.len);
        if (s.len == 0) {
            break;
        }
        size_t len = utf8_decode(s, &point);
        if (len == 0) {
            return false;
        }
        s = str_slice(s, len, s.len);
    }
    return true;
}

void
utf8_add(struct buf *buf, uint32_t point)
{
    if (point < 0x80) {
        buf_add_char(buf, (char)point);
        return;
    }
    if (point < 0x800) {
        buf_add_char(buf, (char)(0xC0 | point >> 6));
    } else if (point < 0x10000) {
        buf_add_char(buf, (char)(0xE0 | point >> 12));
        buf_add_char(buf, (char)(0x80 | (point >> 6 & 0x3F)));
    } else {
        buf_add_char(buf, (char)(0xF0 | point >> 18));
        buf_add_char(buf, (char)(0x80 | (point >> 12 & 0x3F)));
        buf_add_char(buf, (char)(0x80 | (point >> 6 & 0x3F)));
    }
    buf_add_char(buf, (char)(0x80 | (point & 0x3F)));
}

static size_t
point_width(uint32_t point)
{
    if ((point >= 0x300 && point <= 0x36F) || point == 0x200D ||
        (point >= 0xFE00 && point <= 0xFE0F)) {
        return 0;
    }
    bool wide = (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
                (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
                (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
                (point >= 0xFFE0 && point <= 0xFFE6) ||
                (point >= 0x1F300 && point <= 0x1FAFF) ||
                (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
}

size_t
utf8_width(struct str s)
{
    size_t width = 0;
    while (s.len > 0) {
        uint32_t point = 0xFFFD;
        size_t len = utf8_decode(s, &point);
        width += point_width(point);
        s = str_slice(s, len ? len : 1, s.len);
    }
    return width;
}
