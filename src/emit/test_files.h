/*
 * Inside the emit room: which rule files a test of a group needs.
 *
 * A test loads the files of its own group and of all groups with rules that it reads, however
 * far away, and evaluates them producers first.
 */
#ifndef TOCSIN_EMIT_TEST_FILES_H
#define TOCSIN_EMIT_TEST_FILES_H

#include "emit/emitter.h"

VEC_DECLARE(group_index_vec, size_t);

/* The groups that a test of `group` loads, producers first, itself last. */
struct group_index_vec test_files_of(const struct emitter *emitter, size_t group);

#endif
