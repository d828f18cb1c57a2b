/*
 * Operands: literals, selectors, and what opens a bracket (parentheses, calls, aggregations).
 *
 * promql_parse_operand reads signs and opening brackets, which it leaves on the stack, until
 * one operand is complete. promql_parse_close finishes what the innermost bracket opened.
 */
#include "promql/parser.h"

#include "promql/literal.h"
#include "promql/variable.h"

enum { UNARY_PRECEDENCE = 5 };

static const struct expectation wants_nothing = { NULL, NULL };

static struct frame *
push(struct parser *parser, enum frame_kind kind, const struct token *token)
{
    struct frame *frame = TABLE_PUSH(&parser->frames, struct frame);
    frame->kind = (uint8_t)kind;
    frame->op = token->op;
    frame->at = token->at;
    frame->name_len = token->len;
    return frame;
}

static bool
fail_number(struct parser *parser, enum literal_trouble trouble, struct str text)
{
    return promql_parser_fail(parser, promql_parser_token_span(parser), PROMQL_TROUBLE_DURATION,
        "error parsing number: strconv.ParseFloat: parsing \"%.*s\": %s", STR_ARG(text),
        trouble == LITERAL_OUT_OF_RANGE ? "value out of range" : "invalid syntax");
}

static bool
fail_duration(
    struct parser *parser, enum literal_trouble trouble, struct str text, struct str unit)
{
    struct span span = promql_parser_token_span(parser);
    if (trouble == LITERAL_UNKNOWN_UNIT) {
        return promql_parser_fail(parser, span, PROMQL_TROUBLE_DURATION,
            "unknown unit \"%.*s\" in duration \"%.*s\"", STR_ARG(unit), STR_ARG(text));
    }
    if (trouble == LITERAL_OUT_OF_RANGE) {
        return promql_parser_fail(
            parser, span, PROMQL_TROUBLE_DURATION, "duration out of range");
    }
    return promql_parser_fail(parser, span, PROMQL_TROUBLE_DURATION,
        "not a valid duration string: \"%.*s\"", STR_ARG(text));
}

/* The value of the NUMBER or DURATION token, which is taken. */
bool
promql_parse_number(struct parser *parser, double *value, bool *is_duration)
{
    struct str text = promql_parser_text(parser, parser->token.at, parser->token.len);
    *is_duration = promql_parser_kind(parser) == TOKEN_DURATION;
    if (*is_duration) {
        struct str unit = STR("");
        enum literal_trouble trouble = promql_literal_duration(text, value, &unit);
        if (trouble != LITERAL_OK) {
            return fail_duration(parser, trouble, text, unit);
        }
    } else {
        if (memchr(text.at, '_', text.len) && !promql_parser_allow(parser, FEATURE_UNDERSCORE,
                                                  promql_parser_token_span(parser), "")) {
            return false;
        }
        enum literal_trouble trouble = promql_literal_number(text, value);
        if (trouble != LITERAL_OK) {
            return fail_number(parser, trouble, text);
        }
    }
    promql_parser_take(parser);
    return true;
}

static bool
read_number(struct parser *parser)
{
    struct span span = promql_parser_token_span(parser);
    double value;
    bool is_duration;
    if (!promql_parse_number(parser, &value, &is_duration)) {
        return false;
    }
    if (is_duration && !promql_parser_allow(parser, FEATURE_BARE_DURATION, span,
                           "durations as numbers are experimental and not enabled")) {
        return false;
    }
    promql_build_number(&parser->builder, value, span);
    TABLE_LAST(&parser->builder.nodes, struct promql_node)->flags =
        is_duration ? PROMQL_FLAG_DURATION : 0;
    return true;
}

static bool
read_string(struct parser *parser)
{
    struct str text = promql_literal_string(
        parser->arena, promql_parser_text(parser, parser->token.at, parser->token.len));
    promql_build_string(&parser->builder, text, promql_parser_token_span(parser));
    if (parser->options->grafana && promql_variable_is_in(text)) {
        TABLE_LAST(&parser->builder.nodes, struct promql_node)->flags = PROMQL_FLAG_VARIABLE;
    }
    promql_parser_take(parser);
    return true;
}

/* The name has been taken; `(`, or a clause and `(`, follows. */
static bool
open_aggregation(struct parser *parser, const struct token *name)
{
    struct promql_grouping *grouping =
        TABLE_PUSH(&parser->builder.groupings, struct promql_grouping);
    grouping->name = promql_parser_text(parser, name->at, name->len);
    grouping->name_span = promql_lexer_span(&parser->lexer, name->at, name->len);
    struct frame *frame = push(parser, FRAME_AGGREGATION, name);
    frame->row = parser->builder.groupings.count - 1;
    if (promql_parse_is_clause(parser) && !promql_parse_clause(parser, frame->row)) {
        return false;
    }
    return promql_parser_expect(parser, TOKEN_LEFT_PAREN, wants_nothing);
}

/* `(`, which may be closed at once for a call without arguments. */
enum opened {
    OPENED_FAILED,
    OPENED_EMPTY, /* closed again: the operand is complete */
    OPENED_FOR_MORE,
};

static enum opened
enter_arguments(struct parser *parser)
{
    if (!promql_parser_peek(parser)) {
        return OPENED_FAILED;
    }
    if (promql_parser_kind(parser) == TOKEN_RIGHT_PAREN) {
        promql_parser_take(parser);
        return promql_parse_close(parser) ? OPENED_EMPTY : OPENED_FAILED;
    }
    TABLE_LAST(&parser->frames, struct frame)->arguments = 1;
    return OPENED_FOR_MORE;
}

/* `${n}m` or `5$x` is a number and `foo_$x` a name; `$x` alone may be anything. */
static bool
is_name_with_variable(struct str text)
{
    struct variable_text variable;
    if (text.at[0] >= '0' && text.at[0] <= '9') {
        return false;
    }
    if (!promql_variable_at(text, 0, &variable)) {
        return true;
    }
    static const struct str rests[] = { STR_INIT(""), STR_INIT("ms"), STR_INIT("s"),
        STR_INIT("m"), STR_INIT("h"), STR_INIT("d"), STR_INIT("w"), STR_INIT("y") };
    struct str rest = str_slice(text, variable.len, text.len);
    for (size_t i = 0; i < sizeof rests / sizeof rests[0]; i++) {
        if (str_equal(rest, rests[i])) {
            return false;
        }
    }
    return rest.at[0] < '0' || rest.at[0] > '9';
}

/* Reads the token that decides what a word is; the word stays readable as parser->token. */
static bool
peek_behind(struct parser *parser, struct token *word, struct token *behind)
{
    *word = parser->token;
    uint32_t end = parser->end;
    promql_parser_take(parser);
    if (!promql_parser_peek(parser)) {
        return false;
    }
    *behind = parser->token;
    parser->end = end;
    return true;
}

/* A selector whose name was peeked over: `word` is its name, the next token is read already. */
static bool
read_named_selector(struct parser *parser, const struct token *word)
{
    struct promql_selector row = { .modifiers.offset = PROMQL_NONE,
        .name = promql_parser_text(parser, word->at, word->len),
        .name_span = promql_lexer_span(&parser->lexer, word->at, word->len) };
    parser->end = word->at + word->len;
    if (promql_parser_kind(parser) == TOKEN_LEFT_BRACE) {
        if (!promql_parse_selector(parser)) {
            return false;
        }
        struct promql_selector *made = promql_build_selector_row(&parser->builder);
        made->name = row.name;
        made->name_span = row.name_span;
    } else {
        row.matchers.first = parser->builder.matchers.count;
        *TABLE_PUSH(&parser->builder.selectors, struct promql_selector) = row;
        promql_build_node(&parser->builder, PROMQL_KIND_SELECTOR, 0, row.name_span)->data =
            parser->builder.selectors.count - 1;
    }
    struct promql_node *node = TABLE_LAST(&parser->builder.nodes, struct promql_node);
    struct span span = promql_parser_span(parser, word->at, parser->end);
    node->at = span.at;
    node->len = span.len;
    node->flags = word->kind == TOKEN_VARIABLE ? PROMQL_FLAG_VARIABLE : 0;
    return true;
}

static bool
is_postfix(const struct parser *parser)
{
    enum token_kind kind = promql_parser_kind(parser);
    return kind == TOKEN_LEFT_BRACE || kind == TOKEN_LEFT_BRACKET || kind == TOKEN_OFFSET ||
           kind == TOKEN_AT;
}

static enum opened
read_variable(struct parser *parser)
{
    struct token word;
    struct token behind;
    if (!peek_behind(parser, &word, &behind)) {
        return OPENED_FAILED;
    }
    if (promql_parse_is_clause(parser)) {
        word.op = PROMQL_OP_VARIABLE;
        return open_aggregation(parser, &word) ? enter_arguments(parser) : OPENED_FAILED;
    }
    if (behind.kind == TOKEN_LEFT_PAREN) {
        promql_parser_take(parser);
        push(parser, FRAME_CALL, &word);
        return enter_arguments(parser);
    }
    struct str text = promql_parser_text(parser, word.at, word.len);
    if (is_postfix(parser) || is_name_with_variable(text)) {
        return read_named_selector(parser, &word) ? OPENED_EMPTY : OPENED_FAILED;
    }
    parser->end = word.at + word.len;
    struct span span = promql_lexer_span(&parser->lexer, word.at, word.len);
    *TABLE_PUSH(&parser->builder.strings, struct str) = text;
    struct promql_node *node =
        promql_build_node(&parser->builder, PROMQL_KIND_VARIABLE, 0, span);
    node->data = parser->builder.strings.count - 1;
    node->flags = PROMQL_FLAG_VARIABLE;
    return OPENED_EMPTY;
}

/* A word that is a call or an aggregation before a parenthesis, else a metric. */
static enum opened
read_word(struct parser *parser)
{
    struct token word;
    struct token behind;
    if (!peek_behind(parser, &word, &behind)) {
        return OPENED_FAILED;
    }
    bool is_before_paren = behind.kind == TOKEN_LEFT_PAREN;
    if (word.kind == TOKEN_AGGREGATOR && (is_before_paren || promql_parse_is_clause(parser))) {
        return open_aggregation(parser, &word) ? enter_arguments(parser) : OPENED_FAILED;
    }
    bool may_call = word.kind == TOKEN_IDENTIFIER || word.kind >= TOKEN_START;
    if (may_call && is_before_paren) {
        promql_parser_take(parser);
        push(parser, FRAME_CALL, &word);
        return enter_arguments(parser);
    }
    return read_named_selector(parser, &word) ? OPENED_EMPTY : OPENED_FAILED;
}

static bool
may_name_metric(const struct parser *parser)
{
    switch (promql_parser_kind(parser)) {
    case TOKEN_IDENTIFIER:
    case TOKEN_METRIC_IDENTIFIER:
    case TOKEN_AGGREGATOR:
    case TOKEN_BY:
    case TOKEN_WITHOUT:
    case TOKEN_OFFSET:
    case TOKEN_ANCHORED:
    case TOKEN_SMOOTHED:
    case TOKEN_START:
    case TOKEN_FINISH:
    case TOKEN_STEP:
    case TOKEN_RANGE:
    case TOKEN_MAX_OF:
    case TOKEN_MIN_OF:
        return true;
    case TOKEN_OPERATOR:
        return promql_op_is_set((enum promql_op)parser->token.op);
    case TOKEN_NONE:
    case TOKEN_END:
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
    case TOKEN_STRING:
    case TOKEN_VARIABLE:
    case TOKEN_LEFT_PAREN:
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
    case TOKEN_ON:
    case TOKEN_IGNORING:
    case TOKEN_GROUP_LEFT:
    case TOKEN_GROUP_RIGHT:
    case TOKEN_BOOL:
    case TOKEN_FILL:
    case TOKEN_FILL_LEFT:
    case TOKEN_FILL_RIGHT:
        break;
    }
    return false;
}

/* One step: a sign or bracket to the stack, or a complete operand. */
static enum opened
read_part(struct parser *parser)
{
    enum token_kind kind = promql_parser_kind(parser);
    if (may_name_metric(parser)) {
        return read_word(parser);
    }
    if (kind == TOKEN_VARIABLE) {
        return read_variable(parser);
    }
    if (kind == TOKEN_NUMBER || kind == TOKEN_DURATION) {
        return read_number(parser) ? OPENED_EMPTY : OPENED_FAILED;
    }
    if (kind == TOKEN_STRING) {
        return read_string(parser) ? OPENED_EMPTY : OPENED_FAILED;
    }
    if (kind == TOKEN_LEFT_BRACE) {
        return promql_parse_selector(parser) ? OPENED_EMPTY : OPENED_FAILED;
    }
    if (kind == TOKEN_LEFT_PAREN) {
        push(parser, FRAME_PAREN, &parser->token);
        promql_parser_take(parser);
        return OPENED_FOR_MORE;
    }
    if (kind == TOKEN_OPERATOR &&
        (parser->token.op == PROMQL_OP_ADD || parser->token.op == PROMQL_OP_SUB)) {
        push(parser, FRAME_UNARY, &parser->token)->precedence = UNARY_PRECEDENCE;
        promql_parser_take(parser);
        return OPENED_FOR_MORE;
    }
    promql_parser_unexpected(parser, wants_nothing);
    return OPENED_FAILED;
}

bool
promql_parse_operand(struct parser *parser)
{
    for (;;) {
        if (!promql_parser_peek(parser)) {
            return false;
        }
        enum opened opened = read_part(parser);
        if (opened != OPENED_FOR_MORE) {
            return opened == OPENED_EMPTY;
        }
    }
}
