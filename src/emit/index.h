/*
 * index.json: what a build has made, and where each object of the spec stands in it.
 *
 * Files and subjects only, no line numbers: a comment added to a spec makes no output stale.
 * The next build removes files that the last index names and it has not made itself.
 */
#ifndef TOCSIN_EMIT_INDEX_H
#define TOCSIN_EMIT_INDEX_H

#include <stdbool.h>

#include "base/buf.h"
#include "emit/output.h"

void index_print(struct buf *buf, struct arena *arena, const struct output_file_vec *files);

/* The paths that an index names; none when there is no index or it cannot be read. */
void index_read(struct arena *arena, struct str path, struct str_vec *files);

/* Whether a path of an index is one that a build may remove: relative, without `..`, and with
 * no symbolic link on its way. */
bool index_path_is_safe(struct str folder, struct str path);

#endif
