/*
 * What a system is: finds its files and merges them to one value for each environment.
 *
 * SPEC is a file, or a folder one of whose files says `system:`; a folder without one is
 * searched for such folders. All YAML files below the system's folder are one spec. Layers go
 * over each other: the included libraries, then the system, then the environment. Within a
 * layer a name defined twice is an error; from layer to layer maps merge key by key, anything
 * else replaces and nothing (`~`) removes.
 *
 * The merged root is a map of the sections, with two changes: the `metrics` of all files stand
 * under `catalogs: {NAME: {extends, metrics}}`, and the policies of libraries stand apart under
 * `library_policies: [...]`, since a system may only tighten them.
 */
#ifndef TOCSIN_SPEC_SPEC_H
#define TOCSIN_SPEC_SPEC_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "data/value.h"
#include "diag/diag.h"
#include "schema/schema.h"
#include "text/load.h"
#include "text/source.h"

/* Reads files, each once, for all systems of a run. Owned by nobody but the caller's arena. */
struct spec_reader {
    struct arena *arena;
    struct sources *sources;
    struct diags *diags;
    const struct record *record; /* the record of a spec file: its keys and how they merge */
    struct map files;            /* path → parsed file */
    struct map ahead;   /* path → a file that nobody has asked for yet; see files.c */
    struct map merged;  /* address of a map made by merging → its index; see merge.c */
    struct map joined;  /* address of a list made by merging → the list */
    struct map bundled; /* name of a bundled catalog → its value, as under `catalogs` */
    size_t threads;     /* that may read files; 0 is 1. Set by the caller */
};

void spec_reader_init(struct spec_reader *reader, struct arena *arena, struct sources *sources,
    struct diags *diags, const struct record *record);

struct spec_environment {
    struct str name; /* empty when the spec names none */
    const struct value *root;
};

VEC_DECLARE(spec_environment_vec, struct spec_environment);

struct spec_system {
    struct str folder; /* of the file that says `system:` */
    struct str name;
    struct spec_environment_vec environments;
    struct str_vec template_folders; /* where `templates/` may stand, nearest first */
    /* The layers, for `tocsin expand`: */
    struct str_vec includes;       /* paths that the system's files include */
    const struct value *libraries; /* merged */
    const struct value *own;       /* merged */
    const struct value *overlays;  /* environment → what differs there */
};

/* The systems under a path, as folders (or the file itself), in byte order. A path with none
 * gets a no-system finding. */
void spec_find_systems(struct spec_reader *reader, struct str path, struct str_vec *found);

/* Reads and merges one system. False when a finding makes every later stage meaningless. */
bool spec_read_system(struct spec_reader *reader, struct str path, struct spec_system *system);

/* The root with further sections, each map like one more file of its layer: a name defined
 * twice is a finding with both places. Neither is changed. */
const struct value *spec_add_sections(
    struct spec_reader *reader, const struct value *root, const struct value_vec *sections);

/* The YAML files that belong to a path found by spec_find_systems, in byte order. */
void spec_list_files(struct spec_reader *reader, struct str path, struct str_vec *files);

#endif
