/*
 * Inside an action: pipelines, commands, operands, literals; after text/template/parse.
 *
 * Unknown functions and variables do not stop the parsing, so that one template tells all of
 * them at once (parse_names.c).
 */
#include "gotmpl/parser.h"

#include "base/utf8.h"
#include "gotmpl/literal.h"

void
parser_advance(struct parser *parser)
{
    parser->token = lexer_next(&parser->lexer);
}

struct gotmpl_node *
parser_node(const struct parser *parser, enum gotmpl_kind kind, struct token token)
{
    struct gotmpl_node *node = ARENA_NEW(parser->arena, struct gotmpl_node);
    node->kind = kind;
    node->span = parser_token_span(parser, token);
    node->text = parser_text(parser, token);
    return node;
}

bool
parser_enter(struct parser *parser, struct token opener)
{
    if (parser->depth == PARSER_DEEPEST) {
        parser_fail(parser, parser_token_span(parser, opener),
            "nested too deeply: over %d levels", PARSER_DEEPEST);
        return false;
    }
    parser->depth++;
    return true;
}

/* None of them is the name of a function. */
static bool
is_keyword(struct str word)
{
    static const char *const keywords[] = { "block", "break", "continue", "define", "else",
        "end", "if", "nil", "range", "template", "with" };
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (str_is(word, keywords[i])) {
            return true;
        }
    }
    return false;
}

struct gotmpl_node *
parser_string(struct parser *parser)
{
    struct token token = parser->token;
    bool is_raw = token.kind == TOKEN_KIND_RAW_STRING;
    struct gotmpl_node *node = parser_node(parser, GOTMPL_KIND_STRING, token);
    struct str contents = str_slice(parser->lexer.text, token.from + 1, token.to - 1);
    struct str bad;
    node->contents = parser_span(parser, token.from + 1, token.to - 1);
    char quote = is_raw ? '`' : '"';
    if (!literal_decode(parser->arena, contents, quote, &node->text, &bad)) {
        uint32_t from = (uint32_t)(bad.at - parser->lexer.text.at);
        struct finding *finding =
            parser_fail(parser, parser_span(parser, from, from + (uint32_t)bad.len),
                "unknown escape `%.*s` in a string", STR_ARG(bad));
        finding_help(parser->diags, finding,
            "write `\\\\` for a backslash, or quote the string with backticks");
        return NULL;
    }
    node->is_raw = node->text.at == contents.at;
    parser_advance(parser);
    return node;
}

static struct gotmpl_node *
parse_char(struct parser *parser)
{
    struct token token = parser->token;
    struct str contents = str_slice(parser->lexer.text, token.from + 1, token.to - 1);
    struct str decoded;
    struct str bad;
    uint32_t point;
    bool is_good =
        literal_decode(parser->arena, contents, '\'', &decoded, &bad) && decoded.len > 0;
    /* An escape may stand for a single byte that is no UTF-8. */
    size_t len = is_good ? utf8_decode(decoded, &point) : 0;
    if (!is_good || (len != decoded.len && decoded.len != 1)) {
        struct finding *finding = parser_fail(parser, parser_token_span(parser, token),
            "malformed character constant: `%.*s`", STR_ARG(parser_text(parser, token)));
        finding_help(parser->diags, finding, "text needs double quotes");
        return NULL;
    }
    struct gotmpl_node *node = parser_node(parser, GOTMPL_KIND_CHAR, token);
    parser_advance(parser);
    return node;
}

static struct gotmpl_node *
parse_paren(struct parser *parser)
{
    struct token open = parser->token;
    if (!parser_enter(parser, open)) {
        return NULL;
    }
    parser_advance(parser);
    struct gotmpl_node *pipe =
        parser_pipeline(parser, TOKEN_KIND_CLOSE, "parenthesized pipeline");
    parser->depth--;
    if (pipe) {
        pipe->span = span_join(parser_token_span(parser, open), pipe->span);
    }
    return pipe;
}

static struct gotmpl_node *
parse_word(struct parser *parser)
{
    struct token token = parser->token;
    struct str word = parser_text(parser, token);
    const struct gotmpl_function *function = gotmpl_function_find(word);
    enum gotmpl_kind kind = GOTMPL_KIND_FUNCTION;
    if (!function && (str_is(word, "true") || str_is(word, "false"))) {
        kind = GOTMPL_KIND_BOOL;
    } else if (!function && str_is(word, "nil")) {
        kind = GOTMPL_KIND_NIL;
    } else if (!function && is_keyword(word)) {
        parser_unexpected(parser, "a value or a function");
        return NULL;
    } else {
        parser_use_function(parser, token, function);
    }
    parser_advance(parser);
    struct gotmpl_node *node = parser_node(parser, kind, token);
    node->function = function;
    return node;
}

static struct gotmpl_name
field_name(const struct parser *parser, struct token token)
{
    struct token name = { .from = token.from + 1, .to = token.to };
    return (struct gotmpl_name){ parser_text(parser, name), parser_token_span(parser, name) };
}

static struct gotmpl_node *
parse_term(struct parser *parser)
{
    struct token token = parser->token;
    struct gotmpl_node *node;
    switch (token.kind) {
    case TOKEN_KIND_WORD:
        return parse_word(parser);
    case TOKEN_KIND_STRING:
    case TOKEN_KIND_RAW_STRING:
        return parser_string(parser);
    case TOKEN_KIND_CHAR:
        return parse_char(parser);
    case TOKEN_KIND_OPEN:
        return parse_paren(parser);
    case TOKEN_KIND_VARIABLE:
        parser_use_variable(parser, token);
        parser_advance(parser);
        return parser_node(parser, GOTMPL_KIND_VARIABLE, token);
    case TOKEN_KIND_DOT:
        parser_advance(parser);
        return parser_node(parser, GOTMPL_KIND_DOT, token);
    case TOKEN_KIND_NUMBER:
        parser_advance(parser);
        return parser_node(parser, GOTMPL_KIND_NUMBER, token);
    case TOKEN_KIND_FIELD:
        parser_advance(parser);
        node = parser_node(parser, GOTMPL_KIND_FIELD, token);
        VEC_PUSH(parser->arena, &node->names, field_name(parser, token));
        return node;
    case TOKEN_KIND_TEXT:
    case TOKEN_KIND_LEFT:
    case TOKEN_KIND_RIGHT:
    case TOKEN_KIND_DECLARE:
    case TOKEN_KIND_ASSIGN:
    case TOKEN_KIND_PIPE:
    case TOKEN_KIND_COMMA:
    case TOKEN_KIND_CLOSE:
    case TOKEN_KIND_END:
    case TOKEN_KIND_ERROR:
        break;
    }
    parser_unexpected(parser, "a value or a function");
    return NULL;
}

static bool
takes_fields(const struct gotmpl_node *node)
{
    return node->kind == GOTMPL_KIND_FIELD || node->kind == GOTMPL_KIND_VARIABLE ||
           node->kind == GOTMPL_KIND_CHAIN;
}

/* A field behind a blank is an operand of its own. */
static bool
at_field_of_term(const struct parser *parser)
{
    return parser->token.kind == TOKEN_KIND_FIELD && parser->token.after == parser->token.from;
}

static struct gotmpl_node *
parse_operand(struct parser *parser)
{
    struct token term = parser->token;
    struct gotmpl_node *node = parse_term(parser);
    while (node && !parser->has_failed && at_field_of_term(parser)) {
        if (node->kind == GOTMPL_KIND_PIPE || node->kind == GOTMPL_KIND_FUNCTION) {
            struct gotmpl_node *chain = parser_node(parser, GOTMPL_KIND_CHAIN, parser->token);
            chain->span = node->span;
            chain->pipe = node;
            node = chain;
        }
        struct span field = parser_token_span(parser, parser->token);
        if (!takes_fields(node)) {
            term.to = parser->token.from;
            parser_fail(parser, field, "unexpected `.` after term `%.*s`",
                STR_ARG(parser_text(parser, term)));
            return NULL;
        }
        VEC_PUSH(parser->arena, &node->names, field_name(parser, parser->token));
        node->span = span_join(node->span, field);
        parser_advance(parser);
    }
    return parser->has_failed ? NULL : node;
}

static bool
ends_command(enum token_kind kind)
{
    return kind == TOKEN_KIND_PIPE || kind == TOKEN_KIND_RIGHT || kind == TOKEN_KIND_CLOSE;
}

/* Operands divided by blanks, up to `|`, `)` or `}}`, which is not taken. */
static struct gotmpl_node *
parse_command(struct parser *parser)
{
    struct gotmpl_node *command = parser_node(parser, GOTMPL_KIND_COMMAND, parser->token);
    for (;;) {
        struct gotmpl_node *operand = parse_operand(parser);
        if (!operand) {
            return NULL;
        }
        VEC_PUSH(parser->arena, &command->children, operand);
        command->span = span_join(command->span, operand->span);
        if (ends_command(parser->token.kind)) {
            return command;
        }
        if (parser->token.after == parser->token.from) {
            parser_unexpected(parser, "a blank, `|` or the end of the action");
            return NULL;
        }
    }
}

/* Go refuses a literal behind a `|`: it cannot take the value that comes. */
static bool
check_stage(struct parser *parser, const struct gotmpl_node *pipe)
{
    const struct gotmpl_node *command = pipe->children.at[pipe->children.count - 1];
    const struct gotmpl_node *first = command->children.at[0];
    bool is_literal = first->kind >= GOTMPL_KIND_NIL || first->kind == GOTMPL_KIND_DOT;
    if (pipe->children.count > 1 && is_literal) {
        struct finding *finding = parser_fail(parser, first->span,
            "non executable command in pipeline stage %zu", pipe->children.count);
        finding_caption(parser->diags, finding, "expected a function behind `|`");
        return false;
    }
    if (first->kind == GOTMPL_KIND_NIL) {
        /* Go notices only when it runs. */
        diag_report(parser->diags, &kind_template_type, first->span, "nil is not a command");
        parser->is_broken = true;
    }
    return true;
}

static bool
assigns_limit(struct parser *parser, struct token token)
{
    if (!parser_is_our_limit(parser, parser_text(parser, token))) {
        return false;
    }
    struct finding *finding =
        parser_fail(parser, parser_token_span(parser, token), "`$limit` cannot be assigned");
    finding_help(parser->diags, finding, "declare a variable of your own with `:=`");
    return true;
}

/* `$i, $x :=` or `$x =`; leaves everything as it was when none stands here. */
static void
parse_declarations(struct parser *parser, struct gotmpl_node *pipe, bool is_range)
{
    while (!parser->has_failed && parser->token.kind == TOKEN_KIND_VARIABLE) {
        struct token variable = parser->token;
        struct lexer before = parser->lexer;
        parser_advance(parser);
        enum token_kind kind = parser->token.kind;
        if (kind == TOKEN_KIND_ERROR && parser->lexer.error == LEX_ERROR_COLON) {
            parser_unexpected(parser, "`:=`");
            return;
        }
        if (kind != TOKEN_KIND_DECLARE && kind != TOKEN_KIND_ASSIGN &&
            kind != TOKEN_KIND_COMMA) {
            parser->lexer = before;
            parser->token = variable;
            break;
        }
        struct gotmpl_name name = { parser_text(parser, variable),
            parser_token_span(parser, variable) };
        VEC_PUSH(parser->arena, &pipe->variables, name);
        if (kind == TOKEN_KIND_COMMA && (!is_range || pipe->variables.count > 1)) {
            parser_fail(
                parser, parser_token_span(parser, parser->token), "too many declarations");
            return;
        }
        pipe->is_assignment = kind == TOKEN_KIND_ASSIGN;
        if (pipe->is_assignment && assigns_limit(parser, variable)) {
            return;
        }
        parser_advance(parser);
        if (kind != TOKEN_KIND_COMMA) {
            break;
        }
        if (parser->token.kind != TOKEN_KIND_VARIABLE) {
            parser_fail(parser, parser_token_span(parser, parser->token),
                "range can only initialize variables");
        }
    }
}

/* Declared names are known from here on, assigned ones must be: Go notices only when it runs.
 */
static void
enter_variables(struct parser *parser, const struct gotmpl_node *pipe)
{
    for (size_t i = 0; i < pipe->variables.count; i++) {
        const struct gotmpl_name *name = &pipe->variables.at[i];
        bool is_known = pipe->is_assignment && parser_knows_variable(parser, name->text);
        if (pipe->is_assignment && !is_known) {
            uint32_t from = (uint32_t)(name->text.at - parser->lexer.text.at);
            uint32_t to = from + (uint32_t)name->text.len;
            struct token token = { .from = from, .to = to };
            parser_report_variable(parser, &kind_template_type, token);
        }
        if (!is_known) {
            VEC_PUSH(parser->arena, &parser->variables, name->text);
        }
    }
}

/* Go passes over a `|` that leads nowhere; it is a mistake all the same. */
static void
fail_empty(struct parser *parser, const struct gotmpl_node *pipe, const char *context)
{
    struct span span = parser_token_span(parser, parser->token);
    if (pipe->children.count == 0) {
        parser_fail(parser, span, "missing value for %s", context);
        return;
    }
    struct finding *finding = parser_fail(parser, span, "nothing stands behind `|`");
    finding_caption(parser->diags, finding, "expected a function");
}

struct gotmpl_node *
parser_pipeline(struct parser *parser, enum token_kind end, const char *context)
{
    struct gotmpl_node *pipe = parser_node(parser, GOTMPL_KIND_PIPE, parser->token);
    parse_declarations(parser, pipe, str_is(str_from(context), "range"));
    enter_variables(parser, pipe);
    bool is_open = true;
    while (is_open && !parser->has_failed) {
        if (parser->token.kind == end) {
            fail_empty(parser, pipe, context);
            return NULL;
        }
        struct gotmpl_node *command = parse_command(parser);
        if (!command) {
            return NULL;
        }
        VEC_PUSH(parser->arena, &pipe->children, command);
        if (!check_stage(parser, pipe)) {
            return NULL;
        }
        is_open = parser->token.kind == TOKEN_KIND_PIPE;
        if (is_open) {
            parser_advance(parser);
        }
    }
    if (parser->has_failed) {
        return NULL;
    }
    if (parser->token.kind != end) {
        parser_unexpected(parser, end == TOKEN_KIND_CLOSE ? "`)`" : "`}}`");
        return NULL;
    }
    const struct gotmpl_node *last = pipe->children.at[pipe->children.count - 1];
    pipe->span = span_join(pipe->span, last->span);
    if (end == TOKEN_KIND_CLOSE) {
        pipe->span = span_join(pipe->span, parser_token_span(parser, parser->token));
    }
    parser_advance(parser);
    return pipe;
}
