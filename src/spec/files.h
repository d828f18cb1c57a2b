/*
 * Inside the spec room: the files of a run, each read and parsed once.
 */
#ifndef TOCSIN_SPEC_FILES_H
#define TOCSIN_SPEC_FILES_H

#include "spec/spec.h"

struct spec_file {
    struct str path;
    const struct value *value; /* a map, or NULL after a finding or for an empty file */
    bool is_read;              /* false: it could not be opened */
    bool is_broken;            /* there is no telling what it would have said */
};

/* Reads the file, or gives it again. Never NULL; findings are made once. */
const struct spec_file *files_read(
    struct spec_reader *reader, struct str path, bool is_library);

/* Reads the system's own files, on the threads of the reader, when they are many: files_read
 * has them then. */
void files_read_ahead(struct spec_reader *reader, const struct str_vec *paths);

/* Whether the file says `system:`. */
bool files_says_system(const struct spec_file *file);

/* All `*.yaml` and `*.yml` below a folder, in byte order; hidden names and `templates` folders
 * are passed over. A path of a file gives that file. */
void files_list(struct spec_reader *reader, struct str path, struct str_vec *files);

#endif
