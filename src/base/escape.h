/*
 * The escapes of Go's interpreted literals: `\n`, `\"`, `\x41`, `\101`, `\u00e9`, `\U0001F600`.
 */
#ifndef TOCSIN_BASE_ESCAPE_H
#define TOCSIN_BASE_ESCAPE_H

#include "base/buf.h"
#include "base/str.h"

/* At a backslash: adds what the escape stands for and returns its length, or returns 0 when Go
 * knows no such escape. Of the two quotes only `quote` may be escaped. After
 * strconv.UnquoteChar;
 * `\x` and octal escapes are bytes, so that the result need not be UTF-8. */
size_t escape_decode(struct str text, char quote, struct buf *buf);

#endif
