/*
 * Inside the emit room: which rule files a test of a group needs.
 *
 * A test loads the files of its own group and of all groups that record what it reads, however
 * far away, and evaluates them producers first.
 */
#ifndef TOCSIN_EMIT_TEST_FILES_H
#define TOCSIN_EMIT_TEST_FILES_H

#include "emit/emitter.h"

VEC_DECLARE(group_index_vec, size_t);

struct group_sources {
    struct group_index_vec *direct; /* by group: the other groups that record what it reads */
};

struct group_sources test_files_prepare(const struct emitter *emitter);

/* The groups that a test of `group` loads, producers first, itself last. */
struct group_index_vec test_files_of(
    const struct emitter *emitter, const struct group_sources *sources, size_t group);

#endif
