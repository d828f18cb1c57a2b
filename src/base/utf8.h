/*
 * UTF-8, decoded one code point at a time.
 */
#ifndef TOCSIN_BASE_UTF8_H
#define TOCSIN_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Decodes the code point at the start of `s` (not empty). Returns its length in bytes, or 0
 * when the bytes are not UTF-8 (overlong forms, surrogates and points over 10FFFF included). */
size_t utf8_decode(struct str s, uint32_t *point);

bool utf8_is_valid(struct str s);

/* `point` must be a Unicode scalar value. */
void utf8_add(struct buf *buf, uint32_t point);

/* How many terminal columns the text takes: 2 for wide East Asian characters and emoji, 0 for
 * combining marks, 1 otherwise; an invalid byte counts as 1. */
size_t utf8_width(struct str s);

#endif
