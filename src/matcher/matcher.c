/*
 * A cursor over the text: name, operator, value, comma.
 */
#include "matcher/matcher.h"

const char *
matcher_op_text(enum matcher_op op)
{
    static const char *const texts[] = { "=", "!=", "=~", "!~" };
    return texts[op];
}

struct cursor {
    struct arena *arena;
    struct regex_set *regexes;
    struct diags *diags;
    struct str text;
    struct span span;
    size_t at;
};

static char
peek(const struct cursor *cursor)
{
    return cursor->at < cursor->text.len ? cursor->text.at[cursor->at] : '\0';
}

static void
skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->text.len &&
           (peek(cursor) == ' ' || peek(cursor) == '\t' || peek(cursor) == '\n')) {
        cursor->at++;
    }
}

static bool
is_name_char(char c, bool is_first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (!is_first && c >= '0' && c <= '9');
}

static struct span
span_from(const struct cursor *cursor, size_t from)
{
    return span_slice(cursor->span, from, cursor->at);
}

static struct finding *
report(struct cursor *cursor, size_t from, const char *what, const char *expected)
{
    size_t to = from < cursor->text.len ? from + 1 : from;
    struct finding *finding =
        diag_report(cursor->diags, &kind_matcher_syntax, span_slice(cursor->span, from, to),
            "%s in the matcher `%.*s`", what, STR_ARG(cursor->text));
    finding_caption(cursor->diags, finding, "%s", expected);
    finding_help(cursor->diags, finding,
        "a matcher is a label, an operator and a quoted value: `severity=\"critical\"`, "
        "`team=~\"a|b\"`");
    return finding;
}

/* Decodes a double-quoted value: `\"`, `\\` and `\n` are its escapes. */
static bool
read_quoted(struct cursor *cursor, struct str *value)
{
    size_t from = cursor->at++;
    struct buf buf;
    buf_init(&buf);
    bool is_closed = false;
    while (cursor->at < cursor->text.len && !is_closed) {
        char c = cursor->text.at[cursor->at++];
        if (c == '\\' && cursor->at < cursor->text.len) {
            char escaped = cursor->text.at[cursor->at++];
            if (escaped != '"' && escaped != '\\' && escaped != 'n') {
                buf_add_char(&buf, '\\');
            }
            buf_add_char(&buf, escaped == 'n' ? '\n' : escaped);
        } else if (c == '"') {
            is_closed = true;
        } else {
            buf_add_char(&buf, c);
        }
    }
    *value = arena_copy(cursor->arena, buf_str(&buf));
    buf_finish(&buf);
    if (!is_closed) {
        report(cursor, from, "a quote is not closed", "opened here");
    }
    return is_closed;
}

/* An unquoted value goes up to a comma or the closing brace; both syntaxes take it when it has
 * none of the characters that one of them gives a meaning. */
static bool
read_bare(struct cursor *cursor, struct str *value)
{
    size_t from = cursor->at;
    while (cursor->at < cursor->text.len && peek(cursor) != ',' && peek(cursor) != '}') {
        cursor->at++;
    }
    *value = str_trim(str_slice(cursor->text, from, cursor->at));
    for (size_t i = 0; i < value->len; i++) {
        if (strchr("{}!=~,\\\"'` \t", value->at[i])) {
            report(cursor, from, "this value needs quotes", "write it between double quotes");
            return false;
        }
    }
    return true;
}

static bool
read_op(struct cursor *cursor, enum matcher_op *op)
{
    static const enum matcher_op order[] = { MATCHER_OP_REGEX, MATCHER_OP_NOT_REGEX,
        MATCHER_OP_NOT_EQUAL, MATCHER_OP_EQUAL };
    struct str rest = str_slice(cursor->text, cursor->at, cursor->text.len);
    if (str_starts_with(rest, STR("=="))) {
        struct finding *finding =
            report(cursor, cursor->at, "`==` is no operator", "write `=` instead");
        finding_fix(cursor->diags, finding,
            span_slice(cursor->span, cursor->at, cursor->at + 2), STR("="));
        return false;
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        struct str text = str_from(matcher_op_text(order[i]));
        if (str_starts_with(rest, text)) {
            *op = order[i];
            cursor->at += text.len;
            return true;
        }
    }
    report(cursor, cursor->at, "an operator is missing", "expected `=`, `!=`, `=~` or `!~`");
    return false;
}

static bool
read_name(struct cursor *cursor, struct matcher *matcher)
{
    size_t from = cursor->at;
    if (peek(cursor) == '"') {
        bool is_closed = read_quoted(cursor, &matcher->name);
        matcher->name_span = span_from(cursor, from);
        return is_closed;
    }
    while (is_name_char(peek(cursor), cursor->at == from)) {
        cursor->at++;
    }
    matcher->name = str_slice(cursor->text, from, cursor->at);
    matcher->name_span = span_from(cursor, from);
    if (matcher->name.len == 0) {
        report(cursor, from, "a label name is missing", "expected a label name");
    }
    return matcher->name.len > 0;
}

bool
matcher_compile(struct regex_set *regexes, struct matcher *matcher, struct diags *diags)
{
    bool is_regex = matcher->op == MATCHER_OP_REGEX || matcher->op == MATCHER_OP_NOT_REGEX;
    if (!is_regex) {
        return true;
    }
    struct str error;
    matcher->regex = regex_compile(regexes, matcher->value, &error);
    if (!matcher->regex) {
        struct finding *finding = diag_report(diags, &kind_regex_syntax, matcher->value_span,
            "the pattern `%.*s` is no regular expression", STR_ARG(matcher->value));
        finding_caption(diags, finding, "%.*s", STR_ARG(error));
    }
    return matcher->regex != NULL;
}

static bool
read_matcher(struct cursor *cursor, struct matcher *matcher)
{
    skip_blanks(cursor);
    if (!read_name(cursor, matcher)) {
        return false;
    }
    skip_blanks(cursor);
    if (!read_op(cursor, &matcher->op)) {
        return false;
    }
    skip_blanks(cursor);
    size_t from = cursor->at;
    bool is_quoted = peek(cursor) == '"';
    if (!(is_quoted ? read_quoted(cursor, &matcher->value)
                    : read_bare(cursor, &matcher->value))) {
        return false;
    }
    matcher->value_span = span_from(cursor, from);
    skip_blanks(cursor);
    return matcher_compile(cursor->regexes, matcher, cursor->diags);
}

bool
matcher_parse(struct arena *arena, struct regex_set *regexes, struct str text, struct span span,
    struct matcher_vec *matchers, struct diags *diags)
{
    struct cursor cursor = { arena, regexes, diags, text, span, 0 };
    skip_blanks(&cursor);
    bool has_braces = peek(&cursor) == '{';
    cursor.at += has_braces;
    skip_blanks(&cursor);
    bool is_over = has_braces ? peek(&cursor) == '}' : cursor.at == text.len;
    while (!is_over) {
        struct matcher matcher = { 0 };
        if (!read_matcher(&cursor, &matcher)) {
            return false;
        }
        VEC_PUSH(arena, matchers, matcher);
        bool has_comma = peek(&cursor) == ',';
        cursor.at += has_comma;
        skip_blanks(&cursor);
        is_over = has_braces ? peek(&cursor) == '}' : cursor.at == text.len;
        if (!has_comma && !is_over) {
            report(&cursor, cursor.at,
                has_braces ? "the closing brace is missing" : "there is more than one matcher",
                "expected `,` or the end");
            return false;
        }
    }
    cursor.at += has_braces;
    skip_blanks(&cursor);
    if (cursor.at < text.len) {
        report(&cursor, cursor.at, "there is something behind the brace", "expected the end");
        return false;
    }
    return true;
}

bool
matcher_matches(const struct matcher *matcher, struct str value)
{
    switch (matcher->op) {
    case MATCHER_OP_EQUAL:
        return str_equal(matcher->value, value);
    case MATCHER_OP_NOT_EQUAL:
        return !str_equal(matcher->value, value);
    case MATCHER_OP_REGEX:
        return matcher->regex && regex_matches(matcher->regex, value);
    case MATCHER_OP_NOT_REGEX:
        return matcher->regex && !regex_matches(matcher->regex, value);
    }
    return false;
}

static void
print_quoted(struct buf *buf, struct str text)
{
    buf_add_char(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '"' || c == '\\') {
            buf_add_char(buf, '\\');
        }
        if (c == '\n') {
            buf_add_text(buf, "\\n");
        } else {
            buf_add_char(buf, c);
        }
    }
    buf_add_char(buf, '"');
}

static bool
is_classic_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!is_name_char(name.at[i], i == 0)) {
            return false;
        }
    }
    return name.len > 0;
}

void
matcher_print(struct buf *buf, const struct matcher *matcher)
{
    if (is_classic_name(matcher->name)) {
        buf_add(buf, matcher->name);
    } else {
        print_quoted(buf, matcher->name);
    }
    buf_add_text(buf, matcher_op_text(matcher->op));
    print_quoted(buf, matcher->value);
}
