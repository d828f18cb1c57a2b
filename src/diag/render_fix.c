/*
 * A fix as a small difference: the lines it touches, before and after.
 */
#include "diag/render_fix.h"

#include <assert.h>
#include <stdlib.h>

#include "diag/finish.h"

struct edit {
    uint32_t from; /* offsets in the file */
    uint32_t to;
    struct str replacement;
};

VEC_DECLARE(edit_vec, struct edit);

static int
compare_edits(const void *left, const void *right)
{
    const struct edit *a = left;
    const struct edit *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

/* The edits in order, all of one file; false when they cannot be shown as one change. */
static bool
collect_edits(struct arena *arena, const struct sources *sources, const struct finding *finding,
    struct edit_vec *edits, const struct source **file)
{
    *file = NULL;
    for (size_t i = 0; i < finding->fixes.count; i++) {
        struct span span;
        if (!diag_fix_place(sources, &finding->fixes.at[i], &span)) {
            return false;
        }
        const struct source *source = sources_find(sources, span.at);
        if (*file && *file != source) {
            return false;
        }
        *file = source;
        uint32_t from = span.at - source->base;
        struct edit edit = { from, from + span.len, finding->fixes.at[i].replacement };
        VEC_PUSH(arena, edits, edit);
    }
    if (edits->count == 0) {
        return false;
    }
    qsort(edits->at, edits->count, sizeof *edits->at, compare_edits);
    for (size_t i = 1; i < edits->count; i++) {
        if (edits->at[i].from < edits->at[i - 1].to) {
            return false;
        }
    }
    return true;
}

static struct str
apply_edits(struct arena *arena, struct str text, uint32_t from, const struct edit_vec *edits)
{
    struct buf buf;
    buf_init(&buf);
    size_t at = 0;
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->at[i];
        buf_add(&buf, str_slice(text, at, edit->from - from));
        buf_add(&buf, edit->replacement);
        at = edit->to - from;
    }
    buf_add(&buf, str_slice(text, at, text.len));
    struct str result = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return result;
}

bool
fix_preview_make(struct arena *arena, const struct sources *sources,
    const struct finding *finding, struct fix_preview *out)
{
    struct edit_vec edits = { 0 };
    const struct source *file;
    if (!collect_edits(arena, sources, finding, &edits, &file)) {
        return false;
    }
    uint32_t from = edits.at[0].from;
    uint32_t to = VEC_LAST(&edits)->to;
    while (from > 0 && file->text.at[from - 1] != '\n') {
        from--;
    }
    /* An edit that ends behind a line break has not touched the next line. */
    bool is_at_start = to > from && file->text.at[to - 1] == '\n';
    while (!is_at_start && to < file->text.len && file->text.at[to] != '\n') {
        to++;
    }
    struct str before = str_slice(file->text, from, to);
    struct place place;
    bool found = sources_locate(sources, (struct span){ file->base + from, 0 }, &place);
    assert(found);
    (void)found;
    struct str after = apply_edits(arena, before, from, &edits);
    size_t last = place.line;
    for (size_t i = 0; i + 1 < before.len; i++) {
        last += before.at[i] == '\n';
    }
    *out = (struct fix_preview){ before, after, place.line, last };
    return true;
}

static void
paint_side(struct painter *painter, struct str text, size_t line, bool is_new)
{
    enum paint_style style = is_new ? PAINT_STYLE_NEW : PAINT_STYLE_OLD;
    if (str_ends_with(text, STR("\n"))) {
        text.len--;
    }
    for (bool more = text.len > 0; more; line++) {
        struct str row = str_cut(&text, '\n');
        more = text.at != NULL;
        if (str_ends_with(row, STR("\r"))) {
            row.len--;
        }
        paint_begin(painter, PAINT_STYLE_GUTTER);
        buf_printf(painter->buf, "%*zu ", (int)painter->number_width, line);
        paint_end(painter, PAINT_STYLE_GUTTER);
        paint_raw(painter, style, is_new ? "+" : "-");
        if (row.len > 0) {
            buf_add_char(painter->buf, ' ');
            paint_text(painter, style, row);
        }
        buf_add_char(painter->buf, '\n');
    }
}

void
fix_preview_paint(struct painter *painter, const struct fix_preview *preview)
{
    paint_raw(painter, PAINT_STYLE_NOTE, "help");
    bool removes = str_trim(preview->after).len == 0;
    buf_add_text(painter->buf, removes ? ": remove this\n" : ": write this instead\n");
    paint_gutter(painter, 0, true);
    buf_add_char(painter->buf, '\n');
    paint_side(painter, preview->before, preview->first_line, false);
    paint_side(painter, preview->after, preview->first_line, true);
}
