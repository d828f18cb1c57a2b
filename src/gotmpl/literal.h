/*
 * Go's string and character literals (private to this room).
 */
#ifndef TOCSIN_GOTMPL_LITERAL_H
#define TOCSIN_GOTMPL_LITERAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Decodes what stands between the quotes. False at a bad escape, whose offset and length are
 * then set. */
bool literal_decode(
    struct arena *arena, struct str contents, char quote, struct str *out, struct str *bad);

#endif
