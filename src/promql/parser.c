/*
 * The loop that everything hangs on: operand, what stands behind it, operator, operand …
 */
#include "promql/parser.h"

#include <assert.h>

static const struct expectation wants_nothing = { NULL, NULL };

enum step {
    STEP_FAILED,
    STEP_OPERAND, /* an operand must follow */
    STEP_AGAIN,   /* an operand has been finished or changed */
    STEP_DONE,
};

static enum step
step_over(bool is_read, enum step next)
{
    return is_read ? next : STEP_FAILED;
}

/* A comma: the next argument of the innermost bracket, if that has arguments. */
static enum step
read_comma(struct parser *parser)
{
    struct token comma = parser->token;
    promql_parse_reduce(parser, 0);
    struct frame *frame =
        parser->frames.count ? TABLE_LAST(&parser->frames, struct frame) : NULL;
    if (!frame || frame->kind == FRAME_PAREN) {
        promql_parser_unexpected(parser, wants_nothing);
        return STEP_FAILED;
    }
    frame->arguments++;
    promql_parser_take(parser);
    if (!promql_parser_peek(parser)) {
        return STEP_FAILED;
    }
    if (promql_parser_kind(parser) == TOKEN_RIGHT_PAREN) {
        promql_parser_fail(parser, promql_lexer_span(&parser->lexer, comma.at, comma.len),
            PROMQL_TROUBLE_UNEXPECTED, "trailing commas not allowed in function call args");
        return STEP_FAILED;
    }
    return STEP_OPERAND;
}

/* Behind a complete operand. */
static enum step
step_behind_operand(struct parser *parser)
{
    if (!promql_parser_peek(parser)) {
        return STEP_FAILED;
    }
    switch (parser->token.kind) {
    case TOKEN_END:
        promql_parse_reduce(parser, 0);
        assert(parser->frames.count == 0); /* the lexer counts parentheses */
        return STEP_DONE;
    case TOKEN_OPERATOR:
        return step_over(promql_parse_operator(parser), STEP_OPERAND);
    case TOKEN_LEFT_BRACKET:
    case TOKEN_OFFSET:
    case TOKEN_AT:
    case TOKEN_ANCHORED:
    case TOKEN_SMOOTHED:
        return step_over(promql_parse_postfix(parser), STEP_AGAIN);
    case TOKEN_RIGHT_PAREN:
        promql_parser_take(parser);
        return step_over(promql_parse_close(parser), STEP_AGAIN);
    case TOKEN_COMMA:
        return read_comma(parser);
    default:
        promql_parser_unexpected(parser, wants_nothing);
        return STEP_FAILED;
    }
}

static bool
parse(struct parser *parser)
{
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (promql_parser_kind(parser) == TOKEN_END) {
        return promql_parser_fail(parser, promql_parser_token_span(parser),
            PROMQL_TROUBLE_OTHER, "no expression found in input");
    }
    enum step next = STEP_OPERAND;
    while (next != STEP_DONE) {
        if (next == STEP_FAILED || (next == STEP_OPERAND && !promql_parse_operand(parser))) {
            return false;
        }
        next = step_behind_operand(parser);
    }
    return true;
}

const struct promql_tree *
promql_parse(struct arena *arena, const struct promql_options *options, struct str text,
    struct span span, struct promql_error *error)
{
    assert(text.len < UINT32_MAX - span.at);
    struct promql_error found = { 0 };
    struct parser parser; /* not zeroed: the rooms of its tables are large */
    struct frame frames[16];
    parser.lexer = (struct lexer){ .arena = arena,
        .error = &found,
        .text = text,
        .base = span.at,
        .grafana = options->grafana };
    parser.options = options;
    parser.arena = arena;
    parser.duration_frames = (struct promql_table){ 0 };
    parser.duration_depth = 0;
    parser.has_token = false;
    parser.end = 0;
    promql_builder_init(&parser.builder);
    TABLE_LEND(&parser.frames, frames);
    const struct promql_tree *tree = NULL;
    if (parse(&parser)) {
        struct promql_tree view = promql_build_view(&parser.builder);
        if (promql_check(arena, options, &view, &found)) {
            tree = promql_builder_tree(&parser.builder, arena);
        }
    }
    promql_builder_finish(&parser.builder);
    promql_table_free(&parser.frames);
    promql_table_free(&parser.duration_frames);
    if (!tree) {
        *error = found;
    }
    return tree;
}
