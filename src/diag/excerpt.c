/*
 * Lines of a text with carets and labels under them.
 *
 * Every row under a line of the text is a row of cells, put one by one and painted in runs of
 * one style. Marks on one line hang below each other, the rightmost beside its carets; marks
 * over several lines get a bar at the left, from their first line to their last:
 *
 *     3 |   a: [one, two]
 *       |      ---  ^^^ the second
 *       |      |
 *       |      the first
 *     4 | / b:
 *     5 | |   - three
 *       | |_________^ all of it
 */
#include "diag/excerpt.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    LARGEST_WHOLE_MARK = 6, /* longer marks are shown by their ends */
    HEAD_LINES = 3,
    TAIL_LINES = 2,
    MOST_BARS = 4,
};

VEC_DECLARE(line_vec, uint32_t);

/* What of a long line is shown, in columns. */
struct window {
    size_t left;
    size_t right;
    size_t total;
};

struct row {
    struct buf chars;
    struct buf styles;
};

/* A mark on the line at hand, in columns of the terminal. */
struct annotation {
    size_t from;
    size_t to;
    const struct mark *mark;
};

VEC_DECLARE(annotation_vec, struct annotation);

/* The painting of one excerpt. */
struct sketch {
    struct painter *painter;
    const struct excerpt *excerpt;
    bool *is_open; /* per mark: its bar is being drawn */
    struct row row;
    uint32_t line;
    struct str text; /* of the line */
    struct window window;
};

static uint32_t
line_of(const struct source *source, uint32_t offset)
{
    size_t low = 0;
    size_t high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (uint32_t)low + 1;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of a block scalar lies in later lines; blanks at the end are no news. */
static void
trim_mark(const struct source *source, struct mark *mark)
{
    uint32_t size = (uint32_t)source->text.len;
    mark->from = mark->from < size ? mark->from : size;
    mark->to = mark->to < size ? mark->to : size;
    mark->to = mark->to < mark->from ? mark->from : mark->to;
    while (mark->to > mark->from + 1 && is_blank(source->text.at[mark->to - 1])) {
        mark->to--;
    }
}

void
excerpt_add(struct excerpt *excerpt, struct mark mark)
{
    const struct source *source = excerpt->source;
    trim_mark(source, &mark);
    mark.first_line = line_of(source, mark.from);
    mark.last_line = mark.to > mark.from ? line_of(source, mark.to - 1) : mark.first_line;
    if (mark.last_line > mark.first_line && excerpt->bars == MOST_BARS) {
        mark.last_line = mark.first_line;
        mark.to = source->lines[mark.first_line] - 1;
    }
    mark.depth = mark.last_line > mark.first_line ? ++excerpt->bars : 0;
    mark.first_byte = mark.from - source->lines[mark.first_line - 1];
    mark.last_byte = mark.to - source->lines[mark.last_line - 1];
    VEC_PUSH(excerpt->arena, &excerpt->marks, mark);
}

size_t
excerpt_last_line(const struct excerpt *excerpt)
{
    size_t last = 0;
    for (size_t i = 0; i < excerpt->marks.count && !excerpt->is_unnumbered; i++) {
        uint32_t line = excerpt->marks.at[i].last_line;
        last = line > last ? line : last;
    }
    return last;
}

const struct mark *
excerpt_lead(const struct excerpt *excerpt)
{
    for (size_t i = 0; i < excerpt->marks.count; i++) {
        if (excerpt->marks.at[i].is_primary) {
            return &excerpt->marks.at[i];
        }
    }
    return &excerpt->marks.at[0];
}

static int
compare_lines(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static struct line_vec
collect_lines(const struct excerpt *excerpt)
{
    struct line_vec lines = { 0 };
    for (size_t i = 0; i < excerpt->marks.count; i++) {
        const struct mark *mark = &excerpt->marks.at[i];
        uint32_t count = mark->last_line - mark->first_line + 1;
        bool is_whole = count <= LARGEST_WHOLE_MARK;
        for (uint32_t k = 0; k < (is_whole ? count : HEAD_LINES); k++) {
            VEC_PUSH(excerpt->arena, &lines, mark->first_line + k);
        }
        for (uint32_t k = 0; !is_whole && k < TAIL_LINES; k++) {
            VEC_PUSH(excerpt->arena, &lines, mark->last_line - k);
        }
    }
    qsort(lines.at, lines.count, sizeof *lines.at, compare_lines);
    return lines;
}

static size_t
column_of(struct str line, size_t byte)
{
    struct str rest = line;
    size_t column = 0;
    while (rest.len > 0 && line.len - rest.len < byte) {
        column += paint_next(NULL, &rest, column);
    }
    /* The end of a line can be marked too: one cell behind its text. */
    return column;
}

/* The columns of the line that its marks need; only the primary mark's on demand. */
static void
hot_range(const struct sketch *sketch, bool only_primary, size_t *from, size_t *to)
{
    *from = SIZE_MAX;
    *to = 0;
    for (size_t i = 0; i < sketch->excerpt->marks.count; i++) {
        const struct mark *mark = &sketch->excerpt->marks.at[i];
        if (only_primary && !mark->is_primary) {
            continue;
        }
        bool starts = mark->first_line == sketch->line;
        bool ends = mark->last_line == sketch->line;
        size_t first = column_of(sketch->text, starts ? mark->first_byte : mark->last_byte);
        size_t last = column_of(sketch->text, ends ? mark->last_byte : mark->first_byte);
        if (starts || ends) {
            *from = first < *from ? first : *from;
            *to = last > *to ? last : *to;
        }
    }
    if (*from > *to) {
        *from = *to;
    }
}

static struct window
choose_window(const struct sketch *sketch)
{
    size_t total = column_of(sketch->text, sketch->text.len);
    size_t width = sketch->painter->width;
    if (total <= width) {
        return (struct window){ 0, total, total };
    }
    size_t from;
    size_t to;
    hot_range(sketch, false, &from, &to);
    if (to > width && to - from > width / 2) {
        hot_range(sketch, true, &from, &to);
    }
    if (to + width / 8 <= width) {
        return (struct window){ 0, width, total };
    }
    size_t hot = to - from < width ? to - from : width;
    size_t margin = (width - hot) / 2;
    size_t left = from > margin ? from - margin : 0;
    left = left + width > total ? total - width : left;
    return (struct window){ left, left + width, total };
}

/* Where a column of the line stands on the terminal. */
static size_t
shown_column(const struct sketch *sketch, size_t column)
{
    const struct window *window = &sketch->window;
    column = column < window->left ? window->left : column;
    column = column > window->right ? window->right : column;
    size_t ellipsis = window->left > 0;
    return sketch->excerpt->bars * 2 + column - window->left + ellipsis;
}

static void
row_pad(struct row *row, size_t width)
{
    while (row->chars.len < width) {
        buf_add_char(&row->chars, ' ');
        buf_add_char(&row->styles, (char)PAINT_STYLE_PLAIN);
    }
}

static void
row_put(struct row *row, size_t column, char c, enum paint_style style)
{
    row_pad(row, column + 1);
    row->chars.at[column] = c;
    row->styles.at[column] = (char)style;
}

static void
row_fill(struct row *row, size_t from, size_t to, char c, enum paint_style style)
{
    for (size_t column = from; column < to; column++) {
        row_put(row, column, c, style);
    }
}

/* Paints the cells in runs of one style and empties the row. */
static void
paint_cells(struct sketch *sketch)
{
    struct row *row = &sketch->row;
    for (size_t from = 0, to; from < row->chars.len; from = to) {
        for (to = from; to < row->chars.len && row->styles.at[to] == row->styles.at[from];) {
            to++;
        }
        struct str run = str_slice(buf_str(&row->chars), from, to);
        paint_text(sketch->painter, (enum paint_style)row->styles.at[from], run);
    }
    buf_clear(&row->chars);
    buf_clear(&row->styles);
}

/* Paints the cells, then a label behind them, and ends the row. */
static void
row_end(struct sketch *sketch, struct str label, enum paint_style style)
{
    struct painter *painter = sketch->painter;
    paint_gutter(painter, 0, sketch->row.chars.len == 0 && label.len == 0);
    paint_cells(sketch);
    if (label.len > 0) {
        paint_text(painter, style, label);
    }
    buf_add_char(painter->buf, '\n');
}

static size_t
bar_column(const struct mark *mark)
{
    return (mark->depth - 1) * 2;
}

static void
put_bars(struct sketch *sketch)
{
    const struct mark_vec *marks = &sketch->excerpt->marks;
    for (size_t i = 0; i < marks->count; i++) {
        if (sketch->is_open[i]) {
            row_put(&sketch->row, bar_column(&marks->at[i]), '|', marks->at[i].style);
        }
    }
}

static bool
starts_at_margin(const struct sketch *sketch, const struct mark *mark)
{
    struct str before = str_slice(sketch->text, 0, mark->first_byte);
    return str_trim(before).len == 0;
}

/* A wide character may be cut in halves at the left; blanks keep the columns true. */
static void
paint_window(struct sketch *sketch)
{
    const struct window *window = &sketch->window;
    struct buf *buf = sketch->painter->buf;
    if (window->left > 0) {
        buf_add_text(buf, "…");
    }
    struct str rest = sketch->text;
    for (size_t column = 0; rest.len > 0;) {
        struct str after = rest;
        size_t width = paint_next(NULL, &after, column);
        if (column >= window->left && column + width <= window->right) {
            (void)paint_next(buf, &rest, column);
        } else if (column < window->right && column + width > window->left) {
            size_t end = column + width < window->right ? column + width : window->right;
            size_t start = column > window->left ? column : window->left;
            buf_add_repeated(buf, ' ', end - start);
        }
        rest = after;
        column += width;
    }
    if (window->right < window->total) {
        buf_add_text(buf, "…");
    }
}

static void
paint_line(struct sketch *sketch)
{
    const struct mark_vec *marks = &sketch->excerpt->marks;
    put_bars(sketch);
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->at[i];
        if (mark->depth && mark->first_line == sketch->line && starts_at_margin(sketch, mark)) {
            row_put(&sketch->row, bar_column(mark), '/', mark->style);
            sketch->is_open[i] = true;
        }
    }
    struct row *row = &sketch->row;
    bool is_empty = sketch->text.len == 0 && row->chars.len == 0;
    size_t number = sketch->excerpt->is_unnumbered ? 0 : sketch->line;
    paint_gutter(sketch->painter, number, is_empty);
    if (sketch->text.len > 0) {
        row_pad(row, sketch->excerpt->bars * 2);
    }
    paint_cells(sketch);
    paint_window(sketch);
    buf_add_char(sketch->painter->buf, '\n');
}

static int
compare_annotations(const void *left, const void *right)
{
    const struct annotation *a = left;
    const struct annotation *b = right;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    if (a->mark->is_primary != b->mark->is_primary) {
        return a->mark->is_primary ? 1 : -1;
    }
    return (a->mark > b->mark) - (a->mark < b->mark);
}

static struct annotation_vec
collect_annotations(struct sketch *sketch)
{
    struct annotation_vec found = { 0 };
    const struct mark_vec *marks = &sketch->excerpt->marks;
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->at[i];
        if (mark->depth || mark->first_line != sketch->line) {
            continue;
        }
        size_t from = shown_column(sketch, column_of(sketch->text, mark->first_byte));
        size_t to = shown_column(sketch, column_of(sketch->text, mark->last_byte));
        struct annotation annotation = { from, to > from ? to : from + 1, mark };
        VEC_PUSH(sketch->excerpt->arena, &found, annotation);
    }
    if (found.count) {
        qsort(found.at, found.count, sizeof *found.at, compare_annotations);
    }
    return found;
}

/* The carets, with the rightmost label beside them; returns how many labels still hang. */
static size_t
paint_carets(struct sketch *sketch, const struct annotation_vec *found)
{
    put_bars(sketch);
    size_t end = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < found->count; i++) {
            const struct annotation *a = &found->at[i];
            if (a->mark->is_primary == (pass == 1)) {
                row_fill(&sketch->row, a->from, a->to, pass ? '^' : '-', a->mark->style);
                end = a->to > end ? a->to : end;
            }
        }
    }
    const struct annotation *last = &found->at[found->count - 1];
    if (last->to < end || last->mark->text.len == 0) {
        row_end(sketch, STR(""), PAINT_STYLE_PLAIN);
        return found->count;
    }
    row_put(&sketch->row, end, ' ', PAINT_STYLE_PLAIN);
    row_end(sketch, last->mark->text, last->mark->style);
    return found->count - 1;
}

static void
put_stems(struct sketch *sketch, const struct annotation_vec *found, size_t count)
{
    put_bars(sketch);
    for (size_t i = 0; i < count; i++) {
        if (found->at[i].mark->text.len > 0) {
            row_put(&sketch->row, found->at[i].from, '|', found->at[i].mark->style);
        }
    }
}

static void
paint_annotations(struct sketch *sketch)
{
    struct annotation_vec found = collect_annotations(sketch);
    if (found.count == 0) {
        return;
    }
    bool is_first = true;
    for (size_t i = paint_carets(sketch, &found); i-- > 0;) {
        const struct annotation *a = &found.at[i];
        if (a->mark->text.len == 0) {
            continue;
        }
        if (is_first) {
            put_stems(sketch, &found, i + 1);
            row_end(sketch, STR(""), PAINT_STYLE_PLAIN);
            is_first = false;
        }
        size_t before = i;
        while (before > 0 && found.at[before - 1].from == a->from) {
            before--;
        }
        put_stems(sketch, &found, before);
        row_pad(&sketch->row, a->from);
        row_end(sketch, a->mark->text, a->mark->style);
    }
}

static void
paint_bar_starts(struct sketch *sketch)
{
    const struct mark_vec *marks = &sketch->excerpt->marks;
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->at[i];
        if (!mark->depth || mark->first_line != sketch->line || sketch->is_open[i]) {
            continue;
        }
        put_bars(sketch);
        size_t from = shown_column(sketch, column_of(sketch->text, mark->first_byte));
        row_fill(&sketch->row, bar_column(mark) + 1, from, '_', mark->style);
        row_put(&sketch->row, from, mark->is_primary ? '^' : '-', mark->style);
        row_end(sketch, STR(""), PAINT_STYLE_PLAIN);
        sketch->is_open[i] = true;
    }
}

static void
paint_bar_ends(struct sketch *sketch)
{
    const struct mark_vec *marks = &sketch->excerpt->marks;
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->at[i];
        if (!mark->depth || mark->last_line != sketch->line) {
            continue;
        }
        put_bars(sketch);
        size_t to = shown_column(sketch, column_of(sketch->text, mark->last_byte));
        row_fill(&sketch->row, bar_column(mark) + 1, to - 1, '_', mark->style);
        row_put(&sketch->row, to - 1, mark->is_primary ? '^' : '-', mark->style);
        if (mark->text.len > 0) {
            row_put(&sketch->row, to, ' ', PAINT_STYLE_PLAIN);
        }
        row_end(sketch, mark->text, mark->style);
        sketch->is_open[i] = false;
    }
}

static void
paint_marked_line(struct sketch *sketch, uint32_t line)
{
    sketch->line = line;
    sketch->text = source_line(sketch->excerpt->source, line);
    sketch->window = choose_window(sketch);
    paint_line(sketch);
    paint_annotations(sketch);
    paint_bar_starts(sketch);
    paint_bar_ends(sketch);
}

static void
paint_gap(struct sketch *sketch)
{
    struct painter *painter = sketch->painter;
    paint_raw(painter, PAINT_STYLE_GUTTER, "...");
    put_bars(sketch);
    if (sketch->row.chars.len > 0) {
        /* The dots and these blanks are as wide as a number with ` | ` behind it. */
        buf_add_repeated(painter->buf, ' ', painter->number_width);
    }
    paint_cells(sketch);
    buf_add_char(painter->buf, '\n');
}

void
excerpt_paint(struct painter *painter, const struct excerpt *excerpt)
{
    assert(excerpt->marks.count > 0);
    struct sketch sketch = { .painter = painter, .excerpt = excerpt };
    sketch.is_open = ARENA_ARRAY(excerpt->arena, bool, excerpt->marks.count);
    buf_init(&sketch.row.chars);
    buf_init(&sketch.row.styles);
    struct line_vec lines = collect_lines(excerpt);
    uint32_t before = lines.at[0] - 1;
    for (size_t i = 0; i < lines.count; i++) {
        uint32_t line = lines.at[i];
        if (line == before) {
            continue;
        }
        if (line - before == 2) {
            paint_marked_line(&sketch, line - 1);
        } else if (line - before > 2) {
            paint_gap(&sketch);
        }
        paint_marked_line(&sketch, line);
        before = line;
    }
    buf_finish(&sketch.row.chars);
    buf_finish(&sketch.row.styles);
}
