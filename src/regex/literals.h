/*
 * Regular expressions that are nothing but a list of texts: `GET|POST`, `(a|b\.c)`.
 *
 * Most matchers with `=~` are of this form, and then the values they accept are known exactly.
 */
#ifndef TOCSIN_REGEX_LITERALS_H
#define TOCSIN_REGEX_LITERALS_H

#include <stdbool.h>

#include "base/str.h"
#include "base/vec.h"

VEC_DECLARE(literal_vec, struct str);

/* The texts of a pattern, in the arena; false when it is anything more. */
bool literals_of_pattern(struct arena *arena, struct str pattern, struct literal_vec *literals);

#endif
