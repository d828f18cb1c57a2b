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

/* The same for what belongs to dashboards. */
void show_dashboards(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, struct str wanted);
struct span show_span_of_dashboards(const struct dashboards *dashboards, struct str subject);

/* The first line of an answer: what it is, and where it stands. */
void show_head(
    struct buf *buf, const struct compile *compile, struct str subject, struct span span);

/* An empty line, between two answers. */
void show_separate(struct buf *buf);

/* What an expression gives, indented. The shape may be NULL: unknown. */
void show_result(struct buf *buf, const struct shape *shape);

#endif
