/*
 * What to say of a template that does not parse.
 */
#include "gotmpl/parser.h"

#include <stdarg.h>

#include "base/utf8.h"

struct finding *
parser_fail(struct parser *parser, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str message = arena_vprintf(parser->arena, format, arguments);
    va_end(arguments);
    parser->has_failed = true;
    return diag_report(parser->diags, &kind_template_syntax, span, "%.*s", STR_ARG(message));
}

static void
help_character(struct parser *parser, struct finding *finding, char c)
{
    if (c == '[') {
        finding_help(
            parser->diags, finding, "write `index $labels \"name\"` for an element of a map");
    } else if (c == '-') {
        finding_help(parser->diags, finding,
            "a name with a `-` in it needs `index`, as in `index $labels \"a-b\"`");
    } else if (c == '<' || c == '>' || c == '!' || c == '&') {
        finding_help(parser->diags, finding,
            "there are no operators: write `gt a b`, `lt a b`, `ne a b`, `not a`, `and a b`");
    } else if (c == '=') {
        finding_help(parser->diags, finding,
            "to compare, write `eq a b`; to assign, put a blank before the `=`");
    } else if (c == '*' || c == '/' || c == '+') {
        finding_help(parser->diags, finding,
            "templates cannot calculate: do it in the expression of the rule");
    }
}

static void
fail_character(struct parser *parser, struct span span)
{
    struct str rest = str_slice(parser->lexer.text, parser->token.from, parser->lexer.text.len);
    uint32_t point = (unsigned char)rest.at[0];
    size_t len = utf8_decode(rest, &point);
    struct finding *finding =
        point < 0x20 || len == 0
            ? parser_fail(parser, span, "unexpected character U+%04X", (unsigned)point)
            : parser_fail(parser, span, "unexpected character `%.*s`",
                  STR_ARG(str_slice(rest, 0, len)));
    finding_caption(parser->diags, finding, "means nothing here");
    help_character(parser, finding, rest.at[0]);
}

static void
fail_lexer(struct parser *parser)
{
    struct span span = parser_token_span(parser, parser->token);
    struct diags *diags = parser->diags;
    struct finding *finding;
    switch (parser->lexer.error) {
    case LEX_ERROR_UNCLOSED_ACTION:
        finding = parser_fail(parser, span, "unclosed action: `{{` without its `}}`");
        finding_help(diags, finding, "close it with `}}`");
        return;
    case LEX_ERROR_UNCLOSED_COMMENT:
        finding = parser_fail(parser, span, "unclosed comment");
        finding_help(diags, finding, "close it with `*/}}`");
        return;
    case LEX_ERROR_COMMENT_END:
        finding = parser_fail(parser, span, "comment ends before closing delimiter");
        finding_help(diags, finding, "a comment must fill its action: `{{/* … */}}`");
        return;
    case LEX_ERROR_STRING:
        finding = parser_fail(parser, span, "unterminated quoted string");
        finding_caption(diags, finding, "opened here");
        return;
    case LEX_ERROR_RAW_STRING:
        finding = parser_fail(parser, span, "unterminated raw quoted string");
        finding_caption(diags, finding, "opened here");
        return;
    case LEX_ERROR_CHAR:
        finding = parser_fail(parser, span, "unterminated character constant");
        finding_caption(diags, finding, "opened here");
        finding_help(diags, finding, "text needs double quotes");
        return;
    case LEX_ERROR_NUMBER:
        parser_fail(parser, span, "bad number syntax: `%.*s`",
            STR_ARG(parser_text(parser, parser->token)));
        return;
    case LEX_ERROR_COLON:
        finding = parser_fail(parser, span, "expected `:=`, found `:`");
        return;
    case LEX_ERROR_BRACE:
        finding = parser_fail(parser, span, "unexpected `}` in an action");
        finding_help(diags, finding, "an action is closed with two braces: `}}`");
        return;
    case LEX_ERROR_CHARACTER:
        fail_character(parser, span);
        return;
    }
}

void
parser_unexpected(struct parser *parser, const char *expected)
{
    if (parser->has_failed) {
        return;
    }
    struct token token = parser->token;
    if (token.kind == TOKEN_KIND_ERROR) {
        fail_lexer(parser);
        return;
    }
    struct span span = parser_token_span(parser, token);
    if (token.kind == TOKEN_KIND_END) {
        parser_fail(parser, span, "unexpected end of the template, expected %s", expected);
        return;
    }
    struct finding *finding = parser_fail(parser, span, "unexpected `%.*s`, expected %s",
        STR_ARG(parser_text(parser, token)), expected);
    if (token.kind == TOKEN_KIND_ASSIGN) {
        finding_help(parser->diags, finding, "to compare, write `eq a b`");
    } else if (token.kind == TOKEN_KIND_COMMA) {
        finding_help(parser->diags, finding, "arguments are divided by blanks");
    }
}
