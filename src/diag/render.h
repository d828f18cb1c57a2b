/*
 * Showing findings: text with the source lines and carets, JSON, and a summary line.
 *
 *     error[unknown-key]: unknown key `sevrity`
 *       --> alerts.yaml:12:5
 *        |
 *     12 |     sevrity: critical
 *        |     ^^^^^^^ not a key of an alert
 *        |
 *        = help: did you mean `severity`?
 *
 * Columns, here as in JSON, count bytes from 1, as compilers do; carets are aligned by what a
 * terminal shows. Whatever user text holds, no control character reaches the output.
 */
#ifndef TOCSIN_DIAG_RENDER_H
#define TOCSIN_DIAG_RENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "diag/diag.h"
#include "diag/finish.h"

enum color_mode {
    COLOR_MODE_AUTO,
    COLOR_MODE_ALWAYS,
    COLOR_MODE_NEVER,
};

/* `auto`, `always`, `never`. */
bool render_color_parse(struct str text, enum color_mode *out);

/* AUTO: only on a terminal, and neither with a non-empty NO_COLOR nor with TERM=dumb. */
bool render_wants_color(FILE *file, enum color_mode mode);

struct render_options {
    bool color;
    size_t width; /* columns of a source line that are shown; 0 means 120 */
};

/* One finding, every line ended, no blank line behind it. */
void render_text_finding(struct buf *buf, const struct sources *sources,
    const struct finding *finding, const struct render_options *options);

/* All findings in their order, a blank line behind each. */
void render_text(struct buf *buf, const struct sources *sources, const struct diags *diags,
    const struct render_options *options);

/*
 * {"version": 1, "findings": [{kind, severity, message, path, line, column, end_line,
 * end_column, …}]}. The end is exclusive. Keys without a value (no place, no topic) are left
 * out; labels, notes, helps and fixes are always lists. A fix names the raw bytes to replace.
 */
void render_json(struct buf *buf, const struct sources *sources, const struct diags *diags);

/* `3 errors, 1 warning`; `no findings` when there are none. No line break. */
void render_summary(struct buf *buf, struct finding_counts counts);

#endif
