/*
 * Line by line through a /metrics page.
 *
 * Formats: https://github.com/prometheus/docs/blob/main/docs/instrumenting/
 * exposition_formats.md and https://github.com/prometheus/OpenMetrics (1.0). A line stands for
 * itself, so a mistake costs that line only.
 */
#include "read/exposition.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/nearest.h"
#include "base/ratio.h"
#include "base/utf8.h"

struct page {
    struct arena *arena;
    const struct source *file;
    struct diags *diags;
    struct exposition *out;
    struct map families; /* name to struct exposition_family */
    size_t findings;
    size_t line;     /* where the current line starts in the file */
    struct str text; /* the current line without its break */
    size_t at;       /* the next byte of it */
};

static const struct {
    const char *name;
    enum exposition_type type;
    const char *suffixes[5];
} types[] = {
    { "counter", EXPOSITION_TYPE_COUNTER, { "_total", "_created" } },
    { "gauge", EXPOSITION_TYPE_GAUGE, { NULL } },
    { "histogram", EXPOSITION_TYPE_HISTOGRAM, { "_bucket", "_sum", "_count", "_created" } },
    { "summary", EXPOSITION_TYPE_SUMMARY, { "_sum", "_count", "_created" } },
    { "info", EXPOSITION_TYPE_INFO, { "_info" } },
    { "stateset", EXPOSITION_TYPE_STATESET, { NULL } },
    { "gaugehistogram", EXPOSITION_TYPE_GAUGEHISTOGRAM, { "_bucket", "_gsum", "_gcount" } },
    { "unknown", EXPOSITION_TYPE_UNKNOWN, { NULL } },
    { "untyped", EXPOSITION_TYPE_UNKNOWN, { NULL } },
};

enum { TYPE_COUNT = sizeof types / sizeof types[0] };

const char *
exposition_type_text(enum exposition_type type)
{
    size_t i = 0;
    while (types[i].type != type) {
        i++;
    }
    return types[i].name;
}

static struct span
span_of(const struct page *page, size_t from, size_t to)
{
    return (
        struct span){ page->file->base + (uint32_t)(page->line + from), (uint32_t)(to - from) };
}

/* A finding about bytes [from, to) of the line. */
static struct finding *
report(struct page *page, size_t from, size_t to, struct str message)
{
    page->findings++;
    return diag_report(page->diags, &kind_exposition_syntax, span_of(page, from, to), "%.*s",
        STR_ARG(message));
}

static char
peek(const struct page *page)
{
    return page->at < page->text.len ? page->text.at[page->at] : '\0';
}

static bool
is_at_end(const struct page *page)
{
    return page->at >= page->text.len;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void
skip_blanks(struct page *page)
{
    while (is_blank(peek(page))) {
        page->at++;
    }
}

/* Everything up to the next blank. */
static struct str
take_word(struct page *page)
{
    size_t from = page->at;
    while (!is_at_end(page) && !is_blank(peek(page))) {
        page->at++;
    }
    return str_slice(page->text, from, page->at);
}

/* Reports that something else was expected here; always false. */
static bool
fail_expected(struct page *page, const char *expected)
{
    size_t from = page->at;
    struct str rest = str_slice(page->text, from, page->text.len);
    if (rest.len == 0) {
        report(page, from, from,
            arena_printf(page->arena, "expected %s, found the end of the line", expected));
        return false;
    }
    uint32_t point;
    size_t len = utf8_decode(rest, &point);
    len = len > 0 ? len : 1;
    report(page, from, from + len,
        arena_printf(page->arena, "expected %s, found `%.*s`", expected, (int)len, rest.at));
    return false;
}

static bool
is_name_char(char c, bool is_first, bool allows_colon)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (allows_colon && c == ':') || (!is_first && c >= '0' && c <= '9');
}

static bool
is_escape(struct str text, size_t at)
{
    return text.at[at] == '\\' && at + 1 < text.len && strchr("n\"\\", text.at[at + 1]) &&
           text.at[at + 1] != '\0';
}

/* Escapes other than `\n`, `\"` and `\\` stay as they are, as in Prometheus' own parsers. */
static struct str
unescape(struct page *page, struct str text)
{
    if (str_find_char(text, '\\') == SIZE_MAX) {
        return text;
    }
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < text.len; i++) {
        if (is_escape(text, i)) {
            i++;
            buf_add_char(&buf, text.at[i] == 'n' ? '\n' : text.at[i]);
        } else {
            buf_add_char(&buf, text.at[i]);
        }
    }
    struct str plain = arena_copy(page->arena, buf_str(&buf));
    buf_finish(&buf);
    return plain;
}

/* The text between quotes, which starts at `page->at`. */
static bool
read_quoted(struct page *page, struct str *out)
{
    size_t start = page->at++;
    while (!is_at_end(page) && peek(page) != '"') {
        page->at += is_escape(page->text, page->at) ? 2 : 1;
    }
    if (is_at_end(page)) {
        struct finding *finding =
            report(page, start, start + 1, STR("the quote is never closed"));
        finding_help(
            page->diags, finding, "close it on the same line; write `\\n` for a break");
        return false;
    }
    *out = unescape(page, str_slice(page->text, start + 1, page->at));
    page->at++;
    return true;
}

/* A metric's or label's name, plain or quoted. */
static bool
read_name(struct page *page, bool allows_colon, const char *expected, struct str *out)
{
    if (peek(page) == '"') {
        size_t start = page->at;
        if (!read_quoted(page, out)) {
            return false;
        }
        if (out->len == 0) {
            report(page, start, page->at, STR("a name cannot be empty"));
            return false;
        }
        return true;
    }
    size_t from = page->at;
    while (is_name_char(peek(page), page->at == from, allows_colon)) {
        page->at++;
    }
    *out = str_slice(page->text, from, page->at);
    return out->len > 0 || fail_expected(page, expected);
}

static bool
has_label(const struct exposition_label_vec *labels, struct str name)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (str_equal(labels->at[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* One `name="value"`, or the quoted name of the metric, `"name"`, at the start of the braces.
 */
static bool
read_label(struct page *page, struct exposition_label_vec *labels, struct str *metric)
{
    size_t from = page->at;
    bool is_quoted = peek(page) == '"';
    struct exposition_label label;
    if (!read_name(page, false, "a label name or `}`", &label.name)) {
        return false;
    }
    skip_blanks(page);
    if (is_quoted && metric && metric->len == 0 && peek(page) != '=') {
        *metric = label.name;
        return true;
    }
    if (peek(page) != '=') {
        return fail_expected(page, "`=` behind the label name");
    }
    page->at++;
    skip_blanks(page);
    if (peek(page) != '"') {
        return fail_expected(page, "a label value in double quotes");
    }
    if (!read_quoted(page, &label.value)) {
        return false;
    }
    if (has_label(labels, label.name)) {
        report(page, from, page->at,
            arena_printf(page->arena, "the label `%.*s` stands twice", STR_ARG(label.name)));
        return false;
    }
    VEC_PUSH(page->arena, labels, label);
    return true;
}

/* `{a="b", c="d",}`; `metric` takes a quoted name and is NULL in exemplars. */
static bool
read_labels(struct page *page, struct exposition_label_vec *labels, struct str *metric)
{
    size_t open = page->at++;
    for (;;) {
        skip_blanks(page);
        if (peek(page) == '}') {
            page->at++;
            return true;
        }
        if (is_at_end(page)) {
            report(page, open, open + 1, STR("the `{` is never closed"));
            return false;
        }
        if (!read_label(page, labels, metric)) {
            return false;
        }
        skip_blanks(page);
        if (peek(page) == ',') {
            page->at++;
        } else if (peek(page) != '}' && !is_at_end(page)) {
            return fail_expected(page, "`,` or `}`");
        }
    }
}

static bool
read_number(struct page *page, const char *what, double *value, struct str *text)
{
    skip_blanks(page);
    size_t from = page->at;
    *text = take_word(page);
    if (text->len == 0) {
        return fail_expected(page, what);
    }
    if (!number_parse(*text, value)) {
        report(page, from, page->at,
            arena_printf(page->arena, "expected %s, found `%.*s`", what, STR_ARG(*text)));
        return false;
    }
    return true;
}

/* ` # {trace_id="abc"} 0.5 1700000000.0` */
static bool
read_exemplar(struct page *page, struct exposition_sample *sample)
{
    double number;
    struct str text;
    page->at++;
    skip_blanks(page);
    if (peek(page) != '{') {
        return fail_expected(page, "the labels of an exemplar");
    }
    if (!read_labels(page, &sample->exemplar, NULL) ||
        !read_number(page, "the value of the exemplar", &number, &text)) {
        return false;
    }
    sample->has_exemplar = true;
    skip_blanks(page);
    return is_at_end(page) || read_number(page, "a timestamp", &number, &text);
}

/* Behind the labels: value, timestamp, exemplar. */
static bool
read_measurement(struct page *page, struct exposition_sample *sample)
{
    double number;
    if (!read_number(page, "a number", &sample->value, &sample->value_text)) {
        return false;
    }
    skip_blanks(page);
    if (!is_at_end(page) && peek(page) != '#' &&
        !read_number(page, "a timestamp", &number, &sample->timestamp)) {
        return false;
    }
    skip_blanks(page);
    if (peek(page) == '#' && !read_exemplar(page, sample)) {
        return false;
    }
    skip_blanks(page);
    return is_at_end(page) || fail_expected(page, "the end of the line");
}

static struct exposition_family *
family_of(struct page *page, struct str name, size_t from, size_t to)
{
    struct exposition_family *family = map_get(&page->families, name);
    if (!family) {
        family = ARENA_NEW(page->arena, struct exposition_family);
        family->name = name;
        family->span = span_of(page, from, to);
        map_put(&page->families, name, family);
        VEC_PUSH(page->arena, &page->out->families, family);
    }
    return family;
}

static struct exposition_family *
find_by_suffix(const struct page *page, struct str name, size_t row)
{
    for (size_t i = 0; i < 5 && types[row].suffixes[i]; i++) {
        struct str suffix = str_from(types[row].suffixes[i]);
        if (name.len <= suffix.len || !str_ends_with(name, suffix)) {
            continue;
        }
        struct exposition_family *family =
            map_get(&page->families, str_slice(name, 0, name.len - suffix.len));
        if (family && family->type == types[row].type) {
            return family;
        }
    }
    return NULL;
}

/* The family a series belongs to: that of its very name, else of its name without a suffix that
 * the family's type has, else a new one. */
static struct exposition_family *
family_of_sample(struct page *page, struct str name, size_t from, size_t to)
{
    struct exposition_family *family = map_get(&page->families, name);
    for (size_t row = 0; row < TYPE_COUNT && !family; row++) {
        family = find_by_suffix(page, name, row);
    }
    return family ? family : family_of(page, name, from, to);
}

static void
read_sample(struct page *page)
{
    size_t from = page->at;
    struct exposition_sample sample = { .span = span_of(page, from, page->text.len) };
    if (peek(page) != '{' &&
        !read_name(page, true, "the name of a metric, `{` or `#`", &sample.name)) {
        return;
    }
    size_t to = page->at;
    skip_blanks(page);
    if (peek(page) == '{' && !read_labels(page, &sample.labels, &sample.name)) {
        return;
    }
    if (sample.name.len == 0) {
        report(page, from, page->at, STR("the metric has no name"));
        return;
    }
    if (!read_measurement(page, &sample)) {
        return;
    }
    struct exposition_family *family =
        family_of_sample(page, sample.name, from, to > from ? to : page->text.len);
    VEC_PUSH(page->arena, &family->samples, sample);
}

static void
report_second(struct page *page, const char *what, struct str name, struct span first)
{
    struct finding *finding = report(page, 0, page->text.len,
        arena_printf(page->arena, "a second %s line for `%.*s`", what, STR_ARG(name)));
    finding_label(page->diags, finding, first, "the first is here");
}

static void
read_type(struct page *page, struct exposition_family *family)
{
    size_t from = page->at;
    struct str word = take_word(page);
    struct nearest nearest;
    nearest_begin(&nearest, word);
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        nearest_offer(&nearest, str_from(types[i].name));
        if (!str_is(word, types[i].name)) {
            continue;
        }
        skip_blanks(page);
        if (!is_at_end(page)) {
            fail_expected(page, "the end of the line");
        } else if (span_is_set(family->type_span)) {
            report_second(page, "TYPE", family->name, family->type_span);
        } else {
            family->type = types[i].type;
            family->type_span = span_of(page, 0, page->text.len);
        }
        return;
    }
    struct finding *finding = report(page, from, page->at,
        arena_printf(page->arena, "unknown type `%.*s` of `%.*s`", STR_ARG(word),
            STR_ARG(family->name)));
    if (nearest.best.len > 0) {
        finding_help(page->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    }
}

static void
read_help(struct page *page, struct exposition_family *family)
{
    struct str text = str_slice(page->text, page->at, page->text.len);
    if (span_is_set(family->help_span)) {
        report_second(page, "HELP", family->name, family->help_span);
        return;
    }
    family->help = unescape(page, text);
    family->help_span = span_of(page, 0, page->text.len);
}

/* A line that starts with `#`: metadata, the end, or a comment. */
static void
read_comment(struct page *page)
{
    page->at++;
    skip_blanks(page);
    struct str word = take_word(page);
    bool is_type = str_is(word, "TYPE");
    bool is_help = str_is(word, "HELP");
    if (str_is(word, "EOF") && str_trim(page->text).len == STR("# EOF").len) {
        page->out->is_openmetrics = true;
        return;
    }
    if (!is_type && !is_help && !str_is(word, "UNIT")) {
        return;
    }
    skip_blanks(page);
    size_t from = page->at;
    struct str name;
    if (!read_name(page, true, "the name of a metric", &name)) {
        return;
    }
    size_t to = page->at;
    if (!is_at_end(page) && !is_blank(peek(page))) {
        fail_expected(page, "a blank behind the name");
        return;
    }
    skip_blanks(page);
    struct exposition_family *family = family_of(page, name, from, to);
    if (is_type) {
        read_type(page, family);
    } else if (is_help) {
        read_help(page, family);
    } else {
        family->unit = take_word(page);
    }
}

static size_t
bad_byte(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t point;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        if (len == 0 || point == 0) {
            return at;
        }
        at += len;
    }
    return SIZE_MAX;
}

static void
read_line(struct page *page)
{
    size_t bad = bad_byte(page->text);
    if (bad != SIZE_MAX) {
        report(page, bad, bad + 1,
            arena_printf(page->arena, "the byte 0x%02x is not text",
                (unsigned)(unsigned char)page->text.at[bad]));
        return;
    }
    skip_blanks(page);
    if (is_at_end(page)) {
        return;
    }
    if (page->out->is_openmetrics) {
        report(page, page->at, page->text.len, STR("a line after `# EOF`"));
        return;
    }
    if (peek(page) == '#') {
        read_comment(page);
    } else {
        read_sample(page);
    }
}

/* What people save in place of a /metrics page. */
static bool
is_other_format(struct page *page)
{
    struct str text = page->file->text;
    page->text = str_slice(text, 0, str_find_char(text, '\n'));
    if (str_starts_with(text, STR("\x1F\x8B"))) {
        struct finding *finding = report(page, 0, 2, STR("the page is compressed with gzip"));
        finding_help(
            page->diags, finding, "unpack it first, or fetch it with `curl --compressed`");
        return true;
    }
    if (str_starts_with(str_trim(text), STR("<"))) {
        struct finding *finding = report(
            page, 0, page->text.len, STR("the page is HTML or XML, not the text format"));
        finding_help(
            page->diags, finding, "fetch the path that Prometheus scrapes: `/metrics`");
        return true;
    }
    return false;
}

const struct exposition *
read_exposition(struct arena *arena, const struct source *file, struct diags *diags)
{
    struct page page = { .arena = arena, .file = file, .diags = diags };
    page.out = ARENA_NEW(arena, struct exposition);
    map_init(&page.families, arena);
    if (is_other_format(&page)) {
        return NULL;
    }
    struct str rest = file->text;
    if (str_starts_with(rest, STR("\xEF\xBB\xBF"))) {
        rest = str_slice(rest, 3, rest.len);
    }
    while (rest.at) {
        page.text = str_cut(&rest, '\n');
        page.line = (size_t)(page.text.at - file->text.at);
        page.at = 0;
        if (page.text.len > 0 && page.text.at[page.text.len - 1] == '\r') {
            page.text.len--;
        }
        read_line(&page);
        if (page.findings >= READ_EXPOSITION_MOST_FINDINGS) {
            finding_note(
                diags, *VEC_LAST(&diags->findings), "the rest of the page is not read");
            return NULL;
        }
    }
    return page.out;
}
