/*
 * The only code that opens input.
 *
 * A build is hermetic: every byte it depends on comes through here, so that `--watch`, tests
 * and a reader can see what is read. Failures are errno values; the caller makes the finding.
 */
#ifndef TOCSIN_TEXT_LOAD_H
#define TOCSIN_TEXT_LOAD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

VEC_DECLARE(str_vec, struct str);

enum { LOAD_LARGEST_FILE = 256 * 1024 * 1024 };

/* Reads a whole regular file (or standard input for `-`) into the arena. Returns 0 or an errno
 * value; EFBIG for more than LOAD_LARGEST_FILE bytes, EISDIR for a folder. */
int load_file(struct arena *arena, struct str path, struct str *out);

enum load_kind {
    LOAD_KIND_MISSING,
    LOAD_KIND_FILE,
    LOAD_KIND_FOLDER,
    LOAD_KIND_OTHER,
};

/* What stands at the path; links are followed. */
enum load_kind load_kind_of(struct arena *arena, struct str path);

/* The same, and whether it is a file of exactly these bytes that can be read. Of a file of
 * another size nothing is read. */
enum load_kind load_compare(
    struct arena *arena, struct str path, struct str text, bool *is_equal);

/* Whether a file lies below a folder when all links on the way are followed. */
bool load_is_inside(struct arena *arena, struct str folder, struct str path);

/* The names in a folder, without `.` and `..`, in byte order. Returns 0 or an errno value. */
int load_folder(struct arena *arena, struct str path, struct str_vec *names);

/* `folder/name`, or `name` alone when it is absolute or the folder is empty or `.`; `.` and
 * `name/..` parts are folded away. */
struct str load_join(struct arena *arena, struct str folder, struct str name);

/* The way from a folder to a path, by their real places; the path itself, made absolute where
 * it can be, when one of them is not there. */
struct str load_relative(struct arena *arena, struct str folder, struct str path);

/* The folder part of a path; `.` when there is none. */
struct str load_parent(struct str path);

#endif
