/*
 * Escape sequences and the making harmless of text.
 */
#include "diag/paint.h"

#include "base/utf8.h"

enum { TAB_WIDTH = 4 };

static const char *const escapes[] = {
    [PAINT_STYLE_PLAIN] = "",
    [PAINT_STYLE_MESSAGE] = "\x1b[1m",
    [PAINT_STYLE_ERROR] = "\x1b[1;31m",
    [PAINT_STYLE_WARNING] = "\x1b[1;33m",
    [PAINT_STYLE_INFO] = "\x1b[1;34m",
    [PAINT_STYLE_GUTTER] = "\x1b[1;34m",
    [PAINT_STYLE_NOTE] = "\x1b[1;36m",
    [PAINT_STYLE_OLD] = "\x1b[31m",
    [PAINT_STYLE_NEW] = "\x1b[32m",
};

void
paint_begin(struct painter *painter, enum paint_style style)
{
    if (painter->color) {
        buf_add_text(painter->buf, escapes[style]);
    }
}

void
paint_end(struct painter *painter, enum paint_style style)
{
    if (painter->color && style != PAINT_STYLE_PLAIN) {
        buf_add_text(painter->buf, "\x1b[0m");
    }
}

void
paint_raw(struct painter *painter, enum paint_style style, const char *z)
{
    paint_begin(painter, style);
    buf_add_text(painter->buf, z);
    paint_end(painter, style);
}

/* U+2400 and up picture the control characters. */
static uint32_t
visible_point(uint32_t point)
{
    if (point < 0x20) {
        return 0x2400 + point;
    }
    if (point == 0x7F) {
        return 0x2421;
    }
    bool is_control = point >= 0x80 && point <= 0x9F;
    bool turns_direction = (point >= 0x202A && point <= 0x202E) ||
                           (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
                           point == 0x200F;
    bool breaks_line = point == 0x2028 || point == 0x2029;
    return is_control || turns_direction || breaks_line ? 0xFFFD : point;
}

size_t
paint_next(struct buf *buf, struct str *rest, size_t column)
{
    uint32_t point = 0xFFFD;
    size_t len = utf8_decode(*rest, &point);
    struct str shown = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len ? len : 1, rest->len);
    if (point == '\t') {
        size_t blanks = TAB_WIDTH - column % TAB_WIDTH;
        if (buf) {
            buf_add_repeated(buf, ' ', blanks);
        }
        return blanks;
    }
    uint32_t visible = len ? visible_point(point) : 0xFFFD;
    if (buf) {
        utf8_add(buf, visible);
    }
    return visible == point && len ? utf8_width(shown) : 1;
}

void
paint_text(struct painter *painter, enum paint_style style, struct str text)
{
    paint_begin(painter, style);
    for (size_t column = 0; text.len > 0;) {
        column += paint_next(painter->buf, &text, column);
    }
    paint_end(painter, style);
}

void
paint_gutter(struct painter *painter, size_t number, bool is_empty)
{
    paint_begin(painter, PAINT_STYLE_GUTTER);
    if (number) {
        buf_printf(painter->buf, "%*zu |", (int)painter->number_width, number);
    } else {
        buf_add_repeated(painter->buf, ' ', painter->number_width);
        buf_add_text(painter->buf, " |");
    }
    paint_end(painter, PAINT_STYLE_GUTTER);
    if (!is_empty) {
        buf_add_char(painter->buf, ' ');
    }
}
