/*
 * The output folder of one system: compared file by file, then committed all together.
 *
 * Each file is printed into the caller's buffer and prepared here: what equals the file on disk
 * is left alone; anything else goes to a temporary file beside its target. That can be done on
 * many threads at once; whoever calls them takes the files in one order, the same every time.
 * Only `output_commit` renames the temporaries, removes what the last build made and this one
 * did not (as its index.json says), and writes the new index. A build that fails or is killed
 * before leaves the old output whole; temporaries left by a kill are cleared by the next build.
 * Where there is no folder yet, all files are made in one beside it that gets its name in the
 * end: one rename, and nothing to compare with. With `is_dry` nothing is written: the counts
 * tell what would change.
 */
#ifndef TOCSIN_EMIT_OUTPUT_H
#define TOCSIN_EMIT_OUTPUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "text/load.h"

enum output_state {
    OUTPUT_STATE_UNCHANGED,
    OUTPUT_STATE_NEW,     /* in a temporary, unless dry */
    OUTPUT_STATE_BLOCKED, /* something stands in its place that is no file */
    OUTPUT_STATE_FAILED,  /* the temporary could not be written */
};

/* What the system refused. */
struct output_failure {
    const char *what; /* `write`; where the state is blocked, what stands there */
    struct str path;
    int error; /* errno */
};

struct output_file {
    struct str path;         /* below the folder */
    struct str target;       /* full path */
    struct str temporary;    /* full path of the new bytes; empty: unchanged or dry */
    struct str_vec subjects; /* what of the spec is in it */
    enum output_state state;
    struct output_failure failure;
};

VEC_DECLARE(output_file_vec, struct output_file);

struct output {
    struct arena *arena;
    struct diags *diags;
    struct str folder;  /* `out/healthhub` */
    struct str nursery; /* `out/.healthhub.tocsin-new`, which becomes the folder */
    bool is_new;        /* there is no folder */
    bool is_dry;
    bool has_failed; /* a write-error was reported: nothing will be committed */
    struct output_file_vec files;
    struct map by_path;   /* → its first subject, a struct str * */
    struct str_vec stale; /* paths that are missing, differ or ought to be removed */
    size_t written;
    size_t unchanged;
    size_t removed;
};

void output_init(struct output *output, struct arena *arena, struct diags *diags,
    struct str folder, bool is_dry);

/* Compares one file and writes its temporary. The path is relative, made of safe names, and
 * lives as long as the output, as do the subjects and what the arena gets; the text is not
 * kept. Safe in any thread, for the output is not changed: pass what comes back to
 * `output_take`. */
struct output_file output_prepare(const struct output *output, struct arena *arena,
    struct str path, struct str text, struct str_vec subjects);

/* Makes a prepared file part of the output and reports what went wrong with it. Two files of
 * one path are a mistake of the spec (two groups whose names differ in unsafe letters only) and
 * give a duplicate-name finding. */
void output_take(struct output *output, const struct output_file *file);

/* Both in one. */
void output_put(
    struct output *output, struct str path, struct str text, struct str_vec subjects);

/* Makes the new output the output. False after a write-error. */
bool output_commit(struct output *output);

/* Takes the temporaries away; for a build that is given up. */
void output_abandon(struct output *output);

#endif
