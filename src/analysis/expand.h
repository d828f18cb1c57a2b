/*
 * Replacement texts with `$1` and `${name}`, as Go's regexp expands them for label_replace.
 */
#ifndef TOCSIN_ANALYSIS_EXPAND_H
#define TOCSIN_ANALYSIS_EXPAND_H

#include "base/buf.h"
#include "regex/regex.h"

/* Appends the replacement with the groups filled in. */
void expand_groups(struct buf *buf, const struct regex *regex, struct str replacement,
    const struct str *groups);

/* Whether the replacement has any text besides its groups, so that it is never empty. */
bool expand_has_text(struct str replacement);

/* Whether the replacement refers to a group. */
bool expand_has_group(struct str replacement);

#endif
