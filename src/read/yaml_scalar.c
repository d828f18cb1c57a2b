/*
 * The walk through raw and decoded text in step.
 *
 * Each rule of YAML that turns raw bytes into decoded ones calls `step` with both; `step`
 * compares the decoded bytes with libyaml's text and notes where the asked-for range begins and
 * ends. The rules follow libyaml 0.2.5 (scanner.c), its treatment of NEL, LS and PS as line
 * breaks included.
 */
#include "read/yaml_scalar.h"

#include "base/utf8.h"
#include "read/hex.h"

struct walk {
    struct str raw;
    size_t at; /* the next raw byte */
    struct str decoded;
    size_t done; /* decoded bytes accounted for */
    size_t from; /* the range asked for, in decoded bytes */
    size_t to;
    size_t raw_from;
    size_t raw_to;
    size_t last_end; /* raw end of the last step */
    bool has_from;
    bool failed;
};

static void
step(struct walk *walk, struct str bytes, size_t raw_from, size_t raw_to)
{
    struct str expected = str_slice(walk->decoded, walk->done, walk->done + bytes.len);
    if (walk->failed || !str_equal(expected, bytes)) {
        walk->failed = true;
        return;
    }
    size_t end = walk->done + bytes.len;
    if (!walk->has_from && walk->from < end) {
        walk->has_from = true;
        walk->raw_from = raw_from;
        walk->raw_to = raw_from;
    }
    if (walk->to > walk->done) {
        walk->raw_to = raw_to;
    }
    walk->done = end;
    walk->last_end = raw_to;
}

static char
peek(const struct walk *walk, size_t ahead)
{
    return walk->at + ahead < walk->raw.len ? walk->raw.at[walk->at + ahead] : '\0';
}

static bool
at_end(const struct walk *walk)
{
    return walk->failed || walk->at >= walk->raw.len;
}

static bool
at_blank(const struct walk *walk)
{
    return !at_end(walk) && (peek(walk, 0) == ' ' || peek(walk, 0) == '\t');
}

/* The length of the line break at this place, or 0. */
static size_t
break_length(const struct walk *walk)
{
    if (walk->at >= walk->raw.len) {
        return 0;
    }
    struct str rest = str_slice(walk->raw, walk->at, walk->at + 3);
    if (rest.at[0] == '\r') {
        return peek(walk, 1) == '\n' ? 2 : 1;
    }
    if (rest.at[0] == '\n') {
        return 1;
    }
    if (str_starts_with(rest, STR("\xC2\x85"))) {
        return 2;
    }
    return str_is(rest, "\xE2\x80\xA8") || str_is(rest, "\xE2\x80\xA9") ? 3 : 0;
}

struct line_break {
    size_t from;
    size_t to;
    struct str decoded; /* "\n", or LS or PS, which stay what they are; empty: no break */
};

static struct line_break
take_break(struct walk *walk)
{
    size_t length = break_length(walk);
    struct line_break taken = { walk->at, walk->at + length, STR("\n") };
    if (length == 0 || length == 3) {
        taken.decoded = str_slice(walk->raw, taken.from, taken.to);
    }
    walk->at += length;
    return taken;
}

static void
step_break(struct walk *walk, struct line_break taken)
{
    step(walk, taken.decoded, taken.from, taken.to);
}

static void
step_bytes(struct walk *walk, size_t count)
{
    for (size_t i = 0; i < count && !at_end(walk); i++) {
        step(walk, str_slice(walk->raw, walk->at, walk->at + 1), walk->at, walk->at + 1);
        walk->at++;
    }
}

static void
skip_blanks(struct walk *walk)
{
    while (at_blank(walk)) {
        walk->at++;
    }
}

/* One line break is a blank, each further one a line break of the text. `was_escaped`: a
 * backslash took the first one away. */
static void
fold_flow_breaks(struct walk *walk, bool was_escaped)
{
    struct line_break first = take_break(walk);
    bool is_first_lost = was_escaped;
    if (!was_escaped && str_is(first.decoded, "\n")) {
        is_first_lost = true;
        struct walk ahead = *walk;
        skip_blanks(&ahead);
        if (break_length(&ahead) == 0) {
            step(walk, STR(" "), first.from, first.to);
        }
    }
    if (!is_first_lost) {
        step_break(walk, first);
    }
    for (;;) {
        skip_blanks(walk);
        if (break_length(walk) == 0) {
            return;
        }
        step_break(walk, take_break(walk));
    }
}

/* Blanks inside a line stay, those before a line break are lost. */
static void
walk_flow_blanks(struct walk *walk)
{
    size_t start = walk->at;
    skip_blanks(walk);
    if (break_length(walk) > 0) {
        fold_flow_breaks(walk, false);
        return;
    }
    size_t count = walk->at - start;
    walk->at = start;
    step_bytes(walk, count);
}

/* The code point and the length of `\x41`, `\u00e9`, `\U0001F600`. */
static bool
read_hex_escape(const struct walk *walk, size_t digits, uint32_t *point)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = hex_digit(peek(walk, 2 + i));
        if (digit < 0) {
            return false;
        }
        value = value * 16 + (uint32_t)digit;
    }
    *point = value;
    return value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

static bool
escape_point(const struct walk *walk, uint32_t *point, size_t *length)
{
    static const struct {
        char letter;
        uint32_t point;
    } escapes[] = { { '0', 0 }, { 'a', 7 }, { 'b', 8 }, { 't', 9 }, { '\t', 9 }, { 'n', 10 },
        { 'v', 11 }, { 'f', 12 }, { 'r', 13 }, { 'e', 27 }, { ' ', ' ' }, { '"', '"' },
        { '/', '/' }, { '\\', '\\' }, { 'N', 0x85 }, { '_', 0xA0 }, { 'L', 0x2028 },
        { 'P', 0x2029 } };
    char letter = peek(walk, 1);
    size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    *length = 2 + digits;
    if (digits > 0) {
        return read_hex_escape(walk, digits, point);
    }
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (escapes[i].letter == letter) {
            *point = escapes[i].point;
            return true;
        }
    }
    return false;
}

static void
walk_escape(struct walk *walk)
{
    size_t start = walk->at;
    walk->at++;
    if (break_length(walk) > 0) {
        fold_flow_breaks(walk, true);
        return;
    }
    walk->at = start;
    uint32_t point = 0;
    size_t length = 0;
    if (!escape_point(walk, &point, &length)) {
        walk->failed = true;
        return;
    }
    struct buf bytes;
    buf_init(&bytes);
    utf8_add(&bytes, point);
    step(walk, buf_str(&bytes), start, start + length);
    buf_finish(&bytes);
    walk->at = start + length;
}

static void
walk_flow(struct walk *walk, enum yaml_style style)
{
    if (style != YAML_STYLE_PLAIN) {
        if (walk->raw.len < 2) {
            walk->failed = true;
            return;
        }
        walk->raw.len--;
        walk->at = 1;
        walk->last_end = 1;
    }
    while (!at_end(walk)) {
        if (at_blank(walk) || break_length(walk) > 0) {
            walk_flow_blanks(walk);
        } else if (style == YAML_STYLE_DOUBLE && peek(walk, 0) == '\\') {
            walk_escape(walk);
        } else if (style == YAML_STYLE_SINGLE && peek(walk, 0) == '\'') {
            step(walk, STR("'"), walk->at, walk->at + 2);
            walk->at += 2;
        } else {
            step_bytes(walk, 1);
        }
    }
}

/* Moves behind the header of a block scalar (`|2-  # why`). */
static void
skip_block_header(struct walk *walk)
{
    while (!at_end(walk) && break_length(walk) == 0) {
        walk->at++;
    }
    walk->at += break_length(walk);
}

static void
skip_line(struct walk *walk)
{
    skip_block_header(walk);
}

/* The indentation of the content: up to the first line with content, raw and decoded lines are
 * the same, and that line shows how many blanks are lost. `walk` stands behind the header. */
static size_t
block_indent(struct walk walk)
{
    struct walk decoded = { .raw = walk.decoded };
    while (break_length(&decoded) > 0) {
        decoded.at += break_length(&decoded);
        skip_line(&walk);
    }
    size_t raw_blanks = 0;
    while (peek(&walk, raw_blanks) == ' ') {
        raw_blanks++;
    }
    size_t decoded_blanks = 0;
    while (peek(&decoded, decoded_blanks) == ' ') {
        decoded_blanks++;
    }
    return raw_blanks > decoded_blanks ? raw_blanks - decoded_blanks : 0;
}

static size_t
skip_indent(struct walk *walk, size_t indent)
{
    size_t count = 0;
    while (count < indent && !at_end(walk) && peek(walk, 0) == ' ') {
        walk->at++;
        count++;
    }
    return count;
}

/* The line breaks of blank lines, each a line break of the text; stops at content. */
static void
step_blank_lines(struct walk *walk, size_t indent)
{
    for (;;) {
        skip_indent(walk, indent);
        if (break_length(walk) == 0) {
            return;
        }
        step_break(walk, take_break(walk));
    }
}

static bool
has_blank_line(struct walk walk, size_t indent)
{
    skip_indent(&walk, indent);
    return break_length(&walk) > 0;
}

/* Between two lines of a folded block that start with text a break is a blank, or nothing when
 * blank lines follow; around lines that start with a blank it stays. */
static void
step_folded_break(struct walk *walk, struct line_break taken, bool is_line_blank, size_t indent)
{
    struct walk ahead = *walk;
    bool is_followed = has_blank_line(ahead, indent);
    for (bool more = true; more;) {
        skip_indent(&ahead, indent);
        more = break_length(&ahead) > 0;
        ahead.at += break_length(&ahead);
    }
    bool is_last = at_end(&ahead);
    if (is_last || is_line_blank || at_blank(&ahead) || !str_is(taken.decoded, "\n")) {
        step_break(walk, taken);
    } else if (!is_followed) {
        step(walk, STR(" "), taken.from, taken.to);
    }
}

static void
walk_block(struct walk *walk, enum yaml_style style)
{
    skip_block_header(walk);
    walk->last_end = walk->at < walk->raw.len ? walk->at : walk->raw.len;
    size_t indent = block_indent(*walk);
    step_blank_lines(walk, indent);
    while (!at_end(walk)) {
        bool is_line_blank = at_blank(walk);
        while (!at_end(walk) && break_length(walk) == 0) {
            step_bytes(walk, 1);
        }
        if (at_end(walk)) {
            break;
        }
        struct line_break taken = take_break(walk);
        if (style == YAML_STYLE_FOLDED) {
            step_folded_break(walk, taken, is_line_blank, indent);
        } else {
            step_break(walk, taken);
        }
        step_blank_lines(walk, indent);
    }
    /* The break of the last line lies behind the raw bytes (yaml_scalar_trim_block). */
    if (!walk->failed && walk->decoded.len - walk->done == 1) {
        step(walk, STR("\n"), walk->raw.len, walk->raw.len);
    }
}

static bool
is_block_style(enum yaml_style style)
{
    return style == YAML_STYLE_LITERAL || style == YAML_STYLE_FOLDED;
}

static bool
is_blank_text(struct str text)
{
    return text.len > 0 && str_trim(text).len == 0;
}

/* The decoded text ends with a line of nothing but blanks: content, not a blank line. */
static bool
ends_with_blank_content(struct str decoded)
{
    while (decoded.len > 0 && decoded.at[decoded.len - 1] == '\n') {
        decoded.len--;
    }
    size_t line = decoded.len;
    while (line > 0 && decoded.at[line - 1] != '\n') {
        line--;
    }
    return is_blank_text(str_slice(decoded, line, decoded.len));
}

static bool
keeps_breaks(struct str raw)
{
    for (size_t i = 1; i < raw.len && i < 3; i++) {
        if (raw.at[i] == '+') {
            return true;
        }
    }
    return false;
}

struct str
yaml_scalar_trim_block(struct str raw, struct str decoded)
{
    size_t end = raw.len;
    bool keeps = keeps_breaks(raw);
    bool keeps_blanks = ends_with_blank_content(decoded);
    for (size_t i = raw.len; i > 0 && !(keeps && end < raw.len); i--) {
        char c = raw.at[i - 1];
        if (c == '\n' || c == '\r') {
            end = i - 1;
            bool is_pair = c == '\n' && end > 0 && raw.at[end - 1] == '\r';
            end -= is_pair;
            i -= is_pair;
        } else if (keeps_blanks || (c != ' ' && c != '\t')) {
            break;
        }
    }
    return str_slice(raw, 0, end);
}

bool
yaml_scalar_is_view(struct str raw, struct str decoded, enum yaml_style style, size_t *offset)
{
    size_t start = style == YAML_STYLE_PLAIN ? 0 : 1;
    if (is_block_style(style)) {
        struct walk walk = { .raw = raw, .decoded = decoded };
        skip_block_header(&walk);
        start = walk.at + block_indent(walk);
    } else if (raw.len != decoded.len + 2 * start) {
        return false;
    }
    if (start > raw.len || raw.len - start < decoded.len) {
        return false;
    }
    *offset = start;
    return str_equal(str_slice(raw, start, start + decoded.len), decoded);
}

bool
yaml_scalar_map(const struct source *scalar, struct str raw, uint32_t from, uint32_t to,
    uint32_t *raw_from, uint32_t *raw_to)
{
    struct walk walk = { .raw = raw, .decoded = scalar->text, .from = from, .to = to };
    enum yaml_style style = (enum yaml_style)scalar->map_style;
    if (is_block_style(style)) {
        walk_block(&walk, style);
    } else {
        walk_flow(&walk, style);
    }
    if (walk.failed || walk.done != walk.decoded.len) {
        return false;
    }
    if (!walk.has_from) {
        walk.raw_from = walk.last_end;
        walk.raw_to = walk.last_end;
    }
    *raw_from = (uint32_t)walk.raw_from;
    *raw_to = (uint32_t)walk.raw_to;
    return true;
}
