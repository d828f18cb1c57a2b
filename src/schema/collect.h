/*
 * All records that a record refers to, each once, with a name of its own.
 */
#ifndef TOCSIN_SCHEMA_COLLECT_H
#define TOCSIN_SCHEMA_COLLECT_H

#include "schema/schema.h"

struct collected {
    const struct record *record;
    struct str slug;  /* "a group of alerts" is `group-of-alerts`; unique */
    struct str title; /* "Group of alerts"; unique, its anchor is the slug */
};

VEC_DECLARE(collected_vec, struct collected);

/* In order of first mention, breadth first, `root` first. */
struct collected_vec collect_records(struct arena *arena, const struct record *root);

const struct collected *collect_find(
    const struct collected_vec *all, const struct record *record);

#endif
