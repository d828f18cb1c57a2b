/*
 * Go's string, character and number literals (private to this room).
 */
#ifndef TOCSIN_GOTMPL_LITERAL_H
#define TOCSIN_GOTMPL_LITERAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Decodes what stands between the quotes. False at a bad escape, which `*bad`
 * then views. */
bool literal_decode(
    struct arena *arena, struct str contents, char quote, struct str *out, struct str *bad);

/* The length of the number at the start of the text, with its sign; 0 when none stands there.
 * Integers must fit into 64 bits. */
size_t literal_number_length(struct str text);

#endif
