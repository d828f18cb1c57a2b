/*
 * Scalars to typed fields.
 */
#ifndef TOCSIN_SCHEMA_SCALAR_H
#define TOCSIN_SCHEMA_SCALAR_H

#include "schema/complain.h"

/* Reads one scalar as the spot's type (no RECORD, no VALUE) into `out`, which may be NULL.
 * False after a finding. */
bool scalar_decode(struct schema_context *context, const struct spot *spot,
    const struct value *value, void *out);

#endif
