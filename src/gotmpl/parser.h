/*
 * The state of parsing, shared by the parts of the parser (private to this room).
 */
#ifndef TOCSIN_GOTMPL_PARSER_H
#define TOCSIN_GOTMPL_PARSER_H

#include "gotmpl/gotmpl.h"
#include "gotmpl/lex.h"

enum {
    PARSER_DEEPEST = 100,
    PARSER_LARGEST_TEXT = 256 * 1024,
};

struct parser {
    struct lexer lexer;
    struct token token; /* the one at hand, not yet taken */
    struct gotmpl *gotmpl;
    struct arena *arena;
    struct diags *diags;
    struct str_vec variables; /* visible names, from `scope` on */
    size_t scope;             /* a `define` sees none of the variables outside */
    size_t depth;
    size_t range_depth;
    bool has_failed; /* parsing stops */
    bool is_broken;  /* parsing goes on, but the result is worthless */
};

void parser_advance(struct parser *parser);

static inline struct str
parser_text(const struct parser *parser, struct token token)
{
    return str_slice(parser->lexer.text, token.from, token.to);
}

static inline struct span
parser_span(const struct parser *parser, uint32_t from, uint32_t to)
{
    return span_slice(parser->gotmpl->span, from, to);
}

static inline struct span
parser_token_span(const struct parser *parser, struct token token)
{
    return parser_span(parser, token.from, token.to);
}

struct gotmpl_node *parser_node(
    const struct parser *parser, enum gotmpl_kind kind, struct token token);

/* Reports at the place and stops the parsing. */
struct finding *parser_fail(struct parser *parser, struct span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The token at hand cannot stand here; says what was expected. */
void parser_unexpected(struct parser *parser, const char *expected);

/* False when structures nest too deeply; else the caller leaves with `depth--`. */
bool parser_enter(struct parser *parser, struct token opener);

/* Whether a variable of this name is visible here. */
bool parser_knows_variable(const struct parser *parser, struct str name);

/* Whether the name means the rule's limit: the template has declared no `$limit` of its own. */
bool parser_is_our_limit(const struct parser *parser, struct str name);

/* An unknown variable, with what may have been meant. Parsing goes on. */
void parser_report_variable(
    struct parser *parser, const struct diag_kind *kind, struct token token);

/* Notes or reports the variable or function at hand; the function is NULL when none is known
 * by this name. */
void parser_use_variable(struct parser *parser, struct token token);
void parser_use_function(
    struct parser *parser, struct token token, const struct gotmpl_function *function);

/* Up to and with the `}}` or `)` (`end`); `context` is the word for messages: `if`. */
struct gotmpl_node *parser_pipeline(
    struct parser *parser, enum token_kind end, const char *context);

/* A quoted or raw string at hand, taken; NULL after a finding. */
struct gotmpl_node *parser_string(struct parser *parser);

#endif
