/*
 * The pipeline: from a path to findings and output, one system after the other.
 *
 * `compile_system` runs every stage for each environment of a system and keeps what later
 * commands ask for (`uses`, `show`, `route`): the models, rules and analyses. Nothing is
 * emitted while an error stands. There are no globals: everything lives in a `struct compile`.
 */
#ifndef TOCSIN_COMPILE_COMPILE_H
#define TOCSIN_COMPILE_COMPILE_H

#include "analysis/analysis.h"
#include "base/arena.h"
#include "base/intern.h"
#include "compile/canonical.h"
#include "dashboard/dashboard.h"
#include "diag/diag.h"
#include "emit/output.h"
#include "model/model.h"
#include "regex/regex.h"
#include "rules/rules.h"
#include "spec/spec.h"
#include "template/template.h"
#include "text/source.h"

/* One environment of a system, through all stages. */
struct compiled_environment {
    struct str name;          /* empty when the spec has no environments */
    const struct value *root; /* what the model was decoded from: every use replaced */
    bool is_expanded;         /* no use failed; else the root lacks what it would have made */
    const struct slo_list *slos; /* that were expanded; NULL before */
    struct model model;
    struct rules rules;
    struct analysis analysis;
    struct dashboards dashboards;
    bool is_complete; /* all stages ran; the parts above are whole */
    bool is_judged;   /* and every check saw every rule: what was not found is not there */
};

VEC_DECLARE(compiled_environment_vec, struct compiled_environment *);

struct compiled_system {
    struct str path; /* as found under SPEC */
    struct str name;
    struct spec_system spec;
    struct compiled_environment_vec environments;
};

VEC_DECLARE(compiled_system_vec, struct compiled_system *);

struct compile {
    struct arena arena; /* sources, values, models: everything of a run */
    struct sources sources;
    struct interner names;
    struct model_cache cache;
    struct regex_set *regexes;
    struct diags diags;
    struct spec_reader reader;
    struct canonical canonical;
    struct templates templates; /* its Lua is opened by the first use */
    size_t found;               /* systems under the paths, broken ones too */
    struct compiled_system_vec systems;
    struct date today; /* for `until:`; read once, the only clock in a build */
    size_t threads;    /* at most so many at a time; what comes out is the same */
};

void compile_open(struct compile *compile);
void compile_close(struct compile *compile);

/* Finds and compiles all systems under the paths, up to the checks. Findings are in
 * `compile->diags`, finished: severities set, allowed ones taken out, sorted and de-duplicated.
 */
void compile_run(struct compile *compile, const struct str *paths, size_t count);

/* Whether an error stands. */
bool compile_has_errors(const struct compile *compile);

struct compile_counts {
    size_t written;
    size_t unchanged;
    size_t removed;
    size_t metrics;
    size_t rules;
    size_t dashboards;
};

/* Prints and commits the output of one system into `folder`/NAME; with `is_dry` only compares,
 * and `stale` gets the paths that differ. False after a write-error. */
bool compile_emit(struct compile *compile, const struct compiled_system *system,
    struct str folder, bool is_dry, struct compile_counts *counts, struct str_vec *stale);

/* The files that a system's output holds, with what of the spec is in each; nothing is written.
 */
void compile_list_files(struct compile *compile, const struct compiled_system *system,
    struct output_file_vec *files);

#endif
