/*
 * Durations in brackets and behind offset: nearly always one literal, since 3.4 also
 * arithmetic.
 *
 * The same scheme as for expressions, with a stack of its own. QUIRKS: a sign folds into a
 * literal; a plus on anything else vanishes; behind `offset` only what starts with a
 * parenthesis goes on with operators.
 */
#include "promql/parser.h"

#include "promql/literal.h"

static const struct expectation wants_offset = { "offset",
    "number, duration, step(), or range()" };
static const char *const needs_flag = "experimental duration expression is not enabled";

enum duration_frame {
    DURATION_FRAME_PAREN,
    DURATION_FRAME_MAX_OF,
    DURATION_FRAME_MIN_OF,
    DURATION_FRAME_UNARY,
    DURATION_FRAME_BINARY,
};

static uint32_t
precedence_of(enum promql_op op)
{
    if (op == PROMQL_OP_ADD || op == PROMQL_OP_SUB) {
        return 4;
    }
    return op == PROMQL_OP_POW ? 6 : 5;
}

static bool
is_arithmetic(const struct parser *parser)
{
    return promql_parser_kind(parser) == TOKEN_OPERATOR && parser->token.op <= PROMQL_OP_POW;
}

static bool
is_sign(const struct parser *parser)
{
    return promql_parser_kind(parser) == TOKEN_OPERATOR && parser->token.op <= PROMQL_OP_SUB;
}

static struct promql_duration *
top(struct parser *parser)
{
    return TABLE_LAST(&parser->builder.durations, struct promql_duration);
}

static bool
is_literal(const struct promql_duration *duration)
{
    return duration->kind == PROMQL_DURATION_NUMBER ||
           duration->kind == PROMQL_DURATION_LITERAL;
}

static void
push(struct parser *parser, enum duration_frame kind, enum promql_op op)
{
    struct frame *frame = TABLE_PUSH(&parser->duration_frames, struct frame);
    frame->kind = (uint8_t)kind;
    frame->op = (uint8_t)op;
    frame->at = parser->token.at;
    frame->precedence = (uint8_t)(kind == DURATION_FRAME_UNARY ? 5 : precedence_of(op));
    frame->arguments = 1;
    parser->duration_depth += kind < DURATION_FRAME_UNARY;
}

static void
add(struct parser *parser, uint32_t operands, enum promql_duration_kind kind, enum promql_op op,
    uint32_t from)
{
    struct promql_duration duration = { .kind = (uint8_t)kind,
        .op = (uint8_t)op,
        .span = promql_parser_span(parser, from, parser->end) };
    promql_build_duration(&parser->builder, operands, duration);
}

static bool
read_literal(struct parser *parser)
{
    struct promql_duration duration = { .span = promql_parser_token_span(parser) };
    if (promql_parser_kind(parser) == TOKEN_NUMBER &&
        !promql_parser_allow(parser, FEATURE_BARE_DURATION, duration.span,
            "numbers as durations are experimental and not enabled")) {
        return false;
    }
    bool is_duration;
    if (!promql_parse_number(parser, &duration.seconds, &is_duration)) {
        return false;
    }
    if (duration.seconds * 1e9 >= 9223372036854775808.0) {
        return promql_parser_fail(
            parser, duration.span, PROMQL_TROUBLE_DURATION, "duration out of range");
    }
    duration.kind = is_duration ? PROMQL_DURATION_LITERAL : PROMQL_DURATION_NUMBER;
    promql_build_duration(&parser->builder, 0, duration);
    return true;
}

static void
read_variable(struct parser *parser)
{
    struct promql_duration duration = { .kind = PROMQL_DURATION_VARIABLE,
        .span = promql_parser_token_span(parser),
        .text = promql_parser_text(parser, parser->token.at, parser->token.len) };
    promql_parser_take(parser);
    promql_build_duration(&parser->builder, 0, duration);
}

/* `step()` or `range()`. */
static bool
read_word(struct parser *parser, struct expectation expectation)
{
    uint32_t start = parser->token.at;
    bool is_step = promql_parser_kind(parser) == TOKEN_STEP;
    if (!promql_parser_allow(parser, is_step ? FEATURE_STEP : FEATURE_RANGE_WORD,
            promql_parser_token_span(parser), needs_flag)) {
        return false;
    }
    promql_parser_take(parser);
    if (!promql_parser_expect(parser, TOKEN_LEFT_PAREN, expectation) ||
        !promql_parser_expect(parser, TOKEN_RIGHT_PAREN, expectation)) {
        return false;
    }
    add(parser, 0, is_step ? PROMQL_DURATION_STEP : PROMQL_DURATION_RANGE, PROMQL_OP_NONE,
        start);
    return true;
}

static bool
open_extremum(struct parser *parser, struct expectation expectation)
{
    if (!promql_parser_allow(
            parser, FEATURE_MAX_OF, promql_parser_token_span(parser), needs_flag)) {
        return false;
    }
    push(parser,
        promql_parser_kind(parser) == TOKEN_MAX_OF ? DURATION_FRAME_MAX_OF
                                                   : DURATION_FRAME_MIN_OF,
        PROMQL_OP_NONE);
    promql_parser_take(parser);
    return promql_parser_expect(parser, TOKEN_LEFT_PAREN, expectation);
}

/* A sign or bracket to the stack (`*is_complete` stays false), or a complete operand. */
static bool
read_part(struct parser *parser, struct expectation expectation, bool *is_complete)
{
    if (!promql_parser_peek(parser)) {
        return false;
    }
    switch (promql_parser_kind(parser)) {
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
        *is_complete = true;
        return read_literal(parser);
    case TOKEN_VARIABLE:
        *is_complete = true;
        read_variable(parser);
        return true;
    case TOKEN_STEP:
    case TOKEN_RANGE:
        *is_complete = true;
        return read_word(parser, expectation);
    case TOKEN_MAX_OF:
    case TOKEN_MIN_OF:
        return open_extremum(parser, expectation);
    case TOKEN_LEFT_PAREN:
        if (!promql_parser_allow(parser, FEATURE_DURATION_EXPRESSION,
                promql_parser_token_span(parser), needs_flag)) {
            return false;
        }
        push(parser, DURATION_FRAME_PAREN, PROMQL_OP_NONE);
        promql_parser_take(parser);
        return true;
    case TOKEN_OPERATOR:
        if (is_sign(parser)) {
            push(parser, DURATION_FRAME_UNARY, (enum promql_op)parser->token.op);
            promql_parser_take(parser);
            return true;
        }
        break;
    case TOKEN_NONE:
    case TOKEN_END:
    case TOKEN_STRING:
    case TOKEN_IDENTIFIER:
    case TOKEN_METRIC_IDENTIFIER:
    case TOKEN_RIGHT_PAREN:
    case TOKEN_LEFT_BRACE:
    case TOKEN_RIGHT_BRACE:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_RIGHT_BRACKET:
    case TOKEN_COMMA:
    case TOKEN_COLON:
    case TOKEN_EQUAL:
    case TOKEN_EQUAL_REGEX:
    case TOKEN_NOT_EQUAL_REGEX:
    case TOKEN_AT:
    case TOKEN_AGGREGATOR:
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
    case TOKEN_START:
    case TOKEN_FINISH:
        break;
    }
    return promql_parser_unexpected(parser, expectation);
}

static bool
reduce_unary(struct parser *parser, const struct frame *frame)
{
    struct promql_duration *operand = top(parser);
    bool is_negative = frame->op == PROMQL_OP_SUB;
    uint32_t end = operand->span.at + operand->span.len - parser->lexer.base;
    if (is_literal(operand)) {
        operand->seconds = is_negative ? -operand->seconds : operand->seconds;
        operand->span = promql_parser_span(parser, frame->at, end);
        return true;
    }
    if (!is_negative) {
        return true;
    }
    struct promql_duration duration = { .kind = PROMQL_DURATION_NEGATE,
        .span = promql_parser_span(parser, frame->at, end) };
    promql_build_duration(&parser->builder, 1, duration);
    return promql_parser_allow(parser, FEATURE_DURATION_EXPRESSION, duration.span, needs_flag);
}

static bool
reduce_binary(struct parser *parser, const struct frame *frame)
{
    const struct promql_duration *right = top(parser);
    const struct promql_duration *left = right - right->size;
    enum promql_op op = (enum promql_op)frame->op;
    struct span op_span = promql_parser_span(parser, frame->at, frame->at + 1);
    if (is_literal(right) && right->seconds == 0 &&
        (op == PROMQL_OP_DIV || op == PROMQL_OP_MOD)) {
        return promql_parser_fail(parser, op_span, PROMQL_TROUBLE_DURATION, "%s",
            op == PROMQL_OP_DIV ? "division by zero" : "modulo by zero");
    }
    struct promql_duration duration = { .kind = PROMQL_DURATION_BINARY,
        .op = frame->op,
        .span = span_join(left->span, right->span) };
    promql_build_duration(&parser->builder, 2, duration);
    return promql_parser_allow(parser, FEATURE_DURATION_EXPRESSION, op_span, needs_flag);
}

/* Down to the innermost bracket, or to what binds less tightly. */
static bool
reduce(struct parser *parser, unsigned precedence)
{
    while (parser->duration_frames.count > 0) {
        struct frame frame = *TABLE_LAST(&parser->duration_frames, struct frame);
        if (frame.kind < DURATION_FRAME_UNARY || frame.precedence < precedence) {
            break;
        }
        parser->duration_frames.count--;
        if (!(frame.kind == DURATION_FRAME_UNARY ? reduce_unary(parser, &frame)
                                                 : reduce_binary(parser, &frame))) {
            return false;
        }
    }
    return true;
}

static void
close_bracket(struct parser *parser)
{
    struct frame frame = *TABLE_LAST(&parser->duration_frames, struct frame);
    parser->duration_frames.count--;
    parser->duration_depth--;
    if (frame.kind == DURATION_FRAME_PAREN) {
        add(parser, 1, PROMQL_DURATION_PAREN, PROMQL_OP_NONE, frame.at);
    } else {
        add(parser, 2,
            frame.kind == DURATION_FRAME_MAX_OF ? PROMQL_DURATION_MAX_OF
                                                : PROMQL_DURATION_MIN_OF,
            PROMQL_OP_NONE, frame.at);
    }
}

enum step {
    STEP_FAILED,
    STEP_OPERAND, /* an operand must follow */
    STEP_AGAIN,
    STEP_DONE,
};

/* `,` and `)` of the innermost bracket, which the stack has on top. */
static enum step
step_in_bracket(struct parser *parser, struct expectation expectation)
{
    struct frame *frame = TABLE_LAST(&parser->duration_frames, struct frame);
    bool is_extremum = frame->kind != DURATION_FRAME_PAREN;
    if (promql_parser_kind(parser) == TOKEN_COMMA && is_extremum && frame->arguments == 1) {
        frame->arguments = 2;
        promql_parser_take(parser);
        return STEP_OPERAND;
    }
    if (promql_parser_kind(parser) == TOKEN_RIGHT_PAREN &&
        (!is_extremum || frame->arguments == 2)) {
        promql_parser_take(parser);
        close_bracket(parser);
        return STEP_AGAIN;
    }
    promql_parser_unexpected(parser, expectation);
    return STEP_FAILED;
}

/* Behind an operand. Only brackets are left on the stack when something else than an operator
 * comes. `goes_on`: operators at the outermost level belong to the duration. */
static enum step
step(struct parser *parser, struct expectation expectation, bool goes_on)
{
    if (!parser->duration_depth && !goes_on) {
        return reduce(parser, 0) ? STEP_DONE : STEP_FAILED;
    }
    if (!promql_parser_peek(parser)) {
        return STEP_FAILED;
    }
    if (is_arithmetic(parser)) {
        enum promql_op op = (enum promql_op)parser->token.op;
        if (!reduce(parser, op == PROMQL_OP_POW ? 7 : precedence_of(op))) {
            return STEP_FAILED;
        }
        push(parser, DURATION_FRAME_BINARY, op);
        promql_parser_take(parser);
        return STEP_OPERAND;
    }
    if (!reduce(parser, 0)) {
        return STEP_FAILED;
    }
    if (parser->duration_frames.count == 0) {
        return STEP_DONE;
    }
    return step_in_bracket(parser, expectation);
}

static bool
read_duration(struct parser *parser, struct expectation expectation, bool goes_on)
{
    enum step next = STEP_OPERAND;
    while (next != STEP_DONE) {
        bool is_complete = next == STEP_AGAIN;
        while (!is_complete) {
            if (!read_part(parser, expectation, &is_complete)) {
                return false;
            }
        }
        next = step(parser, expectation, goes_on);
        if (next == STEP_FAILED) {
            return false;
        }
    }
    return true;
}

bool
promql_parse_duration(struct parser *parser, struct expectation expectation, uint32_t *duration)
{
    if (!read_duration(parser, expectation, true)) {
        return false;
    }
    *duration = parser->builder.durations.count - 1;
    return true;
}

/* Prometheus before 3.0 takes a minus and a duration here, nothing else. */
static bool
allow_sign(struct parser *parser)
{
    struct span span = promql_parser_token_span(parser);
    if (parser->token.op == PROMQL_OP_SUB) {
        return promql_parser_allow(parser, FEATURE_NEGATIVE_OFFSET, span,
            "negative offsets need the feature flag promql-negative-offset");
    }
    return promql_parser_allow(parser, FEATURE_BARE_DURATION, span,
        "a plus behind offset is experimental and not enabled");
}

/* Before 2.54 every duration had to be positive, that of an offset too. */
static bool
check_zero(struct parser *parser)
{
    const struct promql_duration *duration = top(parser);
    bool is_old =
        promql_feature_state(parser->options, FEATURE_BARE_DURATION) == FEATURE_STATE_UNKNOWN;
    if (!is_old || !is_literal(duration) || duration->seconds != 0) {
        return true;
    }
    return promql_parser_fail(
        parser, duration->span, PROMQL_TROUBLE_DURATION, "duration must be greater than 0");
}

bool
promql_parse_offset_duration(struct parser *parser, uint32_t *duration)
{
    if (!promql_parser_peek(parser)) {
        return false;
    }
    bool goes_on = promql_parser_kind(parser) == TOKEN_LEFT_PAREN;
    if (is_sign(parser)) {
        if (!allow_sign(parser)) {
            return false;
        }
        push(parser, DURATION_FRAME_UNARY, (enum promql_op)parser->token.op);
        promql_parser_take(parser);
        if (!promql_parser_peek(parser)) {
            return false;
        }
        if (is_sign(parser)) {
            return promql_parser_unexpected(parser, wants_offset);
        }
    }
    if (!read_duration(parser, wants_offset, goes_on) || !check_zero(parser)) {
        return false;
    }
    *duration = parser->builder.durations.count - 1;
    return true;
}
