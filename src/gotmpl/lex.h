/*
 * The words of a template, cut off one by one (private to this room).
 *
 * Outside of actions there is one kind of word, the text up to the next action; inside, a word
 * knows the blanks before it, since they divide operands.
 */
#ifndef TOCSIN_GOTMPL_LEX_H
#define TOCSIN_GOTMPL_LEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum token_kind {
    TOKEN_KIND_TEXT,
    TOKEN_KIND_LEFT,     /* `{{` with its trim marker; comments are passed over */
    TOKEN_KIND_RIGHT,    /* `}}` with its trim marker */
    TOKEN_KIND_WORD,     /* identifiers and keywords, `true` and `nil` too */
    TOKEN_KIND_FIELD,    /* `.name` */
    TOKEN_KIND_VARIABLE, /* `$name` or `$` */
    TOKEN_KIND_DOT,
    TOKEN_KIND_NUMBER,
    TOKEN_KIND_CHAR,
    TOKEN_KIND_STRING,
    TOKEN_KIND_RAW_STRING,
    TOKEN_KIND_DECLARE, /* `:=` */
    TOKEN_KIND_ASSIGN,
    TOKEN_KIND_PIPE,
    TOKEN_KIND_COMMA,
    TOKEN_KIND_OPEN,
    TOKEN_KIND_CLOSE,
    TOKEN_KIND_END,   /* of the input */
    TOKEN_KIND_ERROR, /* see lexer.error */
};

enum lex_error {
    LEX_ERROR_UNCLOSED_ACTION,
    LEX_ERROR_UNCLOSED_COMMENT,
    LEX_ERROR_COMMENT_END, /* something stands between the comment and `}}` */
    LEX_ERROR_STRING,      /* not terminated */
    LEX_ERROR_RAW_STRING,
    LEX_ERROR_CHAR,
    LEX_ERROR_NUMBER,
    LEX_ERROR_CHARACTER, /* one that means nothing here */
    LEX_ERROR_COLON,     /* `:` without `=` */
    LEX_ERROR_BRACE,     /* a single `}` */
};

struct token {
    enum token_kind kind;
    uint32_t
        after; /* where the word before ended; blanks stand between when it is not `from` */
    uint32_t from;
    uint32_t to;
};

struct lexer {
    struct str text;
    uint32_t at;
    uint32_t action; /* where the current action's `{{` stands */
    bool is_inside;
    bool trims; /* the last action ended with `-}}` */
    enum lex_error error;
};

struct token lexer_next(struct lexer *lexer);

#endif
