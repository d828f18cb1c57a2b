/*
 * A text that a regular expression may match, made from the pattern itself.
 *
 * The pattern is walked once and every part gives a piece: a set of characters one of them, a
 * repetition as few as it may. Anchors, case flags and the like are passed over, so the text is
 * an attempt: whoever asks verifies it with `regex_matches` and tries another style.
 */
#ifndef TOCSIN_REGEX_EXAMPLE_H
#define TOCSIN_REGEX_EXAMPLE_H

#include <stdbool.h>

#include "base/buf.h"

struct regex_style {
    unsigned choice; /* which alternative is taken, or the last */
    char any;        /* what stands for a dot, and in sets that have it */
    bool repeats;    /* `*` and `?` give one instead of none */
};

/* Appends a text. False when the pattern is not understood, or the text gets too long; then
 * anything may have been appended. */
bool regex_example(struct str pattern, struct regex_style style, struct buf *out);

#endif
