/*
 * Inside the spec room: merging values.
 */
#ifndef TOCSIN_SPEC_MERGE_H
#define TOCSIN_SPEC_MERGE_H

#include "spec/spec.h"

/* Adds the entries of `file` to `into`, two maps of one layer. The record says how: maps and
 * records merge, lists of records at the top concatenate, anything else that stands twice is a
 * duplicate-name finding with both places. */
void merge_file(struct spec_reader *reader, const struct record *record, struct value *into,
    const struct value *file);

/* `over` laid over `under`: maps merge key by key, null removes, anything else replaces. Shares
 * what it does not change. */
const struct value *merge_overlay(
    struct arena *arena, const struct value *under, const struct value *over);

#endif
