/*
 * Selectors with their matchers, and the label lists of by, on and group_left.
 */
#include "promql/parser.h"

#include "base/utf8.h"
#include "promql/literal.h"
#include "promql/variable.h"

static const struct expectation wants_matcher = { "label matching", "identifier or \"}\"" };
static const struct expectation wants_operator = { "label matching",
    "label matching operator" };
static const struct expectation wants_string = { "label matching", "string" };
static const struct expectation wants_comma = { "label matching", "\",\" or \"}\"" };

/* Whether the token is a word, keywords among them. */
bool
promql_parse_is_word(const struct parser *parser)
{
    if (parser->token.len == 0) {
        return false;
    }
    char c = parser->lexer.text.at[parser->token.at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
read_match(struct parser *parser, enum promql_match *match)
{
    if (!promql_parser_peek(parser)) {
        return false;
    }
    enum token_kind kind = promql_parser_kind(parser);
    if (kind == TOKEN_EQUAL) {
        *match = PROMQL_MATCH_EQL;
    } else if (kind == TOKEN_OPERATOR && parser->token.op == PROMQL_OP_NEQ) {
        *match = PROMQL_MATCH_NEQ;
    } else if (kind == TOKEN_EQUAL_REGEX) {
        *match = PROMQL_MATCH_REGEX;
    } else if (kind == TOKEN_NOT_EQUAL_REGEX) {
        *match = PROMQL_MATCH_NREGEX;
    } else {
        return promql_parser_unexpected(parser, wants_operator);
    }
    return true;
}

/* A pattern with variables is judged with a letter in the place of each. */
static bool
check_regex(struct parser *parser, const struct promql_matcher *matcher)
{
    struct str pattern = matcher->value;
    struct buf buf;
    buf_init(&buf);
    if (matcher->has_variable) {
        promql_variable_blank(&buf, pattern);
        pattern = buf_str(&buf);
    }
    struct str reason;
    bool is_valid = regex_compile(parser->options->regexes, pattern, &reason);
    buf_finish(&buf);
    if (!is_valid) {
        promql_parser_fail(parser, matcher->value_span, PROMQL_TROUBLE_REGEX,
            "error parsing regexp: %.*s", STR_ARG(reason));
        parser->lexer.error->subject = matcher->value;
    }
    return is_valid;
}

static struct str
take_string(struct parser *parser)
{
    struct str text = promql_parser_text(parser, parser->token.at, parser->token.len);
    promql_parser_take(parser);
    return promql_literal_string(parser->arena, text);
}

/* `op "value"` behind a label. */
static bool
read_comparison(struct parser *parser, struct promql_matcher *matcher)
{
    if (!read_match(parser, &matcher->match)) {
        return false;
    }
    matcher->match_span = promql_parser_token_span(parser);
    promql_parser_take(parser);
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (promql_parser_kind(parser) != TOKEN_STRING) {
        return promql_parser_unexpected(parser, wants_string);
    }
    matcher->value_span = promql_parser_token_span(parser);
    matcher->value = take_string(parser);
    if (parser->options->grafana && promql_variable_is_in(matcher->value)) {
        matcher->has_variable = true;
    }
    bool is_regex =
        matcher->match == PROMQL_MATCH_REGEX || matcher->match == PROMQL_MATCH_NREGEX;
    return !is_regex || check_regex(parser, matcher);
}

static bool
is_match_token(const struct parser *parser)
{
    enum token_kind kind = promql_parser_kind(parser);
    return kind == TOKEN_EQUAL || kind == TOKEN_EQUAL_REGEX || kind == TOKEN_NOT_EQUAL_REGEX ||
           kind == TOKEN_OPERATOR;
}

/* `"name"` alone stands for `__name__="name"`. */
static bool
read_quoted(struct parser *parser, struct promql_matcher *matcher)
{
    struct span span = promql_parser_token_span(parser);
    struct str text = take_string(parser);
    if (!promql_parser_allow(parser, FEATURE_QUOTED_NAME, span,
            "quoted names need the feature flag utf8-names") ||
        !promql_parser_peek(parser)) {
        return false;
    }
    matcher->label_span = span;
    if (is_match_token(parser)) {
        matcher->label = text;
        return read_comparison(parser, matcher);
    }
    if (promql_parser_kind(parser) != TOKEN_COMMA &&
        promql_parser_kind(parser) != TOKEN_RIGHT_BRACE) {
        return promql_parser_unexpected(parser, wants_operator);
    }
    matcher->label = STR("__name__");
    matcher->value = text;
    matcher->value_span = span;
    matcher->match = PROMQL_MATCH_EQL;
    matcher->has_variable = parser->options->grafana && promql_variable_is_in(text);
    return true;
}

/* A label, or a variable that stands for whole matchers. */
static bool
read_variable_matcher(struct parser *parser, struct promql_matcher *matcher)
{
    promql_parser_take(parser);
    matcher->has_variable = true;
    if (!promql_parser_peek(parser)) {
        return false;
    }
    if (is_match_token(parser)) {
        return read_comparison(parser, matcher);
    }
    matcher->match = PROMQL_MATCH_VARIABLE;
    return true;
}

static bool
read_matcher(struct parser *parser)
{
    struct promql_matcher matcher = { .label_span = promql_parser_token_span(parser),
        .label = promql_parser_text(parser, parser->token.at, parser->token.len) };
    bool is_read;
    if (promql_parser_kind(parser) == TOKEN_IDENTIFIER) {
        promql_parser_take(parser);
        is_read = read_comparison(parser, &matcher);
    } else if (promql_parser_kind(parser) == TOKEN_STRING) {
        is_read = read_quoted(parser, &matcher);
    } else if (promql_parser_kind(parser) == TOKEN_VARIABLE) {
        is_read = read_variable_matcher(parser, &matcher);
    } else {
        return promql_parser_unexpected(parser, wants_matcher);
    }
    if (is_read) {
        *TABLE_PUSH(&parser->builder.matchers, struct promql_matcher) = matcher;
    }
    return is_read;
}

/* From behind `{` to behind `}`. */
static bool
read_matchers(struct parser *parser)
{
    for (;;) {
        if (!promql_parser_peek(parser)) {
            return false;
        }
        if (promql_parser_kind(parser) == TOKEN_RIGHT_BRACE) {
            promql_parser_take(parser);
            return true;
        }
        if (!read_matcher(parser) || !promql_parser_peek(parser)) {
            return false;
        }
        if (promql_parser_kind(parser) == TOKEN_COMMA) {
            promql_parser_take(parser);
        } else if (promql_parser_kind(parser) != TOKEN_RIGHT_BRACE) {
            return promql_parser_unexpected(parser, wants_comma);
        }
    }
}

bool
promql_parse_selector(struct parser *parser)
{
    struct promql_selector row = { .modifiers.offset = PROMQL_NONE };
    uint32_t start = parser->token.at;
    uint8_t flags = 0;
    if (promql_parser_kind(parser) != TOKEN_LEFT_BRACE) {
        row.name = promql_parser_text(parser, start, parser->token.len);
        row.name_span = promql_parser_token_span(parser);
        flags = promql_parser_kind(parser) == TOKEN_VARIABLE ? PROMQL_FLAG_VARIABLE : 0;
        promql_parser_take(parser);
        if (!promql_parser_peek(parser)) {
            return false;
        }
    }
    row.matchers.first = parser->builder.matchers.count;
    if (promql_parser_kind(parser) == TOKEN_LEFT_BRACE) {
        uint32_t brace = parser->token.at;
        promql_parser_take(parser);
        if (!read_matchers(parser)) {
            return false;
        }
        row.braces = promql_parser_span(parser, brace, parser->end);
    }
    row.matchers.count = parser->builder.matchers.count - row.matchers.first;
    *TABLE_PUSH(&parser->builder.selectors, struct promql_selector) = row;
    struct promql_node *node = promql_build_node(&parser->builder, PROMQL_KIND_SELECTOR, 0,
        promql_parser_span(parser, start, parser->end));
    node->data = parser->builder.selectors.count - 1;
    node->flags = flags;
    return true;
}

static bool
read_label(struct parser *parser)
{
    static const struct expectation wants_label = { "grouping opts", "label" };
    struct promql_label label = { .span = promql_parser_token_span(parser),
        .name = promql_parser_text(parser, parser->token.at, parser->token.len) };
    enum token_kind kind = promql_parser_kind(parser);
    if (kind == TOKEN_STRING) {
        label.name = take_string(parser);
        if (!promql_parser_allow(parser, FEATURE_QUOTED_NAME, label.span,
                "quoted names need the feature flag utf8-names")) {
            return false;
        }
        if (!label.name.len || !utf8_is_valid(label.name)) {
            return promql_parser_fail_quoted(parser, label.span, PROMQL_TROUBLE_OTHER,
                "invalid label name for grouping: ", label.name, "");
        }
    } else if (kind == TOKEN_METRIC_IDENTIFIER &&
               promql_feature_state(parser->options, FEATURE_QUOTED_NAME) != FEATURE_STATE_ON) {
        return promql_parser_fail_quoted(parser, label.span, PROMQL_TROUBLE_OTHER,
            "invalid label name for grouping: ", label.name, "");
    } else if (kind == TOKEN_VARIABLE || kind == TOKEN_METRIC_IDENTIFIER ||
               (promql_parse_is_word(parser) && kind != TOKEN_NUMBER &&
                   kind != TOKEN_WITHOUT)) {
        label.has_variable = kind == TOKEN_VARIABLE;
        promql_parser_take(parser);
    } else {
        return promql_parser_unexpected(parser, wants_label);
    }
    *TABLE_PUSH(&parser->builder.labels, struct promql_label) = label;
    return true;
}

bool
promql_parse_label_list(struct parser *parser, struct promql_run *run)
{
    static const struct expectation wants_paren = { "grouping opts", "\"(\"" };
    static const struct expectation wants_end = { "grouping opts", "\",\" or \")\"" };
    if (!promql_parser_expect(parser, TOKEN_LEFT_PAREN, wants_paren)) {
        return false;
    }
    *run = (struct promql_run){ parser->builder.labels.count, 0 };
    for (;;) {
        if (!promql_parser_peek(parser)) {
            return false;
        }
        if (promql_parser_kind(parser) == TOKEN_RIGHT_PAREN) {
            promql_parser_take(parser);
            run->count = parser->builder.labels.count - run->first;
            return true;
        }
        if (!read_label(parser) || !promql_parser_peek(parser)) {
            return false;
        }
        if (promql_parser_kind(parser) == TOKEN_COMMA) {
            promql_parser_take(parser);
        } else if (promql_parser_kind(parser) != TOKEN_RIGHT_PAREN) {
            return promql_parser_unexpected(parser, wants_end);
        }
    }
}
