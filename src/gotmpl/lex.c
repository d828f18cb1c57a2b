/*
 * Cutting a template into words, after text/template/parse/lex.go.
 *
 * A trim marker is a `-` with a blank between it and the action: `{{-3}}` prints -3. It takes
 * the blanks of the neighbouring text away, so the lexer gives that text already trimmed.
 */
#include "gotmpl/lex.h"

#include "gotmpl/literal.h"

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Letters of other alphabets are allowed by Go; every byte of theirs counts as one here. */
static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char
peek(const struct lexer *lexer, uint32_t ahead)
{
    return lexer->at + ahead < lexer->text.len ? lexer->text.at[lexer->at + ahead] : '\0';
}

static bool
at_left(const struct lexer *lexer)
{
    return peek(lexer, 0) == '{' && peek(lexer, 1) == '{';
}

static bool
at_right(const struct lexer *lexer)
{
    return peek(lexer, 0) == '}' && peek(lexer, 1) == '}';
}

/* ` -}}`: the blank belongs to the marker. */
static inline bool
at_trimming_right(const struct lexer *lexer)
{
    return peek(lexer, 1) == '-' && is_space(peek(lexer, 0)) && peek(lexer, 2) == '}' &&
           peek(lexer, 3) == '}';
}

static struct token
make(struct lexer *lexer, enum token_kind kind, uint32_t from)
{
    return (struct token){ kind, from, from, lexer->at };
}

static struct token
fail(struct lexer *lexer, enum lex_error error, uint32_t from, uint32_t to)
{
    lexer->error = error;
    uint32_t end = (uint32_t)lexer->text.len;
    return (struct token){ TOKEN_KIND_ERROR, from, from, to < end ? to : end };
}

static inline bool
at_trimming_left(const struct lexer *lexer)
{
    return peek(lexer, 2) == '-' && at_left(lexer) && is_space(peek(lexer, 3));
}

/* Text up to the next action, without the blanks that trim markers take. */
static struct token
lex_text(struct lexer *lexer)
{
    uint32_t from = lexer->at;
    size_t found = str_find(str_slice(lexer->text, from, lexer->text.len), STR("{{"));
    lexer->at = found == SIZE_MAX ? (uint32_t)lexer->text.len : from + (uint32_t)found;
    struct token token = make(lexer, TOKEN_KIND_TEXT, from);
    while (lexer->trims && token.from < token.to && is_space(lexer->text.at[token.from])) {
        token.from++;
    }
    while (at_trimming_left(lexer) && token.from < token.to &&
           is_space(lexer->text.at[token.to - 1])) {
        token.to--;
    }
    lexer->trims = false;
    return token;
}

/* At the comment's slash. True when it was a whole comment with its `}}`. */
static bool
skip_comment(struct lexer *lexer, struct token *error)
{
    uint32_t from = lexer->action;
    lexer->at += 2;
    size_t found = str_find(str_slice(lexer->text, lexer->at, lexer->text.len), STR("*/"));
    if (found == SIZE_MAX) {
        *error = fail(lexer, LEX_ERROR_UNCLOSED_COMMENT, from, lexer->at);
        return false;
    }
    lexer->at += (uint32_t)found + 2;
    uint32_t end = lexer->at;
    if (at_trimming_right(lexer)) {
        lexer->trims = true;
        lexer->at += 4;
        return true;
    }
    if (!at_right(lexer)) {
        *error = fail(lexer, LEX_ERROR_COMMENT_END, end, end + 1);
        return false;
    }
    lexer->at += 2;
    return true;
}

static struct token
lex_left(struct lexer *lexer)
{
    for (;;) {
        lexer->action = lexer->at;
        bool trims = at_trimming_left(lexer);
        uint32_t skip = trims ? 3 : 2;
        uint32_t blank = trims ? 1 : 0;
        if (peek(lexer, skip + blank) != '/' || peek(lexer, skip + blank + 1) != '*') {
            lexer->at += skip;
            lexer->is_inside = true;
            return make(lexer, TOKEN_KIND_LEFT, lexer->action);
        }
        lexer->at += skip + blank;
        struct token error;
        if (!skip_comment(lexer, &error)) {
            return error;
        }
        struct token text = lex_text(lexer);
        if (text.from < text.to || lexer->at == lexer->text.len) {
            return text;
        }
    }
}

/* From the opening quote to behind the closing one; backslashes hide quotes but in raw text. */
static struct token
lex_quoted(struct lexer *lexer, char quote, enum token_kind kind, enum lex_error error)
{
    struct str text = lexer->text;
    uint32_t from = lexer->at;
    for (size_t i = from + 1; i < text.len; i++) {
        char c = text.at[i];
        if (c == quote) {
            lexer->at = (uint32_t)i + 1;
            return make(lexer, kind, from);
        }
        if (c == '\n' && quote != '`') {
            break;
        }
        if (c == '\\' && quote != '`' && i + 1 < text.len && text.at[i + 1] != '\n') {
            i++;
        }
    }
    return fail(lexer, error, from, from + 1);
}

static struct token
lex_number(struct lexer *lexer)
{
    uint32_t from = lexer->at;
    size_t len = literal_number_length(str_slice(lexer->text, from, lexer->text.len));
    lexer->at += (uint32_t)len;
    if (len > 0 && !is_word(peek(lexer, 0)) && peek(lexer, 0) != '.') {
        return make(lexer, TOKEN_KIND_NUMBER, from);
    }
    lexer->at += len == 0;
    while (is_word(peek(lexer, 0)) || peek(lexer, 0) == '.') {
        lexer->at++;
    }
    return fail(lexer, LEX_ERROR_NUMBER, from, lexer->at);
}

/* A name must end where something else may begin: `.foo-bar` is no field. */
static struct token
end_name(struct lexer *lexer, enum token_kind kind, uint32_t from)
{
    struct str text = lexer->text;
    uint32_t at = lexer->at;
    while (at < text.len && is_word(text.at[at])) {
        at++;
    }
    lexer->at = at;
    char c = peek(lexer, 0);
    bool ends = at == text.len || is_space(c) || c == '.' || c == ',' || c == '|' || c == ':' ||
                c == ')' || c == '(' || at_right(lexer);
    if (!ends) {
        enum lex_error error = c == '}' ? LEX_ERROR_BRACE : LEX_ERROR_CHARACTER;
        return fail(lexer, error, lexer->at, lexer->at + 1);
    }
    return make(lexer, kind, from);
}

static struct token
lex_single(struct lexer *lexer, enum token_kind kind, uint32_t len)
{
    uint32_t from = lexer->at;
    lexer->at += len;
    return make(lexer, kind, from);
}

static struct token
lex_other(struct lexer *lexer)
{
    uint32_t from = lexer->at;
    char c = peek(lexer, 0);
    switch (c) {
    case '=':
        return lex_single(lexer, TOKEN_KIND_ASSIGN, 1);
    case '|':
        return lex_single(lexer, TOKEN_KIND_PIPE, 1);
    case ',':
        return lex_single(lexer, TOKEN_KIND_COMMA, 1);
    case '(':
        return lex_single(lexer, TOKEN_KIND_OPEN, 1);
    case ')':
        return lex_single(lexer, TOKEN_KIND_CLOSE, 1);
    case ':':
        return peek(lexer, 1) == '=' ? lex_single(lexer, TOKEN_KIND_DECLARE, 2)
                                     : fail(lexer, LEX_ERROR_COLON, from, from + 1);
    case '"':
        return lex_quoted(lexer, '"', TOKEN_KIND_STRING, LEX_ERROR_STRING);
    case '`':
        return lex_quoted(lexer, '`', TOKEN_KIND_RAW_STRING, LEX_ERROR_RAW_STRING);
    case '\'':
        return lex_quoted(lexer, '\'', TOKEN_KIND_CHAR, LEX_ERROR_CHAR);
    case '}':
        return fail(lexer, LEX_ERROR_BRACE, from, from + 1);
    default:
        return fail(lexer, LEX_ERROR_CHARACTER, from, from + 1);
    }
}

static struct token
lex_right(struct lexer *lexer, bool trims)
{
    lexer->trims = trims;
    lexer->is_inside = false;
    return lex_single(lexer, TOKEN_KIND_RIGHT, trims ? 4 : 2);
}

/* The word at hand, before which there are no more blanks. */
static struct token
lex_word(struct lexer *lexer)
{
    uint32_t from = lexer->at;
    char c = peek(lexer, 0);
    if (is_word(c) && !is_digit(c)) {
        return end_name(lexer, TOKEN_KIND_WORD, from);
    }
    if (is_space(c) || at_right(lexer)) {
        return lex_right(lexer, is_space(c));
    }
    if (is_digit(c) || c == '+' || c == '-' || (c == '.' && is_digit(peek(lexer, 1)))) {
        return lex_number(lexer);
    }
    if (c == '.' || c == '$') {
        lexer->at++;
        bool is_named = is_word(peek(lexer, 0));
        if (c == '.' && !is_named) {
            return make(lexer, TOKEN_KIND_DOT, from);
        }
        return end_name(lexer, c == '.' ? TOKEN_KIND_FIELD : TOKEN_KIND_VARIABLE, from);
    }
    return lex_other(lexer);
}

static struct token
lex_inside(struct lexer *lexer)
{
    uint32_t after = lexer->at;
    while (is_space(peek(lexer, 0)) && !at_trimming_right(lexer)) {
        lexer->at++;
    }
    if (lexer->at == lexer->text.len) {
        return fail(lexer, LEX_ERROR_UNCLOSED_ACTION, lexer->action, lexer->action + 2);
    }
    struct token token = lex_word(lexer);
    token.after = after;
    return token;
}

struct token
lexer_next(struct lexer *lexer)
{
    if (lexer->is_inside) {
        return lex_inside(lexer);
    }
    if (lexer->at == lexer->text.len) {
        return make(lexer, TOKEN_KIND_END, lexer->at);
    }
    if (at_left(lexer)) {
        return lex_left(lexer);
    }
    return lex_text(lexer);
}
