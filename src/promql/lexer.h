/*
 * Tokens of PromQL, one at a time.
 *
 * The language has three vocabularies: ordinary, inside braces (no word is a keyword) and
 * inside brackets (durations). The lexer changes between them by itself, as the reference does,
 * since the order in which lexical and syntactic mistakes show depends on it.
 */
#ifndef TOCSIN_PROMQL_LEXER_H
#define TOCSIN_PROMQL_LEXER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "promql/promql.h"

enum token_kind {
    TOKEN_NONE,
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_DURATION,
    TOKEN_STRING,
    TOKEN_IDENTIFIER,
    TOKEN_METRIC_IDENTIFIER, /* with a colon */
    TOKEN_VARIABLE,          /* a Grafana variable, or a word that holds one */
    TOKEN_LEFT_PAREN,
    TOKEN_RIGHT_PAREN,
    TOKEN_LEFT_BRACE,
    TOKEN_RIGHT_BRACE,
    TOKEN_LEFT_BRACKET,
    TOKEN_RIGHT_BRACKET,
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_EQUAL, /* `=` */
    TOKEN_EQUAL_REGEX,
    TOKEN_NOT_EQUAL_REGEX,
    TOKEN_AT,
    TOKEN_OPERATOR,   /* binary, words among them; `op` says which */
    TOKEN_AGGREGATOR, /* `op` says which */
    TOKEN_BY,         /* keywords from here on */
    TOKEN_WITHOUT,
    TOKEN_ON,
    TOKEN_IGNORING,
    TOKEN_GROUP_LEFT,
    TOKEN_GROUP_RIGHT,
    TOKEN_BOOL,
    TOKEN_OFFSET,
    TOKEN_ANCHORED,
    TOKEN_SMOOTHED,
    TOKEN_FILL,
    TOKEN_FILL_LEFT,
    TOKEN_FILL_RIGHT,
    TOKEN_START,  /* words that are calls before a parenthesis from here on */
    TOKEN_FINISH, /* `end` */
    TOKEN_STEP,
    TOKEN_RANGE,
    TOKEN_MAX_OF,
    TOKEN_MIN_OF,
};

struct token {
    uint8_t kind; /* enum token_kind */
    uint8_t op;   /* enum promql_op */
    uint32_t at;
    uint32_t len;
};

struct lexer {
    struct arena *arena; /* for messages */
    struct promql_error *error;
    struct str text;
    uint32_t base;
    uint32_t at;
    uint32_t paren_depth;
    bool grafana;
    bool in_braces;
    bool in_brackets;
    bool is_duration_start; /* in brackets, before the first number */
    bool got_duration;      /* never reset: see the colon in lexer.c */
    bool got_colon;
};

/* False with the error set; nothing may be read afterwards. */
bool promql_lexer_next(struct lexer *lexer, struct token *token);

/* The keyword of a word in any case, or TOKEN_IDENTIFIER. */
struct token promql_lexer_keyword(struct str word);

/* Sets the error; returns false for the caller to pass on. */
bool promql_lexer_fail(struct lexer *lexer, size_t at, size_t len, enum promql_trouble trouble,
    struct str message);

/* The place of bytes of the text. */
struct span promql_lexer_span(const struct lexer *lexer, size_t at, size_t len);

#endif
