/*
 * The parser from the inside: what its files share.
 *
 * An operator-precedence parser that keeps open brackets, signs and operators on a stack of its
 * own and hands finished nodes to the builder, which wants them in post-order anyway. Functions
 * that read return false with the error set, and then nothing more is read.
 *
 * Tokens are read as late as possible: a mistake that shows before the next token is looked at
 * comes before a lexical mistake in that token, as in the reference.
 */
#ifndef TOCSIN_PROMQL_PARSER_H
#define TOCSIN_PROMQL_PARSER_H

#include "promql/build.h"
#include "promql/lexer.h"
#include "promql/version.h"

enum frame_kind {
    FRAME_PAREN,
    FRAME_CALL,
    FRAME_AGGREGATION,
    FRAME_UNARY,
    FRAME_BINARY,
};

/* Something begun: an open bracket, a sign, an operator that waits for its right side. */
struct frame {
    uint8_t kind; /* enum frame_kind */
    uint8_t op;
    uint8_t precedence; /* UNARY, BINARY */
    uint8_t flags;      /* BINARY: enum promql_flag */
    uint32_t at;        /* the offset of the first byte; BINARY: of the operator */
    uint32_t name_len;  /* CALL, AGGREGATION */
    uint32_t row;       /* BINARY: matchings, AGGREGATION: groupings */
    uint32_t arguments; /* CALL, AGGREGATION: those begun */
};

struct parser {
    struct lexer lexer;
    const struct promql_options *options;
    struct arena *arena;
    struct promql_builder builder;
    struct promql_table frames;          /* struct frame */
    struct promql_table duration_frames; /* struct frame */
    uint32_t duration_depth;             /* brackets among the duration frames */
    struct token token;                  /* the next one, when has_token */
    bool has_token;
    uint32_t end; /* the offset behind the last token taken */
};

/* What was expected, for the message of an unexpected token. */
struct expectation {
    const char *context; /* `offset`; NULL for none */
    const char *wanted;  /* NULL for none */
};

/* token.c */
bool promql_parser_peek(struct parser *parser);
void promql_parser_take(struct parser *parser);
bool promql_parser_unexpected(struct parser *parser, struct expectation expectation);
bool promql_parser_expect(
    struct parser *parser, enum token_kind kind, struct expectation expectation);
struct str promql_parser_text(const struct parser *parser, uint32_t at, uint32_t len);
struct span promql_parser_span(const struct parser *parser, uint32_t from, uint32_t to);
bool promql_parser_fail(struct parser *parser, struct span span, enum promql_trouble trouble,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same with one `%q`-quoted text between two plain ones. */
bool promql_parser_fail_quoted(struct parser *parser, struct span span,
    enum promql_trouble trouble, const char *before, struct str quoted, const char *after);
/* Whether this Prometheus, with these flags, takes the feature; `flag_message` is what the
 * reference says when only the flag is missing. */
bool promql_parser_allow(
    struct parser *parser, enum feature feature, struct span span, const char *flag_message);

static inline enum token_kind
promql_parser_kind(const struct parser *parser)
{
    return (enum token_kind)parser->token.kind;
}

static inline struct span
promql_parser_token_span(const struct parser *parser)
{
    return promql_lexer_span(&parser->lexer, parser->token.at, parser->token.len);
}

/* parse_selector.c: labels, and selectors from the name or the brace on */
bool promql_parse_selector(struct parser *parser);
bool promql_parse_label_list(struct parser *parser, struct promql_run *run);
bool promql_parse_is_word(const struct parser *parser);

/* parse_operand.c */
bool promql_parse_operand(struct parser *parser);
bool promql_parse_number(struct parser *parser, double *value, bool *is_duration);

/* parse_close.c: clauses of aggregations, and closing parentheses */
bool promql_parse_close(struct parser *parser);
bool promql_parse_is_clause(const struct parser *parser);
bool promql_parse_clause(struct parser *parser, uint32_t grouping);

/* parse_operator.c */
bool promql_parse_operator(struct parser *parser);
void promql_parse_reduce(struct parser *parser, unsigned precedence);

/* parse_postfix.c */
bool promql_parse_postfix(struct parser *parser);

/* parse_duration.c */
bool promql_parse_duration(
    struct parser *parser, struct expectation expectation, uint32_t *duration);
bool promql_parse_offset_duration(struct parser *parser, uint32_t *duration);

#endif
