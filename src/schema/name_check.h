/*
 * What names, URLs and file names may look like.
 */
#ifndef TOCSIN_SCHEMA_NAME_CHECK_H
#define TOCSIN_SCHEMA_NAME_CHECK_H

#include "schema/schema.h"

/* Why a text cannot be of the type (one of the text types; not empty), as a caption; NULL when
 * it can. `*bad` is the part to point at. */
const char *name_check(enum field_type type, struct str text, struct str *bad);

/* Whether the text has an environment placeholder `${NAME}`. */
bool name_has_placeholder(struct str text);

/* The password in `scheme://user:password@host…`, a slice of the URL; empty when there is none.
 */
struct str name_password_of(struct str url);

#endif
