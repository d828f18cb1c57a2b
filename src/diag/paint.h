/*
 * Coloured, harmless text: the brush of the text renderer (private to this room).
 *
 * All user text goes through `paint_text`, which shows control characters, stray bytes and
 * characters that turn the writing direction as visible marks instead of sending them on.
 */
#ifndef TOCSIN_DIAG_PAINT_H
#define TOCSIN_DIAG_PAINT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum paint_style {
    PAINT_STYLE_PLAIN,
    PAINT_STYLE_MESSAGE,
    PAINT_STYLE_ERROR,
    PAINT_STYLE_WARNING,
    PAINT_STYLE_INFO,
    PAINT_STYLE_GUTTER, /* line numbers, bars and secondary labels */
    PAINT_STYLE_NOTE,
    PAINT_STYLE_OLD, /* a line before a fix */
    PAINT_STYLE_NEW, /* and after it */
};

struct painter {
    struct buf *buf;
    bool color;
    size_t width;        /* columns of a source line that are shown */
    size_t number_width; /* digits of the largest line number */
};

void paint_begin(struct painter *painter, enum paint_style style);
void paint_end(struct painter *painter, enum paint_style style);

/* Our own text. */
void paint_raw(struct painter *painter, enum paint_style style, const char *z);

/* User text on one line. */
void paint_text(struct painter *painter, enum paint_style style, struct str text);

/* The gutter of a row: `12 | ` with a number (from 1), `   | ` with 0; no blank behind the bar
 * when the row is empty. */
void paint_gutter(struct painter *painter, size_t number, bool is_empty);

/* Cuts the first character off `*rest` and adds what may be shown of it to `buf`, if any buf is
 * given; tabs fill up to the next multiple of 4. Returns the columns it takes at `column`. */
size_t paint_next(struct buf *buf, struct str *rest, size_t column);

#endif
