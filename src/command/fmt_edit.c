/*
 * One expression after the other, by the style in which YAML holds it.
 *
 * Literal blocks take the broken-over-lines form at their own indentation. A plain scalar in
 * block context takes the one-line form, or becomes a literal block when that is too long.
 * Quoted scalars and plain ones in flow context stay where they are and take the one-line form,
 * if it needs no quoting of its own.
 */
#include "command/fmt_edit.h"

#include <stdlib.h>

#include "emit/yaml_writer.h"

/* How the scalar stands in the file. */
enum holder {
    HOLDER_LITERAL,
    HOLDER_FOLDED,
    HOLDER_PLAIN,
    HOLDER_SINGLE,
    HOLDER_DOUBLE,
};

struct place_in_file {
    enum holder holder;
    uint32_t from; /* the scalar's content: first and last byte, quotes outside */
    uint32_t to;
    uint32_t line_from; /* where its first line begins */
    uint32_t indent;    /* of the content's first line */
    bool after_key;     /* `key: ` and nothing else stands before it */
};

static bool
has_comment(struct str text)
{
    char quote = '\0';
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (quote) {
            i += c == '\\' && quote != '`';
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '#') {
            return true;
        }
    }
    return false;
}

static uint32_t
line_start(struct str file, uint32_t at)
{
    while (at > 0 && file.at[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* The end of the line before the one that begins at `at`, blank lines passed over. */
static char
indicator_above(struct str file, uint32_t at)
{
    while (at > 0 && (file.at[at - 1] == '\n' || file.at[at - 1] == ' ')) {
        at--;
    }
    uint32_t from = line_start(file, at);
    for (uint32_t i = at; i > from; i--) {
        char c = file.at[i - 1];
        if (c == '|' || c == '>') {
            return c;
        }
        if (c != '-' && c != '+' && !(c >= '1' && c <= '9')) {
            return '\0';
        }
    }
    return '\0';
}

/* Whether everything before the scalar on its line is blanks, list dashes and one block key. */
static bool
follows_block_key(struct str line)
{
    size_t at = 0;
    while (at < line.len && (line.at[at] == ' ' || line.at[at] == '-')) {
        at++;
    }
    struct str key = str_slice(line, at, line.len);
    if (key.len < 3 || !str_ends_with(key, STR(": ")) || strchr("{[\"'&!", key.at[0])) {
        return false;
    }
    return str_find(key, STR(": ")) == key.len - 2 && str_find_char(key, '{') == SIZE_MAX;
}

static void
look_before(struct str file, struct place_in_file *place)
{
    place->line_from = line_start(file, place->from);
    struct str before = str_slice(file, place->line_from, place->from);
    char quote = before.len > 0 ? before.at[before.len - 1] : '\0';
    if (str_trim(before).len == 0 && indicator_above(file, place->line_from)) {
        char indicator = indicator_above(file, place->line_from);
        place->holder = indicator == '|' ? HOLDER_LITERAL : HOLDER_FOLDED;
        place->indent = (uint32_t)before.len;
    } else if (quote == '"' || quote == '\'') {
        place->holder = quote == '"' ? HOLDER_DOUBLE : HOLDER_SINGLE;
    } else {
        place->holder = HOLDER_PLAIN;
        place->after_key = follows_block_key(before);
    }
}

static bool
find_place(const struct fmt_run *run, struct text text, struct place_in_file *place)
{
    struct str trimmed = str_trim(text.str);
    size_t lead = (size_t)(trimmed.at - text.str.at);
    struct span span =
        sources_to_file(run->sources, span_slice(text.span, lead, lead + trimmed.len));
    if (sources_find(run->sources, span.at) != run->file || trimmed.len == 0) {
        return false;
    }
    place->from = span.at - run->file->base;
    place->to = place->from + span.len;
    look_before(run->file->text, place);
    return true;
}

static void
add_edit(struct fmt_run *run, uint32_t from, uint32_t to, struct str text)
{
    struct str old = str_slice(run->file->text, from, to);
    if (!str_equal(old, text)) {
        struct fmt_edit edit = { from, to, arena_copy(run->arena, text) };
        VEC_PUSH(run->arena, &run->edits, edit);
    }
}

/* The lines of the pretty form, each but the first behind `indent` blanks. */
static void
add_indented(struct buf *out, struct str pretty, size_t indent)
{
    const char *gap = "";
    struct str rest = pretty;
    while (rest.at) {
        struct str line = str_cut(&rest, '\n');
        buf_add_text(out, gap);
        if (*gap && line.len > 0) {
            buf_add_repeated(out, ' ', indent);
        }
        buf_add(out, line);
        gap = "\n";
    }
}

static void
edit_plain(struct fmt_run *run, const struct place_in_file *place, struct str one_line,
    struct str pretty)
{
    struct buf out;
    buf_init(&out);
    bool is_long = str_find_char(pretty, '\n') != SIZE_MAX;
    bool can_be_plain = yaml_is_plain_text(one_line);
    if (place->after_key && (is_long || !can_be_plain)) {
        size_t indent = 2;
        for (uint32_t i = place->line_from;
             run->file->text.at[i] == ' ' || run->file->text.at[i] == '-'; i++) {
            indent++;
        }
        buf_add_text(&out, "|\n");
        buf_add_repeated(&out, ' ', indent);
        add_indented(&out, pretty, indent);
        add_edit(run, place->from, place->to, buf_str(&out));
    } else if (can_be_plain &&
               (place->after_key || !strpbrk(arena_copy(run->arena, one_line).at, ",[]{}"))) {
        add_edit(run, place->from, place->to, one_line);
    }
    buf_finish(&out);
}

static void
edit_block(struct fmt_run *run, const struct place_in_file *place, struct str pretty)
{
    struct buf out;
    buf_init(&out);
    add_indented(&out, pretty, place->indent);
    add_edit(run, place->from, place->to, buf_str(&out));
    buf_finish(&out);
}

static void
edit(struct fmt_run *run, const struct place_in_file *place, struct str one_line,
    struct str pretty)
{
    switch (place->holder) {
    case HOLDER_LITERAL:
        edit_block(run, place, pretty);
        break;
    case HOLDER_FOLDED:
        add_edit(run, place->from, place->to, one_line);
        break;
    case HOLDER_PLAIN:
        edit_plain(run, place, one_line, pretty);
        break;
    case HOLDER_SINGLE:
        if (str_find_char(one_line, '\'') == SIZE_MAX) {
            add_edit(run, place->from, place->to, one_line);
        }
        break;
    case HOLDER_DOUBLE:
        if (!strpbrk(arena_copy(run->arena, one_line).at, "\"\\")) {
            add_edit(run, place->from, place->to, one_line);
        }
        break;
    }
}

void
fmt_edit_expression(struct fmt_run *run, const struct promql_options *options, struct text text)
{
    struct place_in_file place = { 0 };
    const struct promql_tree *tree =
        promql_read(run->arena, options, text.str, text.span, run->diags);
    if (!tree || has_comment(text.str) || !find_place(run, text, &place)) {
        return;
    }
    struct buf pretty;
    buf_init(&pretty);
    promql_print_pretty(&pretty, tree, promql_root(tree), NULL);
    edit(run, &place, promql_text(run->arena, tree, promql_root(tree)), buf_str(&pretty));
    buf_finish(&pretty);
}

static int
compare_edits(const void *a, const void *b)
{
    const struct fmt_edit *left = a;
    const struct fmt_edit *right = b;
    return (left->from > right->from) - (left->from < right->from);
}

void
fmt_apply(const struct fmt_run *run, struct buf *out)
{
    struct str file = run->file->text;
    uint32_t at = 0;
    if (run->edits.count > 0) {
        qsort(run->edits.at, run->edits.count, sizeof *run->edits.at, compare_edits);
    }
    for (size_t i = 0; i < run->edits.count; i++) {
        const struct fmt_edit *edit = &run->edits.at[i];
        if (edit->from < at) {
            continue; /* the same node through an alias */
        }
        buf_add(out, str_slice(file, at, edit->from));
        buf_add(out, edit->text);
        at = edit->to;
    }
    buf_add(out, str_slice(file, at, file.len));
}
