/*
 * What libyaml's errors mean to the person who wrote the file.
 *
 * `troubles` lists libyaml's words in order; the first row that matches explains. An
 * explanation looks at the line itself: most mistakes are a text that needs quotes (it holds
 * `: `, starts with `{`, `*`, `%`, …) or a line that is indented by the wrong number of blanks.
 */
#include "read/yaml_trouble.h"

#include <stdint.h>

#include "base/buf.h"
#include "read/yaml_scene.h"

typedef void explain_function(const struct scene *scene);

struct str
yaml_quoted(struct arena *arena, struct str text)
{
    struct buf buf;
    buf_init(&buf);
    bool is_single = str_find_char(text, '\'') == SIZE_MAX;
    buf_add_char(&buf, is_single ? '\'' : '"');
    for (size_t i = 0; i < text.len; i++) {
        if (!is_single && (text.at[i] == '"' || text.at[i] == '\\')) {
            buf_add_char(&buf, '\\');
        }
        buf_add_char(&buf, text.at[i]);
    }
    buf_add_char(&buf, is_single ? '\'' : '"');
    struct str quoted = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return quoted;
}

/* Shows the whole value of one line with quotes around it, as help and as fix. */
static void
help_quote(const struct scene *scene, struct finding *finding, size_t from, size_t to)
{
    to = scene_trimmed_end(scene, from, to);
    struct str quoted = yaml_quoted(scene->diags->arena, scene_text(scene, from, to));
    finding_help(scene->diags, finding, "quote the text: `%.*s`", STR_ARG(quoted));
    finding_fix(scene->diags, finding, scene_span(scene, from, to), quoted);
}

/* `groups` and a line break where `groups:` was meant. */
static void
report_no_colon(const struct scene *scene, size_t from)
{
    size_t to = scene_trimmed_end(scene, from, scene_line_end(scene, from));
    struct str key = scene_text(scene, from, to);
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, from, to), "expected `:` after the key `%.*s`", STR_ARG(key));
    finding_caption(scene->diags, finding, "neither `key: value` nor part of the line above");
    finding_help(scene->diags, finding,
        "add `:`, or indent it deeper than its key if it continues the text above");
}

static void
explain_no_colon(const struct scene *scene)
{
    report_no_colon(scene, scene->trouble->context_at);
}

/* `summary: foo: bar` */
static void
explain_colon(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    size_t value = scene_value_start(scene, scene->line_from);
    if (value <= at && value > scene_content_start(scene, scene->line_from)) {
        struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
            scene_span(scene, at, at + 1), "a text without quotes cannot hold `: `");
        finding_caption(scene->diags, finding, "would begin a map inside the text");
        help_quote(scene, finding, value, scene->line_to);
        return;
    }
    size_t above = scene_line_above(scene, scene->line_from);
    if (above != SIZE_MAX && !scene_has_colon(scene, above)) {
        report_no_colon(scene, scene_content_start(scene, above));
        return;
    }
    size_t key = scene_content_start(scene, scene->line_from);
    struct str name = scene_text(scene, key, scene_trimmed_end(scene, key, at));
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, key, at), "`%.*s` is indented too far to be a key", STR_ARG(name));
    finding_caption(scene->diags, finding, "deeper than the keys around it");
    if (above != SIZE_MAX) {
        size_t from = scene_content_start(scene, above);
        finding_label(scene->diags, finding,
            scene_span(
                scene, from, scene_trimmed_end(scene, from, scene_line_end(scene, from))),
            "this line already has its value");
    }
    finding_help(scene->diags, finding,
        "indent it like the keys around it, or remove the value of the line above");
}

static void
explain_open_quote(const struct scene *scene)
{
    size_t from = scene->trouble->context_at;
    size_t to = scene_trimmed_end(scene, from, scene_line_end(scene, from));
    char quote = scene_char(scene, from);
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, from, from + 1), "the quote `%c` is never closed", quote);
    finding_caption(scene->diags, finding, "opened here");
    finding_help(scene->diags, finding, "close it with `%c` at the end of the text%s", quote,
        to > from + 1 && scene_char(scene, to - 1) == quote
            ? "; a quote inside the text must be escaped"
            : "");
}

static void
explain_escape(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    while (at > scene->trouble->context_at && scene_char(scene, at) != '\\') {
        at--;
    }
    size_t to = at + 2 < scene->file->text.len ? at + 2 : scene->file->text.len;
    struct str escape = scene_text(scene, at, to);
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, at, to),
            "`%.*s` is no escape of a double-quoted text", STR_ARG(escape));
    finding_caption(scene->diags, finding, "unknown escape");
    finding_help(scene->diags, finding,
        "use single quotes, which keep `\\` as it is, or write `\\%.*s`", STR_ARG(escape));
}

static void
explain_tab(const struct scene *scene, size_t at)
{
    size_t to = at;
    while (scene_char(scene, to) == '\t') {
        to++;
    }
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, at, to), "a tab cannot indent a line");
    finding_caption(scene->diags, finding, to - at == 1 ? "a tab" : "tabs");
    finding_help(scene->diags, finding, "indent with blanks");
}

static bool
has_tab_indent(const struct scene *scene, size_t *at)
{
    size_t from = scene->line_from;
    while (scene_char(scene, from) == ' ') {
        from++;
    }
    *at = from;
    return scene_char(scene, from) == '\t';
}

/* `@`, a backtick, `%`, a tab: what no token starts with. */
static void
explain_bad_start(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    size_t tab = 0;
    if (has_tab_indent(scene, &tab)) {
        explain_tab(scene, tab);
        return;
    }
    if (scene_char(scene, at) == '\t') {
        explain_tab(scene, at);
        return;
    }
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, at, at + 1),
            "a text without quotes cannot start with `%c`", scene_char(scene, at));
    finding_caption(scene->diags, finding, "reserved by YAML");
    help_quote(scene, finding, at, scene->line_to);
}

/* libyaml may give up lines before the tab: it looks ahead for a key's value. */
static void
explain_tab_indent(const struct scene *scene)
{
    struct scene line = *scene;
    size_t tab = 0;
    while (!has_tab_indent(&line, &tab) && line.line_to < scene->file->text.len) {
        line.line_from = line.line_to + 1;
        line.line_to = scene_line_end(scene, line.line_from);
    }
    explain_tab(scene, has_tab_indent(&line, &tab) ? tab : scene->trouble->at);
}

/* `above: > 5`, `expr: |foo` */
static void
explain_block_header(const struct scene *scene)
{
    size_t from = scene->trouble->context_at;
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, from, from + 1),
            "`%c` at the start of a value begins a block of text", scene_char(scene, from));
    finding_caption(scene->diags, finding, "nothing but a line break may follow");
    finding_help(scene->diags, finding, "begin the block on the next line, indented");
    help_quote(scene, finding, from, scene_line_end(scene, from));
}

/* `expr: *foo`, `host: *.example.com` */
static void
explain_anchor(const struct scene *scene)
{
    size_t from = scene->trouble->context_at;
    bool is_alias = scene_char(scene, from) == '*';
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, from, from + 1), "`%c` at the start of a value begins %s",
        scene_char(scene, from), is_alias ? "an alias" : "an anchor");
    finding_caption(scene->diags, finding, "no name follows");
    help_quote(scene, finding, from, scene_line_end(scene, from));
}

static void
explain_dash(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, at, at + 1), "a list element cannot begin here");
    finding_caption(scene->diags, finding, "`- ` in the middle of something else");
    if (at > scene_skip_blanks(scene, scene->line_from)) {
        finding_help(scene->diags, finding, "begin the list on the next line, or write `[…]`");
        help_quote(scene, finding, at, scene->line_to);
    } else {
        finding_help(scene->diags, finding,
            "indent it like the other elements of its list; a key and a list cannot be mixed");
    }
}

/* `{{ $labels.x }} is down` */
static void
report_template(const struct scene *scene, size_t from)
{
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, from, from + 2), "a text that starts with `{` is a map to YAML");
    finding_caption(scene->diags, finding, "read as a map in a map");
    help_quote(scene, finding, from, scene_line_end(scene, from));
}

/* A `"text" and more` or `[list] and more`: what came before ends too early. */
static bool
explain_text_after(const struct scene *scene)
{
    size_t from = scene->trouble->last_from;
    size_t to = scene->trouble->last_to;
    size_t at = scene->trouble->at;
    char closing = to > from ? scene_char(scene, to - 1) : '\0';
    char first = scene_char(scene, from);
    bool is_closed = closing == '"' || closing == '\'' || closing == '}' || closing == ']';
    bool is_opened = first == '"' || first == '\'' || first == '{' || first == '[';
    if (!is_closed || !is_opened || to > at ||
        scene_line_start(scene, to) != scene_line_start(scene, at)) {
        return false;
    }
    if (first == '{' && scene_char(scene, from + 1) == '{') {
        report_template(scene, from);
        return true;
    }
    const char *what = first == '{' || first == '[' ? "bracket" : "quote";
    size_t end =
        at + 1 < scene->line_to ? scene_trimmed_end(scene, at, scene->line_to) : at + 1;
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, at, end), "unexpected text after the closing %s `%c`", what, closing);
    finding_caption(scene->diags, finding, "the value has ended before");
    finding_label(scene->diags, finding, scene_span(scene, from, from + 1), "it begins here");
    if (first == '\'' && to == at) {
        finding_help(scene->diags, finding, "write `''` for a quote inside single quotes");
    } else if (scene_line_start(scene, from) == scene->line_from) {
        help_quote(scene, finding, from, scene->line_to);
    } else {
        finding_help(scene->diags, finding, "look for a %s that was never closed above", what);
    }
    return true;
}

/* Points at a line that the reader compares the faulty one with. */
static void
label_indent(const struct scene *scene, struct finding *finding, size_t at, const char *what)
{
    size_t to = scene_trimmed_end(scene, at, scene_line_end(scene, at));
    finding_label(scene->diags, finding, scene_span(scene, at, to),
        "this %s is indented by %zu", what, at - scene_line_start(scene, at));
}

static void
report_bad_indent(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    size_t open = scene->trouble->context_at;
    bool is_list = str_contains(scene->trouble->problem, STR("'-'"));
    bool is_dash = scene_char(scene, at) == '-' && !is_list;
    size_t to = scene_trimmed_end(scene, at, scene_line_end(scene, at));
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, at, to > at ? to : at),
            is_dash ? "a list element stands among the keys of a map"
                    : "the line fits neither the %s above nor anything around it",
            is_list ? "list" : "map");
    size_t column = at - scene_line_start(scene, at);
    finding_caption(scene->diags, finding, "indented by %zu", column);
    label_indent(scene, finding, open, is_list ? "list" : "map");
    size_t above = scene_line_above(scene, scene->line_from);
    if (above != SIZE_MAX && above != scene_line_start(scene, open)) {
        label_indent(scene, finding, scene_skip_blanks(scene, above), "line");
    }
    if (is_list && column == open - scene_line_start(scene, open)) {
        finding_help(scene->diags, finding, "begin the element with `- `");
    } else if (is_dash) {
        finding_help(scene->diags, finding,
            "indent it like the other elements of its list, or give the list a key");
    } else {
        finding_help(scene->diags, finding, "indent it exactly like the lines it belongs to");
    }
}

/* A block map or list goes on, but the line does not fit it. */
static void
explain_bad_indent(const struct scene *scene)
{
    size_t tab = 0;
    if (has_tab_indent(scene, &tab)) {
        explain_tab(scene, tab);
        return;
    }
    if (explain_text_after(scene)) {
        return;
    }
    size_t at = scene->trouble->at;
    if (scene_char(scene, at) == ':') {
        struct finding *missing = diag_report(scene->diags, &kind_yaml_syntax,
            scene_span(scene, at, at + 1), "a key is missing before `:`");
        finding_help(scene->diags, missing, "quote the value if the `:` belongs to a text");
        return;
    }
    report_bad_indent(scene);
}

/* The first ` #` of the line, which takes the rest of it (and a bracket) away. */
static size_t
find_comment(const struct scene *scene, size_t from)
{
    size_t end = scene_line_end(scene, from);
    for (size_t at = from; at + 2 < end; at++) {
        if (scene_is_blank(scene_char(scene, at)) && scene_char(scene, at + 1) == '#' &&
            !scene_is_blank(scene_char(scene, at + 2))) {
            return at + 1;
        }
    }
    return SIZE_MAX;
}

/* `{channel: #ops}`: true when a comment on the line explains the trouble. */
static bool
blame_comment(const struct scene *scene, struct finding *finding, size_t line)
{
    size_t comment = line == SIZE_MAX ? SIZE_MAX : find_comment(scene, line);
    if (comment == SIZE_MAX) {
        return false;
    }
    finding_label(scene->diags, finding,
        scene_span(scene, comment, scene_line_end(scene, comment)),
        "a comment takes the rest of this line");
    finding_help(scene->diags, finding, "quote the text with the `#`");
    return true;
}

/* `{` or `[` that does not go on as it should. */
static void
explain_flow(const struct scene *scene)
{
    size_t open = scene->trouble->context_at;
    size_t at = scene->trouble->at;
    char bracket = scene_char(scene, open);
    char closing = bracket == '{' ? '}' : ']';
    size_t content = scene_content_start(scene, scene_line_start(scene, open));
    bool is_template = bracket == '{' && (scene_char(scene, open + 1) == '{' ||
                                             (open > 0 && scene_char(scene, open - 1) == '{'));
    if (is_template) {
        report_template(scene, scene_char(scene, open + 1) == '{' ? open : open - 1);
        return;
    }
    bool is_same_line = scene_line_start(scene, open) == scene_line_start(scene, at);
    bool is_at_end = at >= scene->file->text.len;
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, is_at_end ? open : at, is_at_end ? open + 1 : at + 1),
        is_at_end ? "the bracket `%c` is never closed" : "expected `,` or `%c`",
        is_at_end ? bracket : closing);
    if (!is_at_end) {
        finding_caption(scene->diags, finding, "unexpected here");
        finding_label(scene->diags, finding, scene_span(scene, open, open + 1), "opened here");
    }
    char found = scene_char(scene, at);
    if (!is_same_line && blame_comment(scene, finding, open)) {
        return;
    }
    if (found == '{' || found == '[' || found == '"' || found == '\'') {
        finding_help(scene->diags, finding,
            "quote the text: inside `{…}` and `[…]` brackets and commas end it");
    } else if (open == content || is_same_line) {
        finding_help(scene->diags, finding, "close it with `%c`, or quote the text", closing);
    } else {
        finding_help(scene->diags, finding,
            "close it with `%c`; quote the value if it is a text that starts with `%c`",
            closing, bracket);
    }
}

static void
explain_no_content(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    bool is_at_end = at >= scene->file->text.len;
    struct str found = scene_text(scene, at, at + 1);
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, at, at + found.len),
            is_at_end ? "expected a value, found the end of the file"
                      : "expected a value, found `%.*s`",
            STR_ARG(found));
    if (blame_comment(scene, finding, scene_line_above(scene, scene->line_from))) {
        return;
    }
    finding_caption(scene->diags, finding, "no value starts like this");
    finding_help(scene->diags, finding, "quote the text if it belongs to one");
}

static void
explain_end(const struct scene *scene)
{
    if (explain_text_after(scene)) {
        return;
    }
    size_t at = scene->trouble->at;
    size_t to = scene_trimmed_end(scene, at, scene_line_end(scene, at));
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, at, to > at ? to : at),
            "unexpected text after the end of the document");
    finding_caption(scene->diags, finding, "the value above has ended");
    finding_help(scene->diags, finding, "indent it like the lines above, or quote the text");
}

static void
explain_otherwise(const struct scene *scene)
{
    size_t at = scene->trouble->at;
    size_t to = at < scene->line_to ? at + 1 : at;
    struct finding *finding =
        diag_report(scene->diags, &kind_yaml_syntax, scene_span(scene, at, to),
            "the text is no YAML: %.*s", STR_ARG(scene->trouble->problem));
    if (scene->trouble->context.len > 0) {
        finding_label(scene->diags, finding,
            scene_span(scene, scene->trouble->context_at, scene->trouble->context_at), "%.*s",
            STR_ARG(scene->trouble->context));
    }
    finding_help(scene->diags, finding, "quote the text if it belongs to one");
}

/* `%` at the start of a line */
static void
explain_directive(const struct scene *scene)
{
    size_t at = scene->trouble->context_at;
    struct finding *finding = diag_report(scene->diags, &kind_yaml_syntax,
        scene_span(scene, at, scene_trimmed_end(scene, at, scene_line_end(scene, at))),
        "a line that starts with `%%` is a directive to YAML");
    finding_help(scene->diags, finding, "indent the line if it continues a text, or quote it");
}

static const struct {
    const char *words;
    explain_function *explain;
} troubles[] = {
    { "mapping values are not allowed", explain_colon },
    { "could not find expected ':'", explain_no_colon },
    { "found unexpected end of stream", explain_open_quote },
    { "found unexpected document indicator", explain_open_quote },
    { "found unknown escape character", explain_escape },
    { "did not find expected hexdecimal number", explain_escape },
    { "found invalid Unicode character escape code", explain_escape },
    { "found character that cannot start any token", explain_bad_start },
    { "found a tab character", explain_tab_indent },
    { "did not find expected comment or line break", explain_block_header },
    { "found an indentation indicator equal to 0", explain_block_header },
    { "did not find expected alphabetic or numeric character", explain_anchor },
    { "block sequence entries are not allowed", explain_dash },
    { "did not find expected key", explain_bad_indent },
    { "did not find expected '-' indicator", explain_bad_indent },
    { "did not find expected ',' or", explain_flow },
    { "did not find expected node content", explain_no_content },
    { "did not find expected <document start>", explain_end },
    { "", explain_otherwise },
};

void
yaml_report_trouble(
    struct diags *diags, const struct source *file, const struct yaml_trouble *trouble)
{
    struct yaml_trouble inside = *trouble;
    if (inside.at > file->text.len) {
        inside.at = file->text.len;
    }
    if (inside.context_at > file->text.len) {
        inside.context_at = file->text.len;
    }
    struct scene scene = { .diags = diags, .file = file, .trouble = &inside };
    scene.line_from = scene_line_start(&scene, inside.at);
    scene.line_to = scene_line_end(&scene, inside.at);
    if (str_contains(inside.context, STR("directive"))) {
        explain_directive(&scene);
        return;
    }
    for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++) {
        if (str_contains(inside.problem, str_from(troubles[i].words))) {
            troubles[i].explain(&scene);
            return;
        }
    }
}
