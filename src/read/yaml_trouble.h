/*
 * Syntax errors of YAML in Tocsin's words.
 *
 * libyaml says what it expected where it gave up; the reader of the message wants to know what
 * they wrote wrong, which usually is a missing quote some characters before.
 */
#ifndef TOCSIN_READ_YAML_TROUBLE_H
#define TOCSIN_READ_YAML_TROUBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "diag/diag.h"
#include "text/source.h"

struct yaml_trouble {
    struct str problem; /* libyaml's words */
    struct str context;
    size_t at; /* where it gave up, in bytes of the file */
    size_t context_at;
    size_t last_from; /* the last scalar or flow collection read before, in bytes of the file */
    size_t last_to;
};

void yaml_report_trouble(
    struct diags *diags, const struct source *file, const struct yaml_trouble *trouble);

/* Bytes that are not UTF-8 or characters that YAML forbids: reports the first and returns
 * false. Sets `*is_ascii` otherwise. */
bool yaml_check_characters(struct diags *diags, const struct source *file, bool *is_ascii);

/* `'text'`, or `"text"` where that needs no doubled quotes: what a help shows and a fix puts.
 */
struct str yaml_quoted(struct arena *arena, struct str text);

#endif
