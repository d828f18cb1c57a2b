/*
 * The parser's hold on tokens, and the words of its errors.
 */
#include "promql/parser.h"

#include "promql/quote.h"

/* The innermost bracket that is still open at the end of the text or at an error: found by
 * reading the tokens again, since it is needed only then. */
static struct span
find_open_bracket(const struct parser *parser, uint32_t end)
{
    struct promql_error ignored;
    struct lexer lexer = { .arena = parser->arena,
        .error = &ignored,
        .text = parser->lexer.text,
        .base = parser->lexer.base,
        .grafana = parser->lexer.grafana };
    struct promql_table open = { 0 };
    struct token token;
    while (promql_lexer_next(&lexer, &token) && token.kind != TOKEN_END && token.at < end) {
        if (token.kind == TOKEN_LEFT_PAREN || token.kind == TOKEN_LEFT_BRACE ||
            token.kind == TOKEN_LEFT_BRACKET) {
            *TABLE_PUSH(&open, uint32_t) = token.at;
        } else if (open.count &&
                   (token.kind == TOKEN_RIGHT_PAREN || token.kind == TOKEN_RIGHT_BRACE ||
                       token.kind == TOKEN_RIGHT_BRACKET)) {
            open.count--;
        }
    }
    struct span span = span_none();
    if (open.count) {
        span = promql_lexer_span(&lexer, *TABLE_LAST(&open, uint32_t), 1);
    }
    promql_table_free(&open);
    return span;
}

bool
promql_parser_peek(struct parser *parser)
{
    if (parser->has_token) {
        return true;
    }
    if (!promql_lexer_next(&parser->lexer, &parser->token)) {
        struct promql_error *error = parser->lexer.error;
        if (error->trouble == PROMQL_TROUBLE_UNCLOSED && error->span.len == 0) {
            error->other = find_open_bracket(parser, (uint32_t)parser->lexer.text.len);
        }
        return false;
    }
    parser->has_token = true;
    return true;
}

void
promql_parser_take(struct parser *parser)
{
    parser->end = parser->token.at + parser->token.len;
    parser->has_token = false;
}

struct str
promql_parser_text(const struct parser *parser, uint32_t at, uint32_t len)
{
    return str_slice(parser->lexer.text, at, (size_t)at + len);
}

struct span
promql_parser_span(const struct parser *parser, uint32_t from, uint32_t to)
{
    return promql_lexer_span(&parser->lexer, from, to - from);
}

bool
promql_parser_fail(struct parser *parser, struct span span, enum promql_trouble trouble,
    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *parser->lexer.error = (struct promql_error){
        .message = arena_vprintf(parser->arena, format, arguments),
        .span = span,
        .trouble = trouble,
    };
    va_end(arguments);
    return false;
}

bool
promql_parser_fail_quoted(struct parser *parser, struct span span, enum promql_trouble trouble,
    const char *before, struct str quoted, const char *after)
{
    struct buf buf;
    buf_init(&buf);
    promql_print_quoted(&buf, quoted);
    promql_parser_fail(
        parser, span, trouble, "%s%.*s%s", before, STR_ARG(buf_str(&buf)), after);
    buf_finish(&buf);
    parser->lexer.error->subject = arena_copy(parser->arena, quoted);
    return false;
}

/* The first ten characters. */
static struct str
cut(struct str text)
{
    size_t at = 0;
    for (int count = 0; count < 10 && at < text.len; count++) {
        uint32_t ignored;
        at += promql_quote_read_rune(text, at, &ignored);
    }
    return str_slice(text, 0, at);
}

static void
describe(struct buf *buf, const struct token *token, struct str text)
{
    const char *prefix = "";
    switch ((enum token_kind)token->kind) {
    case TOKEN_END:
        buf_add_text(buf, "end of input");
        return;
    case TOKEN_OPERATOR:
    case TOKEN_AT:
    case TOKEN_EQUAL_REGEX:
    case TOKEN_NOT_EQUAL_REGEX:
        buf_printf(buf, "<op:%.*s>", STR_ARG(text));
        return;
    case TOKEN_AGGREGATOR:
        buf_printf(buf, "<aggr:%.*s>", STR_ARG(text));
        return;
    case TOKEN_NUMBER:
        prefix = "number ";
        break;
    case TOKEN_DURATION:
        prefix = "duration ";
        break;
    case TOKEN_STRING:
        prefix = "string ";
        break;
    case TOKEN_IDENTIFIER:
        prefix = "identifier ";
        break;
    case TOKEN_METRIC_IDENTIFIER:
        prefix = "metric identifier ";
        break;
    case TOKEN_VARIABLE:
        prefix = "variable ";
        break;
    case TOKEN_BY:
    case TOKEN_WITHOUT:
    case TOKEN_ON:
    case TOKEN_IGNORING:
    case TOKEN_GROUP_LEFT:
    case TOKEN_GROUP_RIGHT:
    case TOKEN_BOOL:
    case TOKEN_OFFSET:
    case TOKEN_ANCHORED:
    case TOKEN_SMOOTHED:
    case TOKEN_FILL:
    case TOKEN_FILL_LEFT:
    case TOKEN_FILL_RIGHT:
        buf_printf(buf, "<%.*s>", STR_ARG(text));
        return;
    case TOKEN_NONE:
    case TOKEN_LEFT_PAREN:
    case TOKEN_RIGHT_PAREN:
    case TOKEN_LEFT_BRACE:
    case TOKEN_RIGHT_BRACE:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_RIGHT_BRACKET:
    case TOKEN_COMMA:
    case TOKEN_COLON:
    case TOKEN_EQUAL:
    case TOKEN_START:
    case TOKEN_FINISH:
    case TOKEN_STEP:
    case TOKEN_RANGE:
    case TOKEN_MAX_OF:
    case TOKEN_MIN_OF:
        break;
    }
    buf_add_text(buf, prefix);
    bool is_name = token->kind == TOKEN_IDENTIFIER || token->kind == TOKEN_METRIC_IDENTIFIER;
    promql_print_quoted(buf, is_name || text.len <= 10 ? text : cut(text));
    if (!is_name && text.len > 10) {
        buf_add_text(buf, "...");
    }
}

bool
promql_parser_unexpected(struct parser *parser, struct expectation expectation)
{
    const struct token *token = &parser->token;
    struct buf buf;
    buf_init(&buf);
    buf_add_text(&buf, "unexpected ");
    describe(&buf, token, promql_parser_text(parser, token->at, token->len));
    if (!expectation.context) {
        for (uint32_t i = parser->frames.count; i > 0; i--) {
            if (TABLE_AT(&parser->frames, struct frame, i - 1)->kind == FRAME_AGGREGATION) {
                expectation.context = "aggregation";
                break;
            }
        }
    }
    if (expectation.context) {
        buf_printf(&buf, " in %s", expectation.context);
    }
    if (expectation.wanted) {
        buf_printf(&buf, ", expected %s", expectation.wanted);
    }
    promql_parser_fail(parser, promql_parser_token_span(parser), PROMQL_TROUBLE_UNEXPECTED,
        "%.*s", STR_ARG(buf_str(&buf)));
    buf_finish(&buf);
    struct promql_error *error = parser->lexer.error;
    error->other = find_open_bracket(parser, token->at);
    if (token->kind == TOKEN_EQUAL && !expectation.context) {
        error->subject = STR("=");
    }
    return false;
}

bool
promql_parser_expect(
    struct parser *parser, enum token_kind kind, struct expectation expectation)
{
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (promql_parser_kind(parser) != kind) {
        return promql_parser_unexpected(parser, expectation);
    }
    promql_parser_take(parser);
    return true;
}

bool
promql_parser_allow(
    struct parser *parser, enum feature feature, struct span span, const char *flag_message)
{
    switch (promql_feature_state(parser->options, feature)) {
    case FEATURE_STATE_ON:
        return true;
    case FEATURE_STATE_FLAG:
        return promql_parser_fail(
            parser, span, PROMQL_TROUBLE_EXPERIMENTAL, "%s", flag_message);
    case FEATURE_STATE_UNKNOWN:
        break;
    }
    struct version since = promql_feature_since(feature);
    promql_parser_fail(parser, span, PROMQL_TROUBLE_TOO_NEW,
        "%s needs Prometheus %d.%d or newer", promql_feature_name(feature), since.major,
        since.minor);
    parser->lexer.error->version = since;
    return false;
}
