/*
 * Binary operators with their modifiers, and the reduction of what waits on the stack.
 */
#include "promql/parser.h"

static const struct expectation wants_nothing = { NULL, NULL };

enum { POWER_PRECEDENCE = 6 };

static uint8_t
precedence_of(enum promql_op op)
{
    if (op == PROMQL_OP_OR) {
        return 1;
    }
    if (op == PROMQL_OP_AND || op == PROMQL_OP_UNLESS) {
        return 2;
    }
    if (op >= PROMQL_OP_EQL && op <= PROMQL_OP_TRIM_LOWER) {
        return 3;
    }
    if (op == PROMQL_OP_ADD || op == PROMQL_OP_SUB) {
        return 4;
    }
    return op == PROMQL_OP_POW ? POWER_PRECEDENCE : 5;
}

/* A sign on a bare number goes into the number. */
static void
reduce_unary(struct parser *parser, const struct frame *frame)
{
    struct promql_node *operand = TABLE_LAST(&parser->builder.nodes, struct promql_node);
    uint32_t end = operand->at - parser->lexer.base + operand->len;
    struct span span = promql_parser_span(parser, frame->at, end);
    if (operand->kind == PROMQL_KIND_NUMBER) {
        double *number = TABLE_AT(&parser->builder.numbers, double, operand->data);
        if (frame->op == PROMQL_OP_SUB) {
            *number = -*number;
        }
        operand->at = span.at;
        operand->len = span.len;
        return;
    }
    promql_build_node(&parser->builder, PROMQL_KIND_UNARY, 1, span)->op = frame->op;
}

static void
reduce_binary(struct parser *parser, const struct frame *frame)
{
    const struct promql_node *right = TABLE_LAST(&parser->builder.nodes, struct promql_node);
    const struct promql_node *left = right - right->size;
    struct span span =
        span_join((struct span){ left->at, left->len }, (struct span){ right->at, right->len });
    struct promql_node *node = promql_build_node(&parser->builder, PROMQL_KIND_BINARY, 2, span);
    node->op = frame->op;
    node->flags = frame->flags;
    node->data =
        frame->flags & PROMQL_FLAG_MATCHING ? frame->row : parser->lexer.base + frame->at;
}

/* Builds every sign and operator that binds at least as tightly as `precedence`; 0: all of them
 * up to the innermost bracket. */
void
promql_parse_reduce(struct parser *parser, unsigned precedence)
{
    while (parser->frames.count > 0) {
        struct frame frame = *TABLE_LAST(&parser->frames, struct frame);
        if (frame.kind < FRAME_UNARY || frame.precedence < precedence) {
            return;
        }
        parser->frames.count--;
        if (frame.kind == FRAME_UNARY) {
            reduce_unary(parser, &frame);
        } else {
            reduce_binary(parser, &frame);
        }
    }
}

static bool
read_matching(struct parser *parser, struct promql_matching *matching)
{
    uint32_t start = parser->token.at;
    matching->is_on = promql_parser_kind(parser) == TOKEN_ON;
    promql_parser_take(parser);
    if (!promql_parse_label_list(parser, &matching->labels)) {
        return false;
    }
    matching->on_span = promql_parser_span(parser, start, parser->end);
    if (!promql_parser_peek(parser)) {
        return false;
    }
    enum token_kind kind = promql_parser_kind(parser);
    if (kind != TOKEN_GROUP_LEFT && kind != TOKEN_GROUP_RIGHT) {
        return true;
    }
    start = parser->token.at;
    matching->card =
        kind == TOKEN_GROUP_LEFT ? PROMQL_CARD_MANY_TO_ONE : PROMQL_CARD_ONE_TO_MANY;
    matching->include.first = parser->builder.labels.count;
    promql_parser_take(parser);
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (promql_parser_kind(parser) == TOKEN_LEFT_PAREN &&
        !promql_parse_label_list(parser, &matching->include)) {
        return false;
    }
    matching->group_span = promql_parser_span(parser, start, parser->end);
    return true;
}

/* `(sn)` behind a fill word. */
static bool
read_fill_value(struct parser *parser, double *value)
{
    promql_parser_take(parser);
    if (!promql_parser_expect(parser, TOKEN_LEFT_PAREN, wants_nothing) ||
        !promql_parser_peek(parser)) {
        return false;
    }
    bool is_negative = parser->token.op == PROMQL_OP_SUB;
    if (promql_parser_kind(parser) == TOKEN_OPERATOR &&
        (is_negative || parser->token.op == PROMQL_OP_ADD)) {
        promql_parser_take(parser);
        if (!promql_parser_peek(parser)) {
            return false;
        }
    }
    if (promql_parser_kind(parser) != TOKEN_NUMBER &&
        promql_parser_kind(parser) != TOKEN_DURATION) {
        return promql_parser_unexpected(parser, wants_nothing);
    }
    bool is_duration;
    if (!promql_parse_number(parser, value, &is_duration)) {
        return false;
    }
    if (is_negative) {
        *value = -*value;
    }
    return promql_parser_expect(parser, TOKEN_RIGHT_PAREN, wants_nothing);
}

static bool
is_fill(const struct parser *parser)
{
    enum token_kind kind = promql_parser_kind(parser);
    return kind == TOKEN_FILL || kind == TOKEN_FILL_LEFT || kind == TOKEN_FILL_RIGHT;
}

static bool
read_fill(struct parser *parser, struct promql_matching *matching)
{
    uint32_t start = parser->token.at;
    enum token_kind first = promql_parser_kind(parser);
    double value;
    if (!promql_parser_allow(parser, FEATURE_FILL, promql_parser_token_span(parser),
            "binop fill modifiers are experimental and not enabled") ||
        !read_fill_value(parser, &value) || !promql_parser_peek(parser)) {
        return false;
    }
    matching->has_fill_left = first != TOKEN_FILL_RIGHT;
    matching->has_fill_right = first != TOKEN_FILL_LEFT;
    matching->fill_left = value;
    matching->fill_right = value;
    enum token_kind second = promql_parser_kind(parser);
    if ((first == TOKEN_FILL_LEFT && second == TOKEN_FILL_RIGHT) ||
        (first == TOKEN_FILL_RIGHT && second == TOKEN_FILL_LEFT)) {
        double *other = first == TOKEN_FILL_LEFT ? &matching->fill_right : &matching->fill_left;
        if (!read_fill_value(parser, other)) {
            return false;
        }
        matching->has_fill_left = true;
        matching->has_fill_right = true;
    }
    matching->fill_span = promql_parser_span(parser, start, parser->end);
    return true;
}

/* bool, on or ignoring with group_x, fill: in this order. */
static bool
read_modifiers(struct parser *parser, struct frame *frame)
{
    struct promql_matching matching = { 0 };
    bool has_matching = false;
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (promql_parser_kind(parser) == TOKEN_BOOL) {
        frame->flags |= PROMQL_FLAG_BOOL;
        promql_parser_take(parser);
        if (!promql_parser_peek(parser)) {
            return false;
        }
    }
    if (promql_parser_kind(parser) == TOKEN_ON ||
        promql_parser_kind(parser) == TOKEN_IGNORING) {
        has_matching = true;
        if (!read_matching(parser, &matching) || !promql_parser_peek(parser)) {
            return false;
        }
    }
    if (is_fill(parser)) {
        has_matching = true;
        if (!read_fill(parser, &matching)) {
            return false;
        }
    }
    if (has_matching) {
        matching.op_span = promql_lexer_span(&parser->lexer, frame->at, frame->name_len);
        *TABLE_PUSH(&parser->builder.matchings, struct promql_matching) = matching;
        frame->row = parser->builder.matchings.count - 1;
        frame->flags |= PROMQL_FLAG_MATCHING;
    }
    return true;
}

bool
promql_parse_operator(struct parser *parser)
{
    struct frame frame = { .kind = FRAME_BINARY,
        .op = parser->token.op,
        .at = parser->token.at,
        .name_len = parser->token.len };
    struct span span = promql_parser_token_span(parser);
    enum promql_op op = (enum promql_op)frame.op;
    frame.precedence = precedence_of(op);
    if (op == PROMQL_OP_ATAN2 && !promql_parser_allow(parser, FEATURE_ATAN2, span, "")) {
        return false;
    }
    if ((op == PROMQL_OP_TRIM_UPPER || op == PROMQL_OP_TRIM_LOWER) &&
        !promql_parser_allow(parser, FEATURE_TRIM, span, "")) {
        return false;
    }
    promql_parser_take(parser);
    /* Powers group to the right: an equal one on the stack waits. */
    promql_parse_reduce(parser, op == PROMQL_OP_POW ? POWER_PRECEDENCE + 1u : frame.precedence);
    if (!read_modifiers(parser, &frame)) {
        return false;
    }
    *TABLE_PUSH(&parser->frames, struct frame) = frame;
    return true;
}
