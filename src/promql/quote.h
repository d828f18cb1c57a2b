/*
 * Characters as Go's %q and %#U show them. Strings: promql_print_quoted.
 */
#ifndef TOCSIN_PROMQL_QUOTE_H
#define TOCSIN_PROMQL_QUOTE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "promql/promql.h"

/* `'x'` */
void promql_quote_rune(struct buf *buf, uint32_t point);

/* `U+0063 'c'` */
void promql_quote_code_point(struct buf *buf, uint32_t point);

/* The code point at `at` (< text.len) and its length; a wrong byte is U+FFFD of length 1. */
size_t promql_quote_read_rune(struct str text, size_t at, uint32_t *point);

#endif
