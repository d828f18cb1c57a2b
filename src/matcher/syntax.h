/*
 * The two syntaxes of matchers, read without findings (private to this room).
 */
#ifndef TOCSIN_MATCHER_SYNTAX_H
#define TOCSIN_MATCHER_SYNTAX_H

#include <stdint.h>

#include "matcher/matcher.h"

/* A matcher by offsets in its text. */
struct raw_matcher {
    uint32_t name_from;
    uint32_t name_to;
    uint32_t op_from;
    uint32_t op_to;
    uint32_t value_from;
    uint32_t value_to;
    enum matcher_op op;
    struct str name;
    struct str value;
};

VEC_DECLARE(raw_matcher_vec, struct raw_matcher);

enum syntax_error {
    SYNTAX_ERROR_NAME,       /* a name was expected */
    SYNTAX_ERROR_OP,         /* an operator was expected */
    SYNTAX_ERROR_VALUE,      /* a value was expected */
    SYNTAX_ERROR_SEPARATOR,  /* a comma or the end was expected */
    SYNTAX_ERROR_QUOTE,      /* a quote is not closed */
    SYNTAX_ERROR_ESCAPE,     /* an escape that Go does not know */
    SYNTAX_ERROR_OPEN_BRACE, /* `{` without its `}` */
    SYNTAX_ERROR_CLOSE_BRACE,
    SYNTAX_ERROR_UTF8,
};

struct syntax_trouble {
    enum syntax_error error;
    uint32_t from;
    uint32_t to;
};

/* Reads an operator at the offset; its length, or 0. */
size_t syntax_read_op(struct str text, size_t at, enum matcher_op *op);

bool syntax_classic(struct arena *arena, struct str text, struct raw_matcher_vec *out);
bool syntax_utf8(struct arena *arena, struct str text, struct raw_matcher_vec *out,
    struct syntax_trouble *trouble);

#endif
