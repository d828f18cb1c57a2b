/*
 * Grafana's variables in a text: `$name`, `${name}`, `${name.field:format}`, `[[name:format]]`.
 *
 * The forms are those of Grafana's own interpolation, which works on text before Prometheus
 * sees it. A name of digits only (`$1` of label_replace) is no variable.
 */
#ifndef TOCSIN_PROMQL_VARIABLE_H
#define TOCSIN_PROMQL_VARIABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct variable_text {
    struct str name;
    struct str format;
    size_t len;
};

/* Whether a variable starts at `at`. */
bool promql_variable_at(struct str text, size_t at, struct variable_text *out);

/* Whether the text holds a variable anywhere. */
bool promql_variable_is_in(struct str text);

/* Whether the text is exactly one variable. */
bool promql_variable_is_all(struct str text);

/* The text with a letter in the place of each variable. */
void promql_variable_blank(struct buf *buf, struct str text);

#endif
