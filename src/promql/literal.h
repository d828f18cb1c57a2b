/*
 * The values of number, duration and string tokens.
 */
#ifndef TOCSIN_PROMQL_LITERAL_H
#define TOCSIN_PROMQL_LITERAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum literal_trouble {
    LITERAL_OK,
    LITERAL_INVALID, /* no number, no duration */
    LITERAL_OUT_OF_RANGE,
    LITERAL_UNKNOWN_UNIT, /* `*unit` says which */
};

/* A number token, `Inf` and `NaN` too. */
enum literal_trouble promql_literal_number(struct str text, double *out);

/* A duration token, in seconds. */
enum literal_trouble promql_literal_duration(
    struct str text, double *seconds, struct str *unit);

/* The text of a string token that the lexer accepted: a view when there is no escape. */
struct str promql_literal_string(struct arena *arena, struct str token);

#endif
