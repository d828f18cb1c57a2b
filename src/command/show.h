/*
 * Inside the command room: one object of a spec in full.
 */
#ifndef TOCSIN_COMMAND_SHOW_H
#define TOCSIN_COMMAND_SHOW_H

#include "command/query.h"

/* Prints every object whose subject is `question`, a `const struct str *`; nothing when there
 * is none. The subject of an alert without `#SEVERITY` means all its rules. */
query_function show_object;

/* Offers the subjects of all that can be shown. */
void show_offer(struct nearest *nearest, struct arena *arena,
    const struct compiled_environment *environment);

/* Where the object stands; no place when it is none. */
struct span show_span_of(const struct compiled_environment *environment, struct str subject);

#endif
