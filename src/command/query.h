/*
 * Inside the command room: what the verbs that answer questions about a spec share.
 */
#ifndef TOCSIN_COMMAND_QUERY_H
#define TOCSIN_COMMAND_QUERY_H

#include "analysis/told.h"
#include "base/buf.h"
#include "base/nearest.h"
#include "command/report.h"

/* Opens and runs a compile of one path. Returns -1 to go on; else the exit status, with the
 * compile closed: the spec cannot be read far enough to ask anything, and its findings have
 * been shown. A spec with errors that can be asked is asked, after its findings. */
int query_open(struct compile *compile, char *spec, const struct report_options *options);

/* 1 when an error stands, else 0: an answer about a broken spec may be wrong. */
int query_status(const struct compile *compile);

/* Prints the answer of one environment; prints nothing when there is none. */
typedef void query_function(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const void *question);

/* Asks every environment, or only the one named unless `only` is empty, and prints the answers
 * to standard output: one that several environments give is printed once, under their names.
 * Returns whether there was any. */
bool query_ask(
    struct compile *compile, struct str only, query_function *ask, const void *question);

/* Whether the name is empty or that of an environment; a message otherwise. */
bool query_has_environment(const struct compile *compile, const char *verb, struct str name);

/* `spec.yaml:3:5`; nothing for what was derived. */
void query_print_place(struct buf *buf, const struct compile *compile, struct span span);

/* One line for each receiver that is told: the receiver, the matchers on the way down to its
 * route, where that route stands and when it is silent. Indented by two blanks. */
void query_print_told(struct buf *buf, const struct compile *compile, const struct rules *rules,
    const struct told_vec *told);

/* `severity="critical", team=~"a|b"`; `all alerts` for none. */
void query_print_matchers(struct buf *buf, const struct matcher *matchers, size_t count);

/* "no alert is called `x`; did you mean `y`?" on standard error. */
void query_report_unknown(const char *verb, const char *what, const struct nearest *nearest);

#endif
