/*
 * The end of a run: findings are put in order, told once, and named.
 *
 * A fingerprint names a finding across runs, whatever moves in the files: it is a hash of kind,
 * subject, topic and, among those that share all three, the ordinal.
 */
#ifndef TOCSIN_DIAG_FINISH_H
#define TOCSIN_DIAG_FINISH_H

#include <stddef.h>

#include "diag/diag.h"

struct finding_counts {
    size_t errors;
    size_t warnings;
    size_t infos;
};

/* Removes findings of severity OFF; sorts by path, line, column, kind and message; merges those
 * with the same kind, shown place and message (a template's further uses are counted in
 * `more_uses`); gives each its fingerprint. Running it twice changes nothing. */
void diags_finish(struct diags *diags, const struct sources *sources);

struct finding_counts diags_count(const struct diags *diags);

/* The raw bytes of a file that a fix replaces. False when its span is not one raw slice of a
 * file: then the fix must not be offered. */
bool diag_fix_place(
    const struct sources *sources, const struct diag_fix *fix, struct span *out);

#endif
