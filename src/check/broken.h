/*
 * Expressions of which a finding has told that a label is not there.
 *
 * What lacks a label because of such a mistake is not worth a second message: neither the
 * rule's own name and texts, nor those of rules that read what it records.
 */
#ifndef TOCSIN_CHECK_BROKEN_H
#define TOCSIN_CHECK_BROKEN_H

#include "check/check.h"

struct broken;

/* Of the findings from `first` on; made when the expressions of all rules have been looked at.
 */
struct broken *broken_gather(struct arena *arena, const struct diags *diags, size_t first);

/* Whether the expression of that subject is among them. */
bool broken_has_subject(const struct broken *broken, struct str subject);

/* Whether one of the findings points into this place. */
bool broken_has_place(const struct broken *broken, struct span span);

#endif
