/*
 * The words for field types: what messages, the reference and JSON Schema call them.
 */
#ifndef TOCSIN_SCHEMA_TYPES_H
#define TOCSIN_SCHEMA_TYPES_H

#include "schema/schema.h"

struct type_words {
    const char *noun; /* with article: "a duration" */
    const char *plural;
    const char *example; /* in backticks, or NULL */
    const char *pattern; /* what its text looks like, for JSON Schema, or NULL */
    size_t size;         /* of the C struct of one element; 0 for RECORD */
    size_t align;
    bool takes_empty; /* the empty text is a value */
};

const struct type_words *type_words(enum field_type type);

/* Whether an element is kept as `struct text`. */
bool type_is_text(enum field_type type);

/* What one value of the field must be: "a duration", "`a`, `b` or `c`", "text or a map". */
struct str type_noun(struct arena *arena, const struct field *field);

/* "`a`, `b` or `c`"; `joint` is the word before the last. */
struct str type_join(
    struct arena *arena, const struct str *words, size_t count, const char *joint);

/* The name of a record without its article: "alert" for "an alert". */
struct str type_bare_name(const struct record *record);

/* "Prometheus", "Alertmanager", "Grafana", and the key under `versions:`. */
const char *type_tool_name(enum tool tool);
const char *type_tool_key(enum tool tool);

#endif
