/*
 * Parts of the lexer: characters, the extent of numbers, the escapes of strings.
 */
#ifndef TOCSIN_PROMQL_LEXER_PARTS_H
#define TOCSIN_PROMQL_LEXER_PARTS_H

#include "promql/lexer.h"

enum char_class {
    CHAR_LETTER = 1, /* `_` too */
    CHAR_DIGIT = 2,
};

extern const uint8_t promql_lexer_classes[256];

static inline bool
promql_lexer_is_letter(char c)
{
    return promql_lexer_classes[(unsigned char)c] & CHAR_LETTER;
}

static inline bool
promql_lexer_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool
promql_lexer_is_word_char(char c)
{
    return promql_lexer_classes[(unsigned char)c] != 0;
}

/* TOKEN_NUMBER, TOKEN_DURATION or, for a malformed one, TOKEN_NONE; `*end` is where scanning
 * stopped. */
enum token_kind promql_lexer_scan_number(struct str text, uint32_t start, uint32_t *end);

/* From the quote at lexer->at to behind its partner; false with the error set. */
bool promql_lexer_scan_string(struct lexer *lexer, uint32_t *end);

#endif
