/*
 * Every finding of the decoder, so that they speak with one voice.
 */
#ifndef TOCSIN_SCHEMA_COMPLAIN_H
#define TOCSIN_SCHEMA_COMPLAIN_H

#include "schema/schema.h"

/* A record that is being decoded and the records around it. */
struct scope {
    const struct scope *parent; /* NULL at the root */
    const struct record *record;
    struct str key;       /* in a map of records; else `at` is NULL */
    struct span key_span; /* the nearest key that led here */
};

/* What a value is given to. */
struct spot {
    const struct field *field;
    const struct record *owner; /* the record of the field; NULL at the root */
    struct str key;             /* a MAP's entry; else `at` is NULL */
    struct span key_span;       /* the nearest key that led here */
    bool is_element;            /* of a LIST */
    bool is_key;                /* the value is the key of a MAP's entry itself */
};

/* The text in backticks as it may stand in a message: one line, not too long, no control
 * characters. */
struct str complain_quote(struct arena *arena, struct str text);

/* Which keys the record takes, where they are few. */
void complain_note_keys(
    struct schema_context *context, const struct record *record, struct finding *finding);

/* Whether the key is the misplaced one, which is told, or comes with it, which is not. */
bool complain_misplaced(struct schema_context *context, const struct scope *scope,
    const struct value *map, const struct value_entry *entry);

/* The first of a map may list the keys. The most likely field is returned, so that its absence
 * is not reported too; a field of the record's further form when that was meant; may be NULL.
 */
const struct field *complain_unknown_key(struct schema_context *context,
    const struct scope *scope, const struct value_entry *entry, bool is_first);

/* In place of all further unknown keys of one map. */
void complain_more_unknown(
    struct schema_context *context, const struct scope *scope, const struct value_entry *entry);

void complain_twice(struct schema_context *context, const struct value_entry *first,
    const struct value_entry *second);

void complain_missing(struct schema_context *context, const struct scope *scope,
    const struct value *map, const struct str_vec *keys);

void complain_no_group(
    struct schema_context *context, const struct scope *scope, const struct value *map);

void complain_two_of_group(struct schema_context *context, const struct scope *scope,
    const struct value_entry *first, const struct value_entry *second);

/* The declared version is too old, or too new, for the field. False when it is not. */
bool complain_version(
    struct schema_context *context, const struct field *field, const struct value_entry *entry);

void complain_deprecated(
    struct schema_context *context, const struct field *field, const struct value_entry *entry);

void complain_no_value(
    struct schema_context *context, const struct spot *spot, const struct value *value);

/* A map or list where something else belongs. */
void complain_wrong_kind(struct schema_context *context, const struct spot *spot,
    const struct value *value, const char *expected);

/* A scalar that does not read as its type; the caller may add helps. */
struct finding *complain_scalar(
    struct schema_context *context, const struct spot *spot, const struct value *value);

/* "did you mean `x`?", and the exact replacement of the value. */
void complain_suggest(struct schema_context *context, struct finding *finding,
    const struct value *value, struct str better);

#endif
