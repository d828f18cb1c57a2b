/*
 * The lexer: one function per vocabulary, and the numbers and strings that they share.
 *
 * QUIRKS of the reference that decide verdicts and are followed: a comment may not stand
 * between
 * `[` and the first number; a colon in brackets needs a number before it, anywhere in the query
 * (`got_duration` is never reset).
 */
#include "promql/lexer.h"

#include "promql/lexer_parts.h"
#include "promql/quote.h"
#include "promql/variable.h"

struct span
promql_lexer_span(const struct lexer *lexer, size_t at, size_t len)
{
    return (struct span){ lexer->base + (uint32_t)at, (uint32_t)len };
}

bool
promql_lexer_fail(
    struct lexer *lexer, size_t at, size_t len, enum promql_trouble trouble, struct str message)
{
    *lexer->error = (struct promql_error){
        .message = message, .span = promql_lexer_span(lexer, at, len), .trouble = trouble
    };
    return false;
}

/* `unexpected character: 'x', expected ':'`: the words around the character at `at`. */
static bool
fail_at_rune(struct lexer *lexer, uint32_t at, const char *before, const char *after)
{
    struct buf buf;
    buf_init(&buf);
    uint32_t point = 0;
    size_t len = 0;
    buf_add_text(&buf, before);
    if (at < lexer->text.len) {
        len = promql_quote_read_rune(lexer->text, at, &point);
        promql_quote_rune(&buf, point);
    } else {
        buf_add_text(&buf, "end of input");
    }
    buf_add_text(&buf, after);
    struct str message = arena_copy(lexer->arena, buf_str(&buf));
    buf_finish(&buf);
    return promql_lexer_fail(lexer, at, len,
        point == '$' ? PROMQL_TROUBLE_VARIABLE : PROMQL_TROUBLE_UNEXPECTED, message);
}

static int
peek(const struct lexer *lexer, uint32_t ahead)
{
    size_t at = (size_t)lexer->at + ahead;
    return at < lexer->text.len ? (unsigned char)lexer->text.at[at] : -1;
}

static bool
give(struct lexer *lexer, struct token *token, enum token_kind kind, uint32_t len)
{
    *token = (struct token){ .kind = (uint8_t)kind, .at = lexer->at, .len = len };
    lexer->at += len;
    return true;
}

static bool
give_op(struct lexer *lexer, struct token *token, enum promql_op op, uint32_t len)
{
    give(lexer, token, TOKEN_OPERATOR, len);
    token->op = (uint8_t)op;
    return true;
}

static bool
skip_blanks(struct lexer *lexer, bool with_comments)
{
    for (;;) {
        int c = peek(lexer, 0);
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            lexer->at++;
        } else if (c == '#' && with_comments) {
            while (c != '\n' && c != '\r' && c >= 0) {
                c = peek(lexer, 1);
                lexer->at++;
            }
        } else {
            return c >= 0;
        }
    }
}

/* Whether a Grafana variable starts here. */
static bool
is_variable(const struct lexer *lexer, uint32_t at, struct variable_text *variable)
{
    if (!lexer->grafana || at >= lexer->text.len ||
        (lexer->text.at[at] != '$' && lexer->text.at[at] != '[')) {
        return false;
    }
    return promql_variable_at(lexer->text, at, variable);
}

/* A word in which variables and letters stand without a blank between them; it has been read up
 * to `end`. */
static bool
read_variable_word(struct lexer *lexer, struct token *token, uint32_t end)
{
    for (;;) {
        struct variable_text variable;
        if (is_variable(lexer, end, &variable)) {
            end += (uint32_t)variable.len;
        } else if (end < lexer->text.len && promql_lexer_is_word_char(lexer->text.at[end])) {
            end++;
        } else if (end < lexer->text.len && lexer->text.at[end] == ':' && !lexer->in_brackets &&
                   !lexer->in_braces) {
            end++;
        } else {
            break;
        }
    }
    if (lexer->in_brackets) {
        lexer->got_duration = true;
        lexer->is_duration_start = false;
    }
    return give(lexer, token, TOKEN_VARIABLE, end - lexer->at);
}

static bool
read_number(struct lexer *lexer, struct token *token)
{
    uint32_t start = lexer->at;
    uint32_t end;
    enum token_kind kind = promql_lexer_scan_number(lexer->text, start, &end);
    struct variable_text variable;
    if (is_variable(lexer, end, &variable)) {
        return read_variable_word(lexer, token, end);
    }
    if (kind == TOKEN_NONE) {
        struct buf buf;
        buf_init(&buf);
        buf_add_text(&buf, "bad number or duration syntax: ");
        promql_print_quoted(&buf, str_slice(lexer->text, start, end));
        struct str message = arena_copy(lexer->arena, buf_str(&buf));
        buf_finish(&buf);
        size_t shown = end;
        while (shown < lexer->text.len && (promql_lexer_is_word_char(lexer->text.at[shown]) ||
                                              lexer->text.at[shown] == '.')) {
            shown++;
        }
        return promql_lexer_fail(lexer, start, shown - start, PROMQL_TROUBLE_DURATION, message);
    }
    if (lexer->in_brackets) {
        lexer->got_duration = true;
        lexer->is_duration_start = false;
    }
    return give(lexer, token, kind, end - start);
}

static bool
read_string(struct lexer *lexer, struct token *token)
{
    uint32_t end;
    if (!promql_lexer_scan_string(lexer, &end)) {
        return false;
    }
    return give(lexer, token, TOKEN_STRING, end - lexer->at);
}

/* The fill words are keywords only before a parenthesis. */
static bool
is_before_paren(const struct lexer *lexer)
{
    uint32_t ahead = 0;
    int c = peek(lexer, 0);
    while (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        c = peek(lexer, ++ahead);
    }
    return c == '(';
}

static bool
read_word(struct lexer *lexer, struct token *token)
{
    uint32_t start = lexer->at;
    uint32_t end = start;
    bool has_colon = false;
    for (; end < lexer->text.len; end++) {
        char c = lexer->text.at[end];
        if (c == ':') {
            has_colon = true;
        } else if (!promql_lexer_is_word_char(c)) {
            break;
        }
    }
    struct variable_text variable;
    if (is_variable(lexer, end, &variable)) {
        return read_variable_word(lexer, token, end);
    }
    if (has_colon) {
        return give(lexer, token, TOKEN_METRIC_IDENTIFIER, end - start);
    }
    *token = promql_lexer_keyword(str_slice(lexer->text, start, end));
    token->at = start;
    lexer->at = end;
    bool is_fill = token->kind >= TOKEN_FILL && token->kind <= TOKEN_FILL_RIGHT;
    if (is_fill && !is_before_paren(lexer)) {
        token->kind = TOKEN_IDENTIFIER;
    }
    return true;
}

static bool
read_comparison(struct lexer *lexer, struct token *token, int c)
{
    int next = peek(lexer, 1);
    if (c == '=') {
        if (next == '~') {
            return fail_at_rune(lexer, lexer->at + 1, "unexpected character after '=': ", "");
        }
        return next == '=' ? give_op(lexer, token, PROMQL_OP_EQL, 2)
                           : give(lexer, token, TOKEN_EQUAL, 1);
    }
    if (c == '!') {
        if (next != '=') {
            fail_at_rune(lexer, lexer->at + 1, "unexpected character after '!': ", "");
            lexer->error->subject = STR("!");
            return false;
        }
        return give_op(lexer, token, PROMQL_OP_NEQ, 2);
    }
    bool is_less = c == '<';
    if (next == '=') {
        return give_op(lexer, token, is_less ? PROMQL_OP_LTE : PROMQL_OP_GTE, 2);
    }
    if (next == '/') {
        return give_op(lexer, token, is_less ? PROMQL_OP_TRIM_UPPER : PROMQL_OP_TRIM_LOWER, 2);
    }
    return give_op(lexer, token, is_less ? PROMQL_OP_LSS : PROMQL_OP_GTR, 1);
}

static bool
read_right_paren(struct lexer *lexer, struct token *token)
{
    if (lexer->paren_depth == 0) {
        return fail_at_rune(lexer, lexer->at, "unexpected right parenthesis ", "");
    }
    lexer->paren_depth--;
    return give(lexer, token, TOKEN_RIGHT_PAREN, 1);
}

static bool
read_bracket(struct lexer *lexer, struct token *token, int c)
{
    if (c == ']') {
        if (!lexer->in_brackets) {
            return fail_at_rune(lexer, lexer->at, "unexpected right bracket ", "");
        }
        lexer->in_brackets = false;
        return give(lexer, token, TOKEN_RIGHT_BRACKET, 1);
    }
    if (lexer->in_brackets) {
        return fail_at_rune(lexer, lexer->at, "unexpected left bracket ", "");
    }
    lexer->in_brackets = true;
    lexer->is_duration_start = true;
    lexer->got_colon = false;
    return give(lexer, token, TOKEN_LEFT_BRACKET, 1);
}

static bool
read_arithmetic(struct lexer *lexer, struct token *token, int c)
{
    switch (c) {
    case '+':
        return give_op(lexer, token, PROMQL_OP_ADD, 1);
    case '-':
        return give_op(lexer, token, PROMQL_OP_SUB, 1);
    case '*':
        return give_op(lexer, token, PROMQL_OP_MUL, 1);
    case '/':
        return give_op(lexer, token, PROMQL_OP_DIV, 1);
    case '%':
        return give_op(lexer, token, PROMQL_OP_MOD, 1);
    default:
        return give_op(lexer, token, PROMQL_OP_POW, 1);
    }
}

/* `step`, `range`, `max_of` or `min_of` in brackets. */
static bool
is_duration_word(struct lexer *lexer, struct token *token)
{
    uint32_t end = lexer->at;
    while (end < lexer->text.len && promql_lexer_is_word_char(lexer->text.at[end])) {
        end++;
    }
    struct token word = promql_lexer_keyword(str_slice(lexer->text, lexer->at, end));
    if (word.kind < TOKEN_STEP) {
        return false;
    }
    word.at = lexer->at;
    lexer->at = end;
    *token = word;
    return true;
}

static bool
read_end(struct lexer *lexer, struct token *token)
{
    if (lexer->paren_depth) {
        return promql_lexer_fail(
            lexer, lexer->at, 0, PROMQL_TROUBLE_UNCLOSED, STR("unclosed left parenthesis"));
    }
    if (lexer->in_brackets) {
        return promql_lexer_fail(
            lexer, lexer->at, 0, PROMQL_TROUBLE_UNCLOSED, STR("unclosed left bracket"));
    }
    return give(lexer, token, TOKEN_END, 0);
}

/* A letter or a colon in brackets, behind the first number. */
static bool
read_bracket_word(struct lexer *lexer, struct token *token, int c)
{
    if (c == ':') {
        if (lexer->got_colon) {
            return fail_at_rune(lexer, lexer->at, "unexpected colon ", "");
        }
        lexer->got_colon = true;
        return give(lexer, token, TOKEN_COLON, 1);
    }
    if (is_duration_word(lexer, token)) {
        return true;
    }
    return fail_at_rune(lexer, lexer->at, "unexpected character: ", ", expected ':'");
}

static bool
is_number_start(const struct lexer *lexer, int c)
{
    int next = peek(lexer, 1);
    return (c >= '0' && c <= '9') || (c == '.' && next >= '0' && next <= '9');
}

static bool
next_ordinary(struct lexer *lexer, struct token *token)
{
    if (!skip_blanks(lexer, true)) {
        return read_end(lexer, token);
    }
    int c = peek(lexer, 0);
    struct variable_text variable;
    if (is_variable(lexer, lexer->at, &variable)) {
        return read_variable_word(lexer, token, lexer->at);
    }
    if (promql_lexer_is_letter((char)c) || c == ':') {
        return lexer->in_brackets ? read_bracket_word(lexer, token, c)
                                  : read_word(lexer, token);
    }
    if (is_number_start(lexer, c)) {
        return read_number(lexer, token);
    }
    switch (c) {
    case ',':
        return give(lexer, token, TOKEN_COMMA, 1);
    case '(':
        lexer->paren_depth++;
        return give(lexer, token, TOKEN_LEFT_PAREN, 1);
    case ')':
        return read_right_paren(lexer, token);
    case '{':
        lexer->in_braces = true;
        return give(lexer, token, TOKEN_LEFT_BRACE, 1);
    case '[':
    case ']':
        return read_bracket(lexer, token, c);
    case '"':
    case '\'':
    case '`':
        return read_string(lexer, token);
    case '@':
        return give(lexer, token, TOKEN_AT, 1);
    case '=':
    case '!':
    case '<':
    case '>':
        return read_comparison(lexer, token, c);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '^':
        return read_arithmetic(lexer, token, c);
    default:
        fail_at_rune(lexer, lexer->at, "unexpected character: ", "");
        lexer->error->subject = str_slice(lexer->text, lexer->at, lexer->at + 1);
        return false;
    }
}

static bool
next_in_braces(struct lexer *lexer, struct token *token)
{
    if (!skip_blanks(lexer, true)) {
        return promql_lexer_fail(lexer, lexer->at, 0, PROMQL_TROUBLE_UNCLOSED,
            STR("unexpected end of input inside braces"));
    }
    int c = peek(lexer, 0);
    int next = peek(lexer, 1);
    struct variable_text variable;
    if (is_variable(lexer, lexer->at, &variable)) {
        return read_variable_word(lexer, token, lexer->at);
    }
    if (promql_lexer_is_letter((char)c)) {
        uint32_t end = lexer->at;
        while (end < lexer->text.len && promql_lexer_is_word_char(lexer->text.at[end])) {
            end++;
        }
        if (is_variable(lexer, end, &variable)) {
            return read_variable_word(lexer, token, end);
        }
        return give(lexer, token, TOKEN_IDENTIFIER, end - lexer->at);
    }
    switch (c) {
    case ',':
        return give(lexer, token, TOKEN_COMMA, 1);
    case '"':
    case '\'':
    case '`':
        return read_string(lexer, token);
    case '=':
        return next == '~' ? give(lexer, token, TOKEN_EQUAL_REGEX, 2)
                           : give(lexer, token, TOKEN_EQUAL, 1);
    case '!':
        if (next == '~') {
            return give(lexer, token, TOKEN_NOT_EQUAL_REGEX, 2);
        }
        if (next == '=') {
            return give_op(lexer, token, PROMQL_OP_NEQ, 2);
        }
        return fail_at_rune(
            lexer, lexer->at + 1, "unexpected character after '!' inside braces: ", "");
    case '{':
        return fail_at_rune(lexer, lexer->at, "unexpected left brace ", "");
    case '}':
        lexer->in_braces = false;
        return give(lexer, token, TOKEN_RIGHT_BRACE, 1);
    default:
        return fail_at_rune(lexer, lexer->at, "unexpected character inside braces: ", "");
    }
}

/* Between `[` and the first number. */
static bool
next_duration_start(struct lexer *lexer, struct token *token)
{
    if (!skip_blanks(lexer, false)) {
        return promql_lexer_fail(lexer, lexer->at, 0, PROMQL_TROUBLE_UNCLOSED,
            STR("unexpected end of input in duration expression"));
    }
    int c = peek(lexer, 0);
    struct variable_text variable;
    if (is_variable(lexer, lexer->at, &variable)) {
        return read_variable_word(lexer, token, lexer->at);
    }
    if (is_number_start(lexer, c)) {
        return read_number(lexer, token);
    }
    if (c == ']') {
        return read_bracket(lexer, token, c);
    }
    if (c == ':') {
        if (!lexer->got_duration) {
            return promql_lexer_fail(lexer, lexer->at, 1, PROMQL_TROUBLE_UNEXPECTED,
                STR("unexpected colon before duration in duration expression"));
        }
        if (lexer->got_colon) {
            return promql_lexer_fail(lexer, lexer->at, 1, PROMQL_TROUBLE_UNEXPECTED,
                STR("unexpected repeated colon in duration expression"));
        }
        lexer->got_colon = true;
        return give(lexer, token, TOKEN_COLON, 1);
    }
    if (c == '(') {
        lexer->paren_depth++;
        return give(lexer, token, TOKEN_LEFT_PAREN, 1);
    }
    if (c == ')') {
        return read_right_paren(lexer, token);
    }
    if (c == ',') {
        return give(lexer, token, TOKEN_COMMA, 1);
    }
    if (c == '+' || c == '-' || c == '*' || c == '/' || c == '%' || c == '^') {
        return read_arithmetic(lexer, token, c);
    }
    if (promql_lexer_is_letter((char)c) && is_duration_word(lexer, token)) {
        return true;
    }
    return fail_at_rune(lexer, lexer->at, "unexpected character in duration expression: ", "");
}

bool
promql_lexer_next(struct lexer *lexer, struct token *token)
{
    if (lexer->in_braces) {
        return next_in_braces(lexer, token);
    }
    if (lexer->in_brackets && lexer->is_duration_start) {
        return next_duration_start(lexer, token);
    }
    return next_ordinary(lexer, token);
}
