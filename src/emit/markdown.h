/*
 * Inside the emit room: the little Markdown that the catalog page needs.
 *
 * Texts of the spec are made harmless: no table is broken by a `|`, no page by a tag.
 */
#ifndef TOCSIN_EMIT_MARKDOWN_H
#define TOCSIN_EMIT_MARKDOWN_H

#include "base/buf.h"
#include "base/str.h"

/* The text on one line, with what Markdown would read in it escaped; only `code` stays code. */
void markdown_text(struct buf *buf, struct str text);

/* `text` as code, also inside a table. */
void markdown_code(struct buf *buf, struct str text);

/* A block of code, with a fence longer than any inside. */
void markdown_block(struct buf *buf, const char *language, struct str text);

#endif
