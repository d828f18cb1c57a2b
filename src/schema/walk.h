/*
 * What decoding and visiting share: long forms of records, elements of fields, finding a field.
 */
#ifndef TOCSIN_SCHEMA_WALK_H
#define TOCSIN_SCHEMA_WALK_H

#include "schema/schema.h"

/* TEXT, NUMBER or BOOL. */
bool walk_is_scalar(const struct value *value);

/* A scalar as text: `true` for a boolean, numbers as written. */
struct str walk_scalar_text(const struct value *value);

/* The value after the record's rewrite; NULL after a finding of the rewrite. */
const struct value *walk_rewrite(
    struct schema_context *context, const struct record *record, const struct value *value);

/* A bare text or list as the map it stands for; any other value as it is. */
const struct value *walk_long_form(
    struct schema_context *context, const struct record *record, const struct value *value);

/* The field of this key, or NULL. `walk_find_other` looks in `other_keys`. */
const struct field *walk_find_field(const struct record *record, struct str key);

/* The same, searched from the field that is the most likely one: keys mostly come in the order
 * of the table. */
const struct field *walk_find_field_from(
    const struct record *record, struct str key, const struct field *likely);
const struct field *walk_find_other(const struct record *record, struct str key);

/* The elements of a LIST or MAP field: items (their `key.at` is NULL) or entries. Lists under a
 * repeatable key are spread. The value must be a map for MAP; for LIST anything goes. To read
 * only: it may be the value's own array. */
struct value_entry_vec walk_elements(
    struct schema_context *context, const struct field *field, const struct value *value);

#endif
