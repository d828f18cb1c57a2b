/*
 * A strict JSON reader of its own, because a library that keeps no places cannot say where a
 * mistake is, and the ones at hand cut strings at `\u0000` and round numbers.
 *
 * One function per rule of the grammar. The first mistake ends the reading: JSON has no lines
 * to go on from.
 */
#include "read/json.h"

#include <stdint.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "data/json_write.h"
#include "read/hex.h"
#include "read/key_index.h"

struct parser {
    struct arena *arena;
    struct arena scratch;
    struct sources *sources;
    const struct source *file;
    struct diags *diags;
    struct str text;
    size_t at;
    size_t depth;
};

static struct span
span_of(const struct parser *parser, size_t from, size_t to)
{
    return (struct span){ parser->file->base + (uint32_t)from, (uint32_t)(to - from) };
}

static char
peek(const struct parser *parser)
{
    return parser->at < parser->text.len ? parser->text.at[parser->at] : '\0';
}

static bool
is_at_end(const struct parser *parser)
{
    return parser->at >= parser->text.len;
}

static void
skip_blanks(struct parser *parser)
{
    while (!is_at_end(parser) && strchr(" \t\r\n", peek(parser)) && peek(parser) != '\0') {
        parser->at++;
    }
}

/* The character, word or number at a place, for messages. */
static struct str
word_at(const struct parser *parser, size_t at)
{
    size_t end = at;
    while (end < parser->text.len) {
        unsigned char c = (unsigned char)parser->text.at[end];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '+';
        if (!is_word || end - at >= 40) {
            break;
        }
        end++;
    }
    if (end == at && at < parser->text.len) {
        uint32_t point;
        size_t len = utf8_decode(str_slice(parser->text, at, parser->text.len), &point);
        end = at + (len > 0 ? len : 1);
    }
    return str_slice(parser->text, at, end);
}

/* What people write who do not write JSON. */
static void
help_word(struct parser *parser, struct finding *finding, struct str word)
{
    if (word.len == 0) {
        return;
    }
    if (str_is(word, "'")) {
        finding_help(parser->diags, finding, "use double quotes");
    } else if (str_is(word, "/") || str_is(word, "#")) {
        finding_help(parser->diags, finding, "JSON has no comments; remove it");
    } else if (str_is(word, "True") || str_is(word, "False")) {
        finding_help(parser->diags, finding, "write `true` or `false`");
    } else if (str_is(word, "None") || str_is(word, "nil") || str_is(word, "undefined")) {
        finding_help(parser->diags, finding, "write `null`");
    } else if (str_is(word, "NaN") || str_contains(word, STR("Infinity"))) {
        finding_help(parser->diags, finding, "JSON has no such number; write `null` or text");
    } else if ((word.at[0] >= 'a' && word.at[0] <= 'z') ||
               (word.at[0] >= 'A' && word.at[0] <= 'Z') || word.at[0] == '_') {
        finding_help(
            parser->diags, finding, "put text in double quotes: `\"%.*s\"`", STR_ARG(word));
    }
}

/* Reports that something else was expected here; always false. */
static bool
fail_expected(struct parser *parser, const char *expected)
{
    struct str word = word_at(parser, parser->at);
    if (word.len == 0) {
        diag_report(parser->diags, &kind_json_syntax, span_of(parser, parser->at, parser->at),
            "expected %s, found the end of the file", expected);
        return false;
    }
    struct finding *finding = diag_report(parser->diags, &kind_json_syntax,
        span_of(parser, parser->at, parser->at + word.len), "expected %s, found `%.*s`",
        expected, STR_ARG(word));
    finding_caption(parser->diags, finding, "unexpected");
    help_word(parser, finding, word);
    return false;
}

static bool
fail_string(struct parser *parser, size_t from, size_t to, const char *message)
{
    diag_report(parser->diags, &kind_json_syntax, span_of(parser, from, to), "%s", message);
    return false;
}

static bool
read_unit(struct str text, size_t at, uint32_t *unit)
{
    struct str digits = str_slice(text, at, at + 6);
    if (digits.len < 6 || digits.at[0] != '\\' || digits.at[1] != 'u') {
        return false;
    }
    *unit = 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(digits.at[i]);
        if (digit < 0) {
            return false;
        }
        *unit = *unit * 16 + (uint32_t)digit;
    }
    return true;
}

/* The character of the escape at `at` and its length in bytes, 0 when it is none. */
static size_t
decode_escape(struct str text, size_t at, uint32_t *point)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (at + 1 >= text.len) {
        return 0;
    }
    const char *letter = strchr(letters, text.at[at + 1]);
    if (letter && *letter) {
        *point = (unsigned char)meanings[letter - letters];
        return 2;
    }
    uint32_t low;
    if (!read_unit(text, at, point)) {
        return 0;
    }
    if (*point < 0xD800 || *point > 0xDFFF) {
        return 6;
    }
    bool is_pair =
        *point < 0xDC00 && read_unit(text, at + 6, &low) && low >= 0xDC00 && low <= 0xDFFF;
    if (!is_pair) {
        return 0;
    }
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return 12;
}

static size_t
encoded_length(uint32_t point)
{
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/* The map of a decoded string; `raw` are the bytes between the quotes. */
static bool
map_string(const struct source *scalar, struct str raw, uint32_t from, uint32_t to,
    uint32_t *raw_from, uint32_t *raw_to)
{
    size_t decoded = 0;
    size_t at = 0;
    *raw_from = (uint32_t)raw.len;
    *raw_to = (uint32_t)raw.len;
    bool has_from = false;
    while (at < raw.len && decoded <= scalar->text.len) {
        uint32_t point = 0;
        bool is_escape = raw.at[at] == '\\';
        size_t raw_len = is_escape ? decode_escape(raw, at, &point) : 1;
        size_t len = is_escape ? encoded_length(point) : 1;
        if (raw_len == 0) {
            return false;
        }
        if (!has_from && from < decoded + len) {
            has_from = true;
            *raw_from = (uint32_t)at;
            *raw_to = (uint32_t)at;
        }
        if (to > decoded) {
            *raw_to = (uint32_t)(at + raw_len);
        }
        at += raw_len;
        decoded += len;
    }
    return decoded == scalar->text.len;
}

/* Moves over ASCII without escapes: most strings are nothing else. */
static void
skip_plain(struct parser *parser)
{
    parser->at = ascii_skip_plain(parser->text, parser->at);
}

/* Moves behind the closing quote of the string that starts at `parser->at`. */
static bool
skip_string(struct parser *parser, bool *has_escapes)
{
    size_t start = parser->at++;
    *has_escapes = false;
    for (skip_plain(parser); !is_at_end(parser) && peek(parser) != '"';) {
        unsigned char c = (unsigned char)peek(parser);
        uint32_t point;
        size_t len =
            c == '\\'
                ? decode_escape(parser->text, parser->at, &point)
                : utf8_decode(str_slice(parser->text, parser->at, parser->text.len), &point);
        if (c == '\n' || c == '\r') {
            break;
        }
        if (c < 0x20) {
            return fail_string(parser, parser->at, parser->at + 1,
                c == '\t' ? "a string cannot hold a tab, only `\\t`"
                          : "a string cannot hold a control character, only its escape");
        }
        if (len == 0 && c == '\\') {
            return fail_string(parser, parser->at, parser->at + 1,
                peek(parser) && parser->text.len > parser->at + 1 &&
                        parser->text.at[parser->at + 1] == 'u'
                    ? "`\\u` needs four hexadecimal digits and both halves of a pair"
                    : "a backslash in a string must begin an escape or be doubled");
        }
        if (len == 0) {
            return fail_string(
                parser, parser->at, parser->at + 1, "the file is not UTF-8 here");
        }
        *has_escapes = *has_escapes || c == '\\';
        parser->at += len;
        skip_plain(parser);
    }
    if (peek(parser) != '"') {
        return fail_string(parser, start, start + 1, "the string is never closed");
    }
    parser->at++;
    return true;
}

static struct str
decode_string(struct arena *arena, struct str raw)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t at = 0; at < raw.len;) {
        uint32_t point;
        size_t len = raw.at[at] == '\\' ? decode_escape(raw, at, &point) : 0;
        if (len > 0) {
            utf8_add(&buf, point);
        } else {
            len = 1;
            buf_add_char(&buf, raw.at[at]);
        }
        at += len;
    }
    struct str decoded = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return decoded;
}

static bool
read_string(struct parser *parser, struct str *text, struct span *span)
{
    size_t start = parser->at;
    bool has_escapes;
    if (!skip_string(parser, &has_escapes)) {
        return false;
    }
    struct span raw = span_of(parser, start + 1, parser->at - 1);
    *text = str_slice(parser->text, start + 1, parser->at - 1);
    *span = raw;
    if (!has_escapes) {
        return true;
    }
    *text = decode_string(parser->sources->arena, *text);
    const struct source *source =
        sources_add_scalar(parser->sources, *text, raw, map_string, 0);
    if (!source) {
        diag_report(
            parser->diags, &kind_too_large, raw, "the inputs hold more than 4 GiB of text");
        return false;
    }
    *span = (struct span){ source->base, (uint32_t)text->len };
    return true;
}

static const struct value *read_value(struct parser *parser);

static bool
enter(struct parser *parser)
{
    if (parser->depth == READ_JSON_DEEPEST) {
        diag_report(parser->diags, &kind_too_large, span_of(parser, parser->at, parser->at + 1),
            "objects and lists stand more than %d deep inside each other", READ_JSON_DEEPEST);
        return false;
    }
    parser->depth++;
    parser->at++;
    skip_blanks(parser);
    return true;
}

/* Behind an element: true when another one follows; otherwise `*is_good` tells whether the
 * collection is closed. `start` is its opening bracket. */
static bool
has_more(struct parser *parser, size_t start, char closing, bool *is_good)
{
    skip_blanks(parser);
    *is_good = true;
    if (peek(parser) == closing) {
        parser->at++;
        parser->depth--;
        return false;
    }
    if (peek(parser) != ',') {
        size_t before = parser->diags->findings.count;
        *is_good = fail_expected(parser, closing == '}' ? "`,` or `}`" : "`,` or `]`");
        finding_label(parser->diags, parser->diags->findings.at[before],
            span_of(parser, start, start + 1), "opened here");
        return false;
    }
    size_t comma = parser->at++;
    skip_blanks(parser);
    if (peek(parser) == closing) {
        struct finding *finding = diag_report(parser->diags, &kind_json_syntax,
            span_of(parser, comma, comma + 1), "a comma before `%c`", closing);
        finding_help(parser->diags, finding, "remove the comma behind the last element");
        *is_good = false;
        return false;
    }
    return true;
}

static const struct value *
read_list(struct parser *parser)
{
    size_t start = parser->at;
    if (!enter(parser)) {
        return NULL;
    }
    struct value *list = value_new_list(parser->arena, span_none());
    bool is_good = true;
    if (peek(parser) == ']') {
        parser->at++;
        parser->depth--;
    } else {
        do {
            const struct value *item = read_value(parser);
            if (!item) {
                return NULL;
            }
            value_add_item(parser->arena, list, item);
        } while (has_more(parser, start, ']', &is_good));
    }
    list->span = span_of(parser, start, parser->at);
    return is_good ? list : NULL;
}

static void
add_entry(struct parser *parser, struct key_index *index, const struct value_entry *entry)
{
    const struct value_entry *first = key_index_find(index, entry->key);
    if (!first) {
        key_index_add(index, parser->arena, entry);
        return;
    }
    struct finding *finding = diag_report(parser->diags, &kind_duplicate_key, entry->key_span,
        "the key `%.*s` stands twice in one object", STR_ARG(entry->key));
    finding_caption(parser->diags, finding, "again here");
    finding_label(parser->diags, finding, first->key_span, "first here");
}

static bool
read_entry(struct parser *parser, struct value_entry *entry)
{
    if (peek(parser) != '"') {
        return fail_expected(parser, "a key in double quotes");
    }
    if (!read_string(parser, &entry->key, &entry->key_span)) {
        return false;
    }
    skip_blanks(parser);
    if (peek(parser) != ':') {
        return fail_expected(parser, "`:` behind the key");
    }
    parser->at++;
    skip_blanks(parser);
    entry->value = read_value(parser);
    return entry->value != NULL;
}

static const struct value *
read_object(struct parser *parser)
{
    size_t start = parser->at;
    if (!enter(parser)) {
        return NULL;
    }
    struct value *object = value_new_map(parser->arena, span_none());
    struct key_index index = { .map = object, .scratch = &parser->scratch };
    bool is_good = true;
    if (peek(parser) == '}') {
        parser->at++;
        parser->depth--;
    } else {
        do {
            struct value_entry entry;
            if (!read_entry(parser, &entry)) {
                return NULL;
            }
            add_entry(parser, &index, &entry);
        } while (has_more(parser, start, '}', &is_good));
    }
    object->span = span_of(parser, start, parser->at);
    return is_good ? object : NULL;
}

/* A number or a word: all characters that could belong to it, so that a message names it whole.
 */
static size_t
word_end(const struct parser *parser)
{
    size_t end = parser->at;
    while (end < parser->text.len) {
        char c = parser->text.at[end];
        bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' ||
                       c == '.' || c == '+' || c == '-';
        if (!is_word) {
            break;
        }
        end++;
    }
    return end;
}

static const struct value *
read_word(struct parser *parser)
{
    size_t end = word_end(parser);
    struct str word = str_slice(parser->text, parser->at, end);
    bool is_true = str_is(word, "true");
    enum value_kind kind = json_is_number(word)               ? VALUE_KIND_NUMBER
                           : is_true || str_is(word, "false") ? VALUE_KIND_BOOL
                                                              : VALUE_KIND_NULL;
    if (kind == VALUE_KIND_NULL && !str_is(word, "null")) {
        fail_expected(parser, "a value");
        return NULL;
    }
    struct value *value = value_new(parser->arena, kind, span_of(parser, parser->at, end));
    value->text = word;
    value->truth = is_true;
    parser->at = end;
    return value;
}

static const struct value *
read_value(struct parser *parser)
{
    if (peek(parser) == '{') {
        return read_object(parser);
    }
    if (peek(parser) == '[') {
        return read_list(parser);
    }
    if (peek(parser) != '"') {
        return read_word(parser);
    }
    struct value *value = value_new(parser->arena, VALUE_KIND_TEXT, span_none());
    return read_string(parser, &value->text, &value->span) ? value : NULL;
}

const struct value *
read_json(struct arena *arena, struct sources *sources, const struct source *file,
    struct diags *diags)
{
    struct parser parser = {
        .arena = arena, .sources = sources, .file = file, .diags = diags, .text = file->text
    };
    if (str_starts_with(file->text, STR("\xEF\xBB\xBF"))) {
        parser.at = 3;
    }
    arena_init(&parser.scratch);
    skip_blanks(&parser);
    const struct value *value = read_value(&parser);
    skip_blanks(&parser);
    if (value && !is_at_end(&parser)) {
        fail_expected(&parser, "the end of the file");
        value = NULL;
    }
    arena_finish(&parser.scratch);
    return value;
}
