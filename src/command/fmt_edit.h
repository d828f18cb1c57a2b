/*
 * Inside the command room: replacing the PromQL of a spec file, in place.
 */
#ifndef TOCSIN_COMMAND_FMT_EDIT_H
#define TOCSIN_COMMAND_FMT_EDIT_H

#include "base/buf.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "promql/promql.h"
#include "regex/regex.h"
#include "schema/schema.h"
#include "text/source.h"

struct fmt_edit {
    uint32_t from; /* bytes of the file that are replaced */
    uint32_t to;
    struct str text;
};

VEC_DECLARE(fmt_edit_vec, struct fmt_edit);

struct fmt_run {
    struct arena *arena;
    struct sources *sources;
    struct regex_set *regexes;
    struct diags *diags;
    const struct source *file;
    struct fmt_edit_vec edits;
};

/* Adds the edit that brings one expression into its form; none when it has that form already,
 * does not parse (a finding is made), holds comments, or stands where the new text could not.
 */
void fmt_edit_expression(
    struct fmt_run *run, const struct promql_options *options, struct text text);

/* The file's text with all edits made. */
void fmt_apply(const struct fmt_run *run, struct buf *out);

#endif
