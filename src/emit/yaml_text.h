/*
 * Which style of YAML scalar a text can have.
 *
 * The answers hold for libyaml, Go's yaml.v2 and v3 and PyYAML at once, in block context (what
 * follows a key or a dash): where they differ, the text is quoted.
 */
#ifndef TOCSIN_EMIT_YAML_TEXT_H
#define TOCSIN_EMIT_YAML_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Reads back as the same characters without quotes, though perhaps as a number or a boolean. */
bool yaml_text_is_bare(struct str text);

/* Would be read as null, a boolean, a number, a time stamp or a merge key without quotes. */
bool yaml_text_has_type(struct str text);

/* Can stand as a literal block: several lines of printable text, not blank to its end. */
bool yaml_text_is_block(struct str text);

/* The text in single quotes, or in double ones when it has line breaks or control characters.
 */
void yaml_text_add_quoted(struct buf *buf, struct str text);

#endif
