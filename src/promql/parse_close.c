/*
 * Finishing what a bracket opened: parentheses, calls, aggregations.
 *
 * Whether a function exists and an aggregation has its arguments shows here, when the closing
 * parenthesis has been read; the types of the arguments are checked when the whole text has
 * been.
 */
#include "promql/parser.h"

#include <assert.h>

#include "promql/variable.h"

/* A `by` or `without` clause into the row of the aggregation. */
bool
promql_parse_clause(struct parser *parser, uint32_t row)
{
    struct promql_run run;
    uint32_t start = parser->token.at;
    bool is_without = promql_parser_kind(parser) == TOKEN_WITHOUT;
    promql_parser_take(parser);
    if (!promql_parse_label_list(parser, &run)) {
        return false;
    }
    struct promql_grouping *grouping =
        TABLE_AT(&parser->builder.groupings, struct promql_grouping, row);
    grouping->has_clause = true;
    grouping->is_without = is_without;
    grouping->labels = run;
    grouping->clause = promql_parser_span(parser, start, parser->end);
    return true;
}

bool
promql_parse_is_clause(const struct parser *parser)
{
    return promql_parser_kind(parser) == TOKEN_BY ||
           promql_parser_kind(parser) == TOKEN_WITHOUT;
}

static bool
close_call(struct parser *parser, const struct frame *frame)
{
    struct str name = promql_parser_text(parser, frame->at, frame->name_len);
    struct span name_span = promql_lexer_span(&parser->lexer, frame->at, frame->name_len);
    const struct promql_function *function = promql_function_find(name);
    bool is_variable = parser->options->grafana && promql_variable_is_in(name);
    if (!is_variable &&
        !(function && promql_function_is_known(function, parser->options->version))) {
        promql_parser_fail_quoted(parser, name_span, PROMQL_TROUBLE_UNKNOWN_FUNCTION,
            "unknown function with name ", name, "");
        if (function) {
            parser->lexer.error->trouble = PROMQL_TROUBLE_TOO_NEW;
            parser->lexer.error->version = function->since;
        }
        return false;
    }
    if (function && !parser->options->experimental &&
        promql_function_needs_flag(function, parser->options->version)) {
        return promql_parser_fail_quoted(parser, name_span, PROMQL_TROUBLE_EXPERIMENTAL,
            "function ", name, " is not enabled");
    }
    struct promql_call *call = TABLE_PUSH(&parser->builder.calls, struct promql_call);
    call->function = function;
    call->name = name;
    call->name_span = name_span;
    call->argument_count = frame->arguments;
    struct promql_node *node = promql_build_node(&parser->builder, PROMQL_KIND_CALL,
        frame->arguments, promql_parser_span(parser, frame->at, parser->end));
    node->data = parser->builder.calls.count - 1;
    node->type = function ? function->return_type : PROMQL_TYPE_ANY;
    node->flags = function ? 0 : PROMQL_FLAG_VARIABLE;
    return true;
}

static bool
fail_arguments(struct parser *parser, struct span span, uint32_t wanted, uint32_t got)
{
    if (got == 0) {
        return promql_parser_fail(parser, span, PROMQL_TROUBLE_ARGUMENT_COUNT,
            "no arguments for aggregate expression provided");
    }
    return promql_parser_fail(parser, span, PROMQL_TROUBLE_ARGUMENT_COUNT,
        "wrong number of arguments for aggregate expression provided, expected %u, got %u",
        wanted, got);
}

static bool
allow_aggregation(struct parser *parser, enum promql_op op, struct span name)
{
    if (op == PROMQL_OP_GROUP) {
        return promql_parser_allow(parser, FEATURE_GROUP, name, "");
    }
    if (op != PROMQL_OP_LIMITK && op != PROMQL_OP_LIMIT_RATIO) {
        return true;
    }
    struct str message = arena_printf(parser->arena,
        "%s() is experimental and must be enabled with "
        "--enable-feature=promql-experimental-functions",
        promql_op_text(op));
    return promql_parser_allow(parser, FEATURE_LIMITK, name, message.at);
}

/* The closing parenthesis has been taken; a clause may still follow. */
static bool
close_aggregation(struct parser *parser, const struct frame *frame)
{
    enum promql_op op = (enum promql_op)frame->op;
    struct promql_grouping *grouping =
        TABLE_AT(&parser->builder.groupings, struct promql_grouping, frame->row);
    if (!grouping->has_clause) {
        if (!promql_parser_peek(parser) ||
            (promql_parse_is_clause(parser) && !promql_parse_clause(parser, frame->row))) {
            return false;
        }
    }
    grouping = TABLE_AT(&parser->builder.groupings, struct promql_grouping, frame->row);
    bool is_open = op == PROMQL_OP_VARIABLE;
    uint32_t wanted = promql_op_has_parameter(op) ? 2 : 1;
    if (is_open && frame->arguments == 2) {
        wanted = 2;
    }
    struct span span = promql_parser_span(parser, frame->at, parser->end);
    if (!allow_aggregation(parser, op, grouping->name_span)) {
        return false;
    }
    if (frame->arguments != wanted) {
        fail_arguments(parser, span, wanted, frame->arguments);
        parser->lexer.error->other = grouping->name_span;
        parser->lexer.error->subject = grouping->name;
        return false;
    }
    grouping->has_parameter = wanted == 2;
    struct promql_node *node =
        promql_build_node(&parser->builder, PROMQL_KIND_AGGREGATION, wanted, span);
    node->op = frame->op;
    node->data = frame->row;
    node->flags = is_open ? PROMQL_FLAG_VARIABLE : 0;
    return true;
}

/* A call by a variable that turns out to be an aggregation: `$agg(x) by (y)`. */
static bool
close_variable_call(struct parser *parser, struct frame *frame)
{
    struct str name = promql_parser_text(parser, frame->at, frame->name_len);
    if (!parser->options->grafana || !promql_variable_is_in(name)) {
        return close_call(parser, frame);
    }
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (!promql_parse_is_clause(parser)) {
        return close_call(parser, frame);
    }
    struct promql_grouping *grouping =
        TABLE_PUSH(&parser->builder.groupings, struct promql_grouping);
    grouping->name = name;
    grouping->name_span = promql_lexer_span(&parser->lexer, frame->at, frame->name_len);
    frame->op = PROMQL_OP_VARIABLE;
    frame->row = parser->builder.groupings.count - 1;
    return close_aggregation(parser, frame);
}

bool
promql_parse_close(struct parser *parser)
{
    promql_parse_reduce(parser, 0);
    assert(parser->frames.count > 0); /* the lexer counts parentheses */
    struct frame frame = *TABLE_LAST(&parser->frames, struct frame);
    parser->frames.count--;
    if (frame.kind == FRAME_CALL) {
        return close_variable_call(parser, &frame);
    }
    if (frame.kind == FRAME_AGGREGATION) {
        return close_aggregation(parser, &frame);
    }
    promql_build_node(&parser->builder, PROMQL_KIND_PAREN, 1,
        promql_parser_span(parser, frame.at, parser->end));
    return true;
}
