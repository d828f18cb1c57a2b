/*
 * The lines of a file before and after a finding's fixes (private to this room).
 */
#ifndef TOCSIN_DIAG_RENDER_FIX_H
#define TOCSIN_DIAG_RENDER_FIX_H

#include <stdbool.h>

#include "diag/diag.h"
#include "diag/paint.h"

struct fix_preview {
    struct str before; /* whole lines, without the last line break */
    struct str after;
    size_t first_line;
    size_t last_line; /* of the lines before */
};

/* The fixes of a finding are one change. False when there are none, or they lie in several
 * files, overlap, or one of them is no raw slice of a file. */
bool fix_preview_make(struct arena *arena, const struct sources *sources,
    const struct finding *finding, struct fix_preview *out);

/* `help: write this instead`, the old lines behind `-` and the new ones behind `+`. */
void fix_preview_paint(struct painter *painter, const struct fix_preview *preview);

#endif
