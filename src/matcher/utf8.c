/*
 * The syntax of Alertmanager 0.27, after alertmanager/matcher/parse.
 *
 * Words are quoted strings with Go's escapes or runs of characters that are neither blank nor
 * one of {}!=~,\"'` and the backtick.
 */
#include "base/escape.h"
#include "base/utf8.h"
#include "matcher/syntax.h"

struct scanner {
    struct arena *arena;
    struct str text;
    size_t at;
    struct syntax_trouble *trouble;
};

static bool
fail(struct scanner *scanner, enum syntax_error error, size_t from, size_t to)
{
    size_t end = scanner->text.len;
    from = from < end ? from : end;
    to = to < end ? to : end;
    *scanner->trouble = (struct syntax_trouble){ error, (uint32_t)from, (uint32_t)to };
    return false;
}

/* What Go's unicode.IsSpace takes for a blank. */
static bool
is_space(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xA0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
           point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

static bool
is_reserved(uint32_t point)
{
    return is_space(point) ||
           (point != 0 && point < 0x80 && strchr("{}!=~,\\\"'`", (int)point));
}

/* The character at hand; 0 at the end or where the text is no UTF-8. */
static size_t
peek(const struct scanner *scanner, uint32_t *point)
{
    struct str rest = str_slice(scanner->text, scanner->at, scanner->text.len);
    return rest.len ? utf8_decode(rest, point) : 0;
}

static void
skip_space(struct scanner *scanner)
{
    uint32_t point;
    size_t len;
    while ((len = peek(scanner, &point)) && is_space(point)) {
        scanner->at += len;
    }
}

static bool
at_end(const struct scanner *scanner)
{
    return scanner->at == scanner->text.len;
}

static bool
take(struct scanner *scanner, char c)
{
    skip_space(scanner);
    if (at_end(scanner) || scanner->text.at[scanner->at] != c) {
        return false;
    }
    scanner->at++;
    return true;
}

/* At the backslash; the character behind it may be a long one. */
static bool
fail_escape(struct scanner *scanner)
{
    size_t from = scanner->at++;
    uint32_t point;
    size_t len = peek(scanner, &point);
    return fail(scanner, SYNTAX_ERROR_ESCAPE, from, from + 1 + (len ? len : 1));
}

/* Behind the opening quote. */
static bool
decode_quoted(struct scanner *scanner, size_t from, struct buf *buf)
{
    while (!at_end(scanner)) {
        struct str rest = str_slice(scanner->text, scanner->at, scanner->text.len);
        if (rest.at[0] == '"') {
            scanner->at++;
            bool is_good = utf8_is_valid(buf_str(buf));
            return is_good || fail(scanner, SYNTAX_ERROR_UTF8, from, scanner->at);
        }
        size_t len = 1;
        if (rest.at[0] == '\\') {
            len = escape_decode(rest, '"', buf);
            if (len == 0) {
                return fail_escape(scanner);
            }
        } else if (rest.at[0] == '\n') {
            return fail(scanner, SYNTAX_ERROR_QUOTE, from, from + 1);
        } else {
            buf_add_char(buf, rest.at[0]);
        }
        scanner->at += len;
    }
    return fail(scanner, SYNTAX_ERROR_QUOTE, from, from + 1);
}

/* A word, quoted or not; `missing` is the trouble when none stands here. */
static bool
scan_word(struct scanner *scanner, enum syntax_error missing, struct str *out)
{
    size_t from = scanner->at;
    if (!at_end(scanner) && scanner->text.at[from] == '"') {
        struct buf buf;
        buf_init(&buf);
        scanner->at++;
        bool is_good = decode_quoted(scanner, from, &buf);
        if (is_good) {
            *out = arena_copy(scanner->arena, buf_str(&buf));
        }
        buf_finish(&buf);
        return is_good;
    }
    uint32_t point;
    size_t len;
    while ((len = peek(scanner, &point)) && !is_reserved(point)) {
        scanner->at += len;
    }
    if (!at_end(scanner) && len == 0) {
        return fail(scanner, SYNTAX_ERROR_UTF8, scanner->at, scanner->at + 1);
    }
    if (scanner->at == from) {
        return fail(scanner, missing, from, from + len);
    }
    *out = str_slice(scanner->text, from, scanner->at);
    return true;
}

/* The run of characters at hand, for "found …". */
static size_t
run_end(struct scanner *scanner)
{
    uint32_t point;
    size_t at = scanner->at;
    size_t len;
    size_t end = at;
    while ((len = peek(scanner, &point)) && !is_space(point) && point != ',') {
        scanner->at += len;
        end = scanner->at;
    }
    scanner->at = at;
    return end;
}

static bool
scan_matcher(struct scanner *scanner, struct raw_matcher *out)
{
    skip_space(scanner);
    out->name_from = (uint32_t)scanner->at;
    if (!scan_word(scanner, SYNTAX_ERROR_NAME, &out->name)) {
        return false;
    }
    out->name_to = (uint32_t)scanner->at;
    skip_space(scanner);
    out->op_from = (uint32_t)scanner->at;
    size_t len = syntax_read_op(scanner->text, scanner->at, &out->op);
    if (len == 0) {
        return fail(scanner, SYNTAX_ERROR_OP, scanner->at, run_end(scanner));
    }
    scanner->at += len;
    out->op_to = (uint32_t)scanner->at;
    skip_space(scanner);
    out->value_from = (uint32_t)scanner->at;
    if (!scan_word(scanner, SYNTAX_ERROR_VALUE, &out->value)) {
        return false;
    }
    out->value_to = (uint32_t)scanner->at;
    return true;
}

/* Behind the last matcher. */
static bool
scan_end(struct scanner *scanner, bool has_brace, size_t brace)
{
    if (take(scanner, '}')) {
        if (!has_brace) {
            return fail(scanner, SYNTAX_ERROR_CLOSE_BRACE, scanner->at - 1, scanner->at);
        }
    } else if (has_brace && at_end(scanner)) {
        return fail(scanner, SYNTAX_ERROR_OPEN_BRACE, brace, brace + 1);
    }
    skip_space(scanner);
    return at_end(scanner) ||
           fail(scanner, SYNTAX_ERROR_SEPARATOR, scanner->at, run_end(scanner));
}

static bool
ends_here(struct scanner *scanner)
{
    skip_space(scanner);
    return at_end(scanner) || scanner->text.at[scanner->at] == '}';
}

bool
syntax_utf8(struct arena *arena, struct str text, struct raw_matcher_vec *out,
    struct syntax_trouble *trouble)
{
    struct scanner scanner = { arena, text, 0, trouble };
    bool has_brace = take(&scanner, '{');
    size_t brace = has_brace ? scanner.at - 1 : 0;
    while (!ends_here(&scanner)) {
        struct raw_matcher matcher = { 0 };
        if (!scan_matcher(&scanner, &matcher)) {
            return false;
        }
        VEC_PUSH(arena, out, matcher);
        if (!take(&scanner, ',')) {
            break;
        }
    }
    return scan_end(&scanner, has_brace, brace);
}
