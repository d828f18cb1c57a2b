/*
 * A finding as text: header, pictures, notes, helps and the changed lines of its fixes.
 *
 * First every marked place is followed down to a file (or a Lua file) and put into the excerpt
 * of that file; then the excerpts are painted one after the other. Generated text has an
 * excerpt of its own before the others, and the line that it was made from gets a label; the
 * places that used a Lua file come last, innermost first.
 */
#include "diag/render.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "diag/excerpt.h"
#include "diag/render_fix.h"

enum { DEFAULT_WIDTH = 120 };

VEC_DECLARE(excerpt_vec, struct excerpt);

struct picture {
    struct arena *arena; /* scratch of this finding */
    const struct sources *sources;
    const struct finding *finding;
    struct excerpt_vec excerpts;
};

bool
render_color_parse(struct str text, enum color_mode *out)
{
    static const char *const names[] = {
        [COLOR_MODE_AUTO] = "auto",
        [COLOR_MODE_ALWAYS] = "always",
        [COLOR_MODE_NEVER] = "never",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(text, names[i])) {
            *out = (enum color_mode)i;
            return true;
        }
    }
    return false;
}

bool
render_wants_color(FILE *file, enum color_mode mode)
{
    if (mode != COLOR_MODE_AUTO) {
        return mode == COLOR_MODE_ALWAYS;
    }
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool is_dumb = terminal && str_is(str_from(terminal), "dumb");
    return !(refused && *refused) && !is_dumb && isatty(fileno(file));
}

static enum paint_style
severity_style(enum severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR:
        return PAINT_STYLE_ERROR;
    case SEVERITY_WARNING:
        return PAINT_STYLE_WARNING;
    case SEVERITY_INFO:
    case SEVERITY_OFF:
        break;
    }
    return PAINT_STYLE_INFO;
}

/* The excerpt of the same text; a Lua file's uses are sources of their own with one text. */
static struct excerpt *
excerpt_for(struct picture *picture, const struct source *source)
{
    for (size_t i = 0; i < picture->excerpts.count; i++) {
        struct excerpt *excerpt = &picture->excerpts.at[i];
        if (excerpt->source->text.at == source->text.at &&
            str_equal(excerpt->source->name, source->name)) {
            return excerpt;
        }
    }
    struct excerpt *excerpt = VEC_ADD(picture->arena, &picture->excerpts);
    excerpt->arena = picture->arena;
    excerpt->source = source;
    return excerpt;
}

/* Lua knows the lines of what runs: a place at the start of a line is that whole line. */
static bool
is_whole_line(const struct source *source, const struct mark *mark)
{
    return source->kind == SOURCE_KIND_USE && (mark->from == mark->to || mark->from == 0 ||
                                                  source->text.at[mark->from - 1] == '\n');
}

static void
widen_to_line(const struct source *source, struct mark *mark)
{
    while (mark->to < source->text.len && source->text.at[mark->to] != '\n') {
        mark->to++;
    }
    while (mark->from < mark->to && source->text.at[mark->from] == ' ') {
        mark->from++;
    }
}

/* A template that uses itself does so at one place. */
static bool
has_mark(const struct excerpt *excerpt, const struct mark *mark)
{
    for (size_t i = 0; i < excerpt->marks.count; i++) {
        const struct mark *known = &excerpt->marks.at[i];
        if (known->from == mark->from && known->to == mark->to &&
            known->is_primary == mark->is_primary && str_equal(known->text, mark->text)) {
            return true;
        }
    }
    return false;
}

/* Marks a place of a file; false when there is none. */
static bool
add_place(struct picture *picture, struct span span, struct mark mark)
{
    struct span in_file = sources_to_file(picture->sources, span);
    const struct source *source = sources_find(picture->sources, in_file.at);
    if (!source) {
        return false;
    }
    mark.from = in_file.at - source->base;
    mark.to = mark.from + in_file.len;
    if (is_whole_line(source, &mark)) {
        mark.to = mark.from;
        widen_to_line(source, &mark);
    }
    struct excerpt *excerpt = excerpt_for(picture, source);
    if (!has_mark(excerpt, &mark)) {
        excerpt_add(excerpt, mark);
    }
    return true;
}

/* Made text has no lines of its own until somebody looks at it. */
static const struct source *
with_lines(struct arena *arena, const struct source *made)
{
    struct sources lone;
    sources_init(&lone, arena);
    const struct source *file = sources_add_file(&lone, STR(""), made->text);
    assert(file);
    return file;
}

static struct mark
mark_primary(const struct finding *finding)
{
    return (struct mark){
        .is_primary = true, .style = severity_style(finding->severity), .text = finding->caption
    };
}

static struct mark
mark_secondary(struct str text)
{
    return (struct mark){ .style = PAINT_STYLE_GUTTER, .text = text };
}

static void
add_made(struct picture *picture, const struct source *made)
{
    const struct finding *finding = picture->finding;
    const struct source *source = with_lines(picture->arena, made);
    struct excerpt *excerpt = excerpt_for(picture, source);
    excerpt->is_unnumbered = true;
    struct mark mark = mark_primary(finding);
    mark.from = finding->span.at - made->base;
    mark.to = mark.from + finding->span.len;
    excerpt_add(excerpt, mark);
    for (size_t i = 0; i < finding->labels.count; i++) {
        const struct diag_label *label = &finding->labels.at[i];
        if (sources_find(picture->sources, label->span.at) == made) {
            struct mark other = mark_secondary(label->text);
            other.from = label->span.at - made->base;
            other.to = other.from + label->span.len;
            excerpt_add(excerpt, other);
        }
    }
}

/* The places that used the Lua file in which the finding stands. */
static void
add_users(struct picture *picture)
{
    struct span span = sources_to_file(picture->sources, picture->finding->span);
    const struct source *source = sources_find(picture->sources, span.at);
    while (source && source->kind == SOURCE_KIND_USE) {
        span = sources_to_file(picture->sources, source->parent);
        if (!add_place(picture, span, mark_secondary(STR("used here")))) {
            return;
        }
        source = sources_find(picture->sources, span.at);
    }
}

static void
collect(struct picture *picture)
{
    const struct finding *finding = picture->finding;
    const struct source *source = sources_find(picture->sources, finding->span.at);
    bool is_made = source && source->kind == SOURCE_KIND_MADE;
    if (is_made) {
        add_made(picture, source);
        add_place(picture, finding->span, mark_secondary(STR("the text above is made here")));
    } else {
        add_place(picture, finding->span, mark_primary(finding));
    }
    for (size_t i = 0; i < finding->labels.count; i++) {
        const struct diag_label *label = &finding->labels.at[i];
        if (!is_made || sources_find(picture->sources, label->span.at) != source) {
            add_place(picture, label->span, mark_secondary(label->text));
        }
    }
    add_users(picture);
}

static void
paint_headline(struct painter *painter, const struct finding *finding)
{
    enum paint_style style = severity_style(finding->severity);
    paint_begin(painter, style);
    buf_printf(painter->buf, "%s[%s]", severity_text(finding->severity), finding->kind->name);
    paint_end(painter, style);
    buf_add_text(painter->buf, ": ");
    paint_text(painter, PAINT_STYLE_MESSAGE, finding->message);
    buf_add_char(painter->buf, '\n');
}

static void
paint_path(struct painter *painter, const char *arrow, const struct excerpt *excerpt)
{
    const struct mark *lead = excerpt_lead(excerpt);
    buf_add_repeated(painter->buf, ' ', painter->number_width);
    paint_raw(painter, PAINT_STYLE_GUTTER, arrow);
    buf_add_char(painter->buf, ' ');
    paint_text(painter, PAINT_STYLE_PLAIN, excerpt->source->name);
    buf_printf(painter->buf, ":%u:%zu\n", (unsigned)lead->first_line, lead->first_byte + 1);
}

static void
paint_rule(struct painter *painter)
{
    paint_gutter(painter, 0, true);
    buf_add_char(painter->buf, '\n');
}

/* Made text comes under the path of the line behind it, which is what an editor can open. */
static void
paint_pictures(struct painter *painter, const struct excerpt_vec *excerpts)
{
    bool is_made = excerpts->count > 0 && excerpts->at[0].is_unnumbered;
    if (is_made && excerpts->count > 1) {
        paint_path(painter, "-->", &excerpts->at[1]);
    }
    for (size_t i = 0; i < excerpts->count; i++) {
        bool has_path = is_made ? i > 1 : i > 0;
        if (i > 0) {
            paint_rule(painter);
        }
        if (has_path || (i == 0 && !is_made)) {
            paint_path(painter, i > 0 ? ":::" : "-->", &excerpts->at[i]);
        }
        if (i == 0 || has_path) {
            paint_rule(painter);
        }
        excerpt_paint(painter, &excerpts->at[i]);
    }
}

/* `= note: text`; further lines of the text stand under its first. */
static void
paint_remark(struct painter *painter, const char *word, struct str text)
{
    struct str first = str_cut(&text, '\n');
    buf_add_repeated(painter->buf, ' ', painter->number_width + 1);
    paint_raw(painter, PAINT_STYLE_GUTTER, "= ");
    paint_raw(painter, PAINT_STYLE_NOTE, word);
    buf_add_text(painter->buf, ": ");
    paint_text(painter, PAINT_STYLE_PLAIN, first);
    buf_add_char(painter->buf, '\n');
    while (text.at) {
        struct str line = str_cut(&text, '\n');
        buf_add_repeated(painter->buf, ' ', painter->number_width + 5 + strlen(word));
        paint_text(painter, PAINT_STYLE_PLAIN, line);
        buf_add_char(painter->buf, '\n');
    }
}

static void
paint_remarks(struct painter *painter, const struct picture *picture)
{
    const struct finding *finding = picture->finding;
    bool any = finding->notes.count || finding->helps.count || finding->environments.len ||
               finding->more_uses;
    if (any && picture->excerpts.count) {
        paint_rule(painter);
    }
    for (size_t i = 0; i < finding->notes.count; i++) {
        paint_remark(painter, "note", finding->notes.at[i]);
    }
    if (finding->environments.len) {
        paint_remark(painter, "note", finding->environments);
    }
    if (finding->more_uses) {
        paint_remark(painter, "note",
            arena_printf(picture->arena, "and in %zu more use%s of this template",
                finding->more_uses, finding->more_uses == 1 ? "" : "s"));
    }
    for (size_t i = 0; i < finding->helps.count; i++) {
        paint_remark(painter, "help", finding->helps.at[i]);
    }
}

static size_t
digits_of(size_t number)
{
    size_t digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

void
render_text_finding(struct buf *buf, const struct sources *sources,
    const struct finding *finding, const struct render_options *options)
{
    struct arena arena;
    arena_init(&arena);
    struct picture picture = { .arena = &arena, .sources = sources, .finding = finding };
    collect(&picture);
    struct fix_preview preview = { 0 };
    bool has_fix = fix_preview_make(&arena, sources, finding, &preview);
    size_t last = has_fix ? preview.last_line : 0;
    for (size_t i = 0; i < picture.excerpts.count; i++) {
        size_t line = excerpt_last_line(&picture.excerpts.at[i]);
        last = line > last ? line : last;
    }
    struct painter painter = { buf, options->color,
        options->width ? options->width : DEFAULT_WIDTH, digits_of(last) };
    paint_headline(&painter, finding);
    paint_pictures(&painter, &picture.excerpts);
    paint_remarks(&painter, &picture);
    if (has_fix) {
        fix_preview_paint(&painter, &preview);
    }
    arena_finish(&arena);
}

void
render_text(struct buf *buf, const struct sources *sources, const struct diags *diags,
    const struct render_options *options)
{
    for (size_t i = 0; i < diags->findings.count; i++) {
        render_text_finding(buf, sources, diags->findings.at[i], options);
        buf_add_char(buf, '\n');
    }
}

static void
add_count(struct buf *buf, size_t count, const char *noun, bool has_plural)
{
    if (count == 0) {
        return;
    }
    buf_printf(buf, "%s%zu %s%s", buf->len ? ", " : "", count, noun,
        count > 1 && has_plural ? "s" : "");
}

void
render_summary(struct buf *buf, struct finding_counts counts)
{
    struct buf line;
    buf_init(&line);
    add_count(&line, counts.errors, "error", true);
    add_count(&line, counts.warnings, "warning", true);
    add_count(&line, counts.infos, "info", false);
    buf_add(buf, line.len ? buf_str(&line) : STR("no findings"));
    buf_finish(&line);
}
