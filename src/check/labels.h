/*
 * Labels of a result that a text of a dashboard shows: `{{label}}` of legends, and
 * `${__field.labels.label}` of names and links.
 */
#ifndef TOCSIN_CHECK_LABELS_H
#define TOCSIN_CHECK_LABELS_H

#include "schema/schema.h"

typedef void label_in_text_function(void *context, struct text label);

/* Calls back for each, with its place in the text. */
void labels_in_text(struct text text, label_in_text_function *found, void *context);

#endif
