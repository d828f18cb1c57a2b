/*
 * Inside the spec room: the exporter catalogs that the binary brings along (specs/exporters).
 */
#ifndef TOCSIN_SPEC_BUNDLED_H
#define TOCSIN_SPEC_BUNDLED_H

#include "base/embedded.h"
#include "spec/files.h"

/* Generated from specs/exporters; named like the catalogs, `exporters/postgres`. */
extern const struct embedded_file bundled_files[];

/* The bundled file of that catalog, or NULL. */
const struct embedded_file *bundled_find(struct str name);

/* The bundled file whose catalog exposes a series of that name, or NULL; for advice. */
const struct embedded_file *bundled_find_series(struct str series);

/* Its value, as of a library file named `<tocsin>/NAME.yaml`; parsed once. */
const struct spec_file *bundled_read(
    struct spec_reader *reader, const struct embedded_file *file);

/* The names that jobs expose and catalogs extend, in order. */
void bundled_collect_wanted(
    struct arena *arena, const struct value *root, struct str_vec *wanted);
void bundled_collect_extends(
    struct arena *arena, const struct value *catalogs, struct str_vec *wanted);

#endif
