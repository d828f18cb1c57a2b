/*
 * What stands behind an operand: ranges, subqueries, offset, @, anchored, smoothed.
 *
 * They bind tighter than every operator, so each is applied at once to the operand that the
 * builder finished last.
 */
#include "promql/parser.h"

#include <math.h>

static const struct expectation wants_range = { "subquery or range selector",
    "number, duration, step(), or range()" };
static const struct expectation wants_bracket = { "subquery or range", "\":\" or \"]\"" };
static const struct expectation wants_step = { "subquery selector",
    "number, duration, step(), range(), or \"]\"" };
static const struct expectation wants_end = { "subquery selector", "\"]\"" };
static const struct expectation wants_time = { "@", "timestamp" };

static struct promql_node *
top(struct parser *parser)
{
    return TABLE_LAST(&parser->builder.nodes, struct promql_node);
}

static struct span
span_of(const struct promql_node *node)
{
    return (struct span){ node->at, node->len };
}

/* The operand reaches to the last token taken. */
static void
stretch(struct parser *parser)
{
    struct promql_node *node = top(parser);
    node->len = parser->lexer.base + parser->end - node->at;
}

/* A plain literal must be positive. */
static bool
check_positive(struct parser *parser, uint32_t index)
{
    const struct promql_duration *duration =
        TABLE_AT(&parser->builder.durations, struct promql_duration, index);
    bool is_literal =
        duration->kind == PROMQL_DURATION_NUMBER || duration->kind == PROMQL_DURATION_LITERAL;
    if (!is_literal || duration->seconds > 0) {
        return true;
    }
    return promql_parser_fail(
        parser, duration->span, PROMQL_TROUBLE_DURATION, "duration must be greater than 0");
}

static bool
read_positive(struct parser *parser, struct expectation expectation, uint32_t *duration)
{
    return promql_parse_duration(parser, expectation, duration) && promql_parser_peek(parser) &&
           check_positive(parser, *duration);
}

static bool
finish_range(struct parser *parser, struct promql_range row)
{
    const struct promql_node *target = top(parser);
    struct promql_selector *selector = promql_build_selector_row(&parser->builder);
    const char *message = NULL;
    if (target->kind != PROMQL_KIND_SELECTOR) {
        message = "ranges only allowed for vector selectors";
    } else if (selector->modifiers.offset != PROMQL_NONE) {
        message = "no offset modifiers allowed before range";
    } else if (selector->modifiers.at != PROMQL_AT_NONE) {
        message = "no @ modifiers allowed before range";
    }
    struct span span = span_of(target);
    if (message) {
        promql_parser_fail(parser, row.brackets, PROMQL_TROUBLE_RANGE_TARGET, "%s", message);
        parser->lexer.error->other = span;
        return false;
    }
    *TABLE_PUSH(&parser->builder.ranges, struct promql_range) = row;
    promql_build_node(&parser->builder, PROMQL_KIND_RANGE, 1, span)->data =
        parser->builder.ranges.count - 1;
    stretch(parser);
    return true;
}

/* Behind the colon. */
static bool
finish_subquery(struct parser *parser, struct promql_range row, uint32_t bracket)
{
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (promql_parser_kind(parser) != TOKEN_RIGHT_BRACKET) {
        if (!read_positive(parser, wants_step, &row.step)) {
            return false;
        }
        if (promql_parser_kind(parser) != TOKEN_RIGHT_BRACKET) {
            return promql_parser_unexpected(parser, wants_end);
        }
    }
    promql_parser_take(parser);
    row.brackets = promql_parser_span(parser, bracket, parser->end);
    if (!promql_parser_allow(parser, FEATURE_SUBQUERY, row.brackets, "")) {
        return false;
    }
    struct span span = span_of(top(parser));
    *TABLE_PUSH(&parser->builder.ranges, struct promql_range) = row;
    promql_build_node(&parser->builder, PROMQL_KIND_SUBQUERY, 1, span)->data =
        parser->builder.ranges.count - 1;
    stretch(parser);
    return true;
}

static bool
read_brackets(struct parser *parser)
{
    struct promql_range row = { .step = PROMQL_NONE, .modifiers.offset = PROMQL_NONE };
    uint32_t bracket = parser->token.at;
    promql_parser_take(parser);
    if (!read_positive(parser, wants_range, &row.range)) {
        return false;
    }
    if (promql_parser_kind(parser) == TOKEN_COLON) {
        promql_parser_take(parser);
        return finish_subquery(parser, row, bracket);
    }
    if (promql_parser_kind(parser) != TOKEN_RIGHT_BRACKET) {
        return promql_parser_unexpected(parser, wants_bracket);
    }
    promql_parser_take(parser);
    row.brackets = promql_parser_span(parser, bracket, parser->end);
    return finish_range(parser, row);
}

/* Where offset and @ of the last operand are kept, or NULL. */
static struct promql_modifiers *
modifiers_of_top(struct parser *parser)
{
    if (top(parser)->kind == PROMQL_KIND_SUBQUERY) {
        struct promql_range *row =
            TABLE_AT(&parser->builder.ranges, struct promql_range, top(parser)->data);
        return &row->modifiers;
    }
    struct promql_selector *selector = promql_build_selector_row(&parser->builder);
    return selector ? &selector->modifiers : NULL;
}

static bool
fail_target(struct parser *parser, const char *modifier)
{
    return promql_parser_fail(parser, span_of(top(parser)), PROMQL_TROUBLE_MODIFIER_TARGET,
        "%s modifier must be preceded by an instant vector selector or range vector selector "
        "or "
        "a subquery",
        modifier);
}

/* QUIRK: an offset of literal 0 does not count as set. */
static bool
has_offset(const struct parser *parser, const struct promql_modifiers *modifiers)
{
    if (modifiers->offset == PROMQL_NONE) {
        return false;
    }
    const struct promql_duration *duration =
        TABLE_AT(&parser->builder.durations, struct promql_duration, modifiers->offset);
    return !((duration->kind == PROMQL_DURATION_NUMBER ||
                 duration->kind == PROMQL_DURATION_LITERAL) &&
             duration->seconds == 0);
}

static bool
read_offset(struct parser *parser)
{
    uint32_t start = parser->token.at;
    uint32_t duration;
    promql_parser_take(parser);
    if (!promql_parse_offset_duration(parser, &duration)) {
        return false;
    }
    struct promql_modifiers *modifiers = modifiers_of_top(parser);
    struct span span = promql_parser_span(parser, start, parser->end);
    if (!modifiers) {
        return fail_target(parser, "offset");
    }
    if (has_offset(parser, modifiers)) {
        promql_parser_fail(
            parser, span, PROMQL_TROUBLE_OTHER, "offset may not be set multiple times");
        parser->lexer.error->other = modifiers->offset_span;
        return false;
    }
    modifiers->offset = duration;
    modifiers->offset_span = span;
    stretch(parser);
    return true;
}

/* `start()` or `end()` behind the @. */
static bool
read_boundary(struct parser *parser, struct promql_modifiers *found)
{
    found->at = promql_parser_kind(parser) == TOKEN_START ? PROMQL_AT_START : PROMQL_AT_END;
    promql_parser_take(parser);
    return promql_parser_expect(parser, TOKEN_LEFT_PAREN, wants_time) &&
           promql_parser_expect(parser, TOKEN_RIGHT_PAREN, wants_time);
}

static bool
read_timestamp(struct parser *parser, double *seconds)
{
    bool is_negative = false;
    if (promql_parser_kind(parser) == TOKEN_OPERATOR && parser->token.op <= PROMQL_OP_SUB) {
        is_negative = parser->token.op == PROMQL_OP_SUB;
        promql_parser_take(parser);
        if (!promql_parser_peek(parser)) {
            return false;
        }
    }
    if (promql_parser_kind(parser) != TOKEN_NUMBER &&
        promql_parser_kind(parser) != TOKEN_DURATION) {
        return promql_parser_unexpected(parser, wants_time);
    }
    if (promql_parser_kind(parser) == TOKEN_DURATION &&
        !promql_parser_allow(parser, FEATURE_BARE_DURATION, promql_parser_token_span(parser),
            "durations as timestamps are experimental and not enabled")) {
        return false;
    }
    bool is_duration;
    if (!promql_parse_number(parser, seconds, &is_duration)) {
        return false;
    }
    if (is_negative) {
        *seconds = -*seconds;
    }
    return true;
}

/* To milliseconds, half away from zero, held within int64. */
static int64_t
to_milliseconds(double seconds)
{
    double milliseconds = round(seconds * 1000);
    if (milliseconds >= 9223372036854775808.0) {
        return INT64_MAX;
    }
    return milliseconds <= -9223372036854775808.0 ? INT64_MIN : (int64_t)milliseconds;
}

static bool
set_timestamp(
    struct parser *parser, struct promql_modifiers *found, double seconds, struct span span)
{
    if (isnan(seconds) || seconds >= 9223372036854775808.0 ||
        seconds <= -9223372036854775808.0) {
        if (isnan(seconds) || isinf(seconds)) {
            return promql_parser_fail(parser, span, PROMQL_TROUBLE_OTHER,
                "timestamp out of bounds for @ modifier: %s",
                isnan(seconds) ? "NaN"
                : seconds > 0  ? "+Inf"
                               : "-Inf");
        }
        return promql_parser_fail(parser, span, PROMQL_TROUBLE_OTHER,
            "timestamp out of bounds for @ modifier: %f", seconds);
    }
    found->at = PROMQL_AT_TIME;
    found->at_milliseconds = to_milliseconds(seconds);
    return true;
}

/* What stands behind the @, into `found`. */
static bool
read_at_value(struct parser *parser, struct promql_modifiers *found)
{
    uint32_t start = parser->token.at;
    if (promql_parser_kind(parser) == TOKEN_START ||
        promql_parser_kind(parser) == TOKEN_FINISH) {
        return read_boundary(parser, found);
    }
    if (promql_parser_kind(parser) == TOKEN_VARIABLE) {
        found->at = PROMQL_AT_VARIABLE;
        found->at_text = promql_parser_text(parser, start, parser->token.len);
        promql_parser_take(parser);
        return true;
    }
    double seconds;
    return read_timestamp(parser, &seconds) &&
           set_timestamp(
               parser, found, seconds, promql_parser_span(parser, start, parser->end));
}

static bool
read_at(struct parser *parser)
{
    uint32_t start = parser->token.at;
    struct promql_modifiers found = { 0 };
    if (!promql_parser_allow(parser, FEATURE_AT, promql_parser_token_span(parser),
            "the @ modifier needs the feature flag promql-at-modifier")) {
        return false;
    }
    promql_parser_take(parser);
    if (!promql_parser_peek(parser) || !read_at_value(parser, &found)) {
        return false;
    }
    struct promql_modifiers *modifiers = modifiers_of_top(parser);
    struct span span = promql_parser_span(parser, start, parser->end);
    if (!modifiers) {
        return fail_target(parser, "@");
    }
    if (modifiers->at != PROMQL_AT_NONE) {
        promql_parser_fail(
            parser, span, PROMQL_TROUBLE_OTHER, "@ <timestamp> may not be set multiple times");
        parser->lexer.error->other = modifiers->at_span;
        return false;
    }
    modifiers->at = found.at;
    modifiers->at_milliseconds = found.at_milliseconds;
    modifiers->at_text = found.at_text;
    modifiers->at_span = span;
    stretch(parser);
    return true;
}

static bool
read_extension(struct parser *parser)
{
    bool is_anchored = promql_parser_kind(parser) == TOKEN_ANCHORED;
    const char *word = is_anchored ? "anchored" : "smoothed";
    struct span span = promql_parser_token_span(parser);
    struct str flag_message =
        arena_printf(parser->arena, "%s modifier is experimental and not enabled", word);
    if (!promql_parser_allow(parser, FEATURE_EXTENDED, span, flag_message.at)) {
        return false;
    }
    promql_parser_take(parser);
    struct promql_selector *selector = promql_build_selector_row(&parser->builder);
    if (!selector) {
        bool is_subquery = top(parser)->kind == PROMQL_KIND_SUBQUERY;
        return promql_parser_fail(parser, span, PROMQL_TROUBLE_MODIFIER_TARGET,
            "%s modifier %s", word,
            is_subquery ? "is not supported for subqueries" : "not implemented");
    }
    struct promql_modifiers *modifiers = &selector->modifiers;
    modifiers->is_anchored = modifiers->is_anchored || is_anchored;
    modifiers->is_smoothed = modifiers->is_smoothed || !is_anchored;
    modifiers->extension_span = span;
    if (modifiers->is_anchored && modifiers->is_smoothed) {
        return promql_parser_fail(parser, span, PROMQL_TROUBLE_OTHER,
            "anchored and smoothed modifiers cannot be used together");
    }
    stretch(parser);
    return true;
}

bool
promql_parse_postfix(struct parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_LEFT_BRACKET:
        return read_brackets(parser);
    case TOKEN_OFFSET:
        return read_offset(parser);
    case TOKEN_AT:
        return read_at(parser);
    default:
        return read_extension(parser);
    }
}
