/*
 * Lua templates: spec that makes more spec.
 *
 * Expansion goes from values to values, before anything but the facts is decoded. A use is a
 * map with `template:` (and `with:`, its parameters) where a row, a panel, rules or, under the
 * top-level `use:`, any sections could stand. It is replaced by what the template returns, and
 * the result is walked again. A template sees its parameters and the facts, never what another
 * template made: a use is a pure function, and the order of uses means nothing.
 *
 * The name leads to `templates/NAME.lua` beside the system's folder or above it, then in the
 * included libraries, then in the binary, which holds lua/. Mistakes of a template end in one
 * finding at the Lua line, with the chain of uses that led there.
 */
#ifndef TOCSIN_TEMPLATE_TEMPLATE_H
#define TOCSIN_TEMPLATE_TEMPLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/map.h"
#include "data/value.h"
#include "diag/diag.h"
#include "model/model.h"
#include "spec/spec.h"
#include "text/source.h"

struct catalog_index;
struct crew;
struct sandbox;
struct slo_list;

/* The files of templates that were read so far; see lookup.h. Zeroed by its owner. */
struct template_lookup {
    bool is_open;
    struct map files;          /* path → struct template_file *, NULL: there is none */
    const struct str *folders; /* that `names` belongs to */
    struct map names;          /* name → struct template_file * */
    struct map modules;        /* the same of modules: `slo.rows` */
};

/* What expansion works with; all but `sandbox`, `crew` and `lookup` is set by the caller and
 * borrowed. One for a run: `facts`, `folders` and `is_reversed` change from system to system
 * and from environment to environment. The state of Lua is opened by the first use. */
struct templates {
    struct arena *arena; /* of the results */
    struct sources *sources;
    struct diags *diags;
    struct spec_reader *reader; /* merges what uses return into the root */
    const struct model *facts;  /* decoded and resolved: versions, jobs, labels, metrics, … */
    const struct str *folders;  /* where `templates/` may stand, nearest first */
    size_t folder_count;
    bool is_reversed;            /* walk uses last to first; the result must be the same */
    size_t threads;              /* that may run uses; 0 is 1 */
    const struct slo_list *slos; /* all, once they are known; set by the expansion */
    bool lacks_slos;             /* some failed: who asks for any stops without a word */
    const struct catalog_index *metrics; /* of the facts, once a template asks; see catalog.h */
    struct map objectives;               /* as stated; see expand.h. Whole once `slos` is */
    struct sandbox *sandbox;
    struct crew *crew; /* the other threads' states; see crew.h */
    struct template_lookup lookup;
};

/* One Lua state for all uses; does nothing when it is open. Closing does nothing when it is
 * not. */
void templates_open(struct templates *templates);
void templates_close(struct templates *templates);

/* The root with every use replaced. False when a use failed; `*expanded` then lacks it, and is
 * otherwise whole. Parts without uses are shared with `root`. */
bool templates_expand(
    struct templates *templates, const struct value *root, const struct value **expanded);

/* The page of a template, made of its own doc text, parameters and kinds; Markdown. False with
 * a finding when there is no such template or it cannot be read. */
bool templates_describe(struct templates *templates, struct str name, struct buf *page);

/* The names that can be used, in byte order: the project's, the libraries', the binary's. */
struct template_listing {
    struct str name;
    struct str doc;  /* its first sentence */
    struct str path; /* as shown */
};
VEC_DECLARE(template_listing_vec, struct template_listing);
void templates_list(struct templates *templates, struct template_listing_vec *names);

#endif
