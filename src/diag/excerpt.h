/*
 * One picture: lines of one text with carets and labels (private to this room).
 */
#ifndef TOCSIN_DIAG_EXCERPT_H
#define TOCSIN_DIAG_EXCERPT_H

#include <stdbool.h>

#include "base/vec.h"
#include "diag/paint.h"
#include "text/source.h"

/* A marked range of a text, by offsets of bytes. */
struct mark {
    uint32_t from;
    uint32_t to;
    bool is_primary;
    enum paint_style style;
    struct str text; /* beside the carets */
    /* Filled in by `excerpt_add`. */
    uint32_t first_line;
    uint32_t last_line;
    size_t first_byte; /* in its line */
    size_t last_byte;  /* behind the last marked byte of the last line */
    size_t depth;      /* marks over several lines: which bar at the left, from 1; else 0 */
};

VEC_DECLARE(mark_vec, struct mark);

struct excerpt {
    struct arena *arena;
    const struct source *source; /* with lines */
    struct mark_vec marks;
    size_t bars;        /* bars at the left, for marks over several lines */
    bool is_unnumbered; /* text that stands in no file */
};

void excerpt_add(struct excerpt *excerpt, struct mark mark);

/* The largest line number it will show; 0 when it shows none. */
size_t excerpt_last_line(const struct excerpt *excerpt);

/* The first place of its primary mark, or of its first mark. */
const struct mark *excerpt_lead(const struct excerpt *excerpt);

void excerpt_paint(struct painter *painter, const struct excerpt *excerpt);

#endif
