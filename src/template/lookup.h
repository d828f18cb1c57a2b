/*
 * Inside the template room: from the name of a template to its text.
 *
 * `templates/NAME.lua` is looked for in the folders of `struct templates` (the system's own and
 * those above it, then the libraries'), then among the files of lua/ that the binary brings
 * along. A template stands directly in such a folder; the folders in it hold modules, which
 * templates require: `slo.rows` is `templates/slo/rows.lua`. A link that leads out of its
 * `templates` folder is refused. Each file is read once.
 */
#ifndef TOCSIN_TEMPLATE_LOOKUP_H
#define TOCSIN_TEMPLATE_LOOKUP_H

#include "base/embedded.h"
#include "base/map.h"
#include "template/use.h"

/* Generated from lua/; named without the ending. */
extern const struct embedded_file library_templates[];

/* Generated from the folders of lua/; named as they are required: `slo.rows`. */
extern const struct embedded_file library_modules[];

/* A file found; the same address for the same file as long as the state is open, so that what
 * was compiled of it can be kept by this address. */
struct template_file {
    struct str name; /* as it is used or required */
    struct str path; /* as shown: `specs/templates/red.lua`, `<tocsin>/lua/red.lua` */
    struct str text;
    bool is_bundled;
};

/* The template that is used. NULL after a finding at its name. */
const struct template_file *template_find(
    struct templates *templates, const struct template_use *use);

/* The same for a name of the command line; NULL without a finding. */
const struct template_file *template_find_name(struct templates *templates, struct str name);

/* Whether a module can be called so: lower-case words with dots between them, two at least. */
bool template_is_module_name(struct str name);

/* `slo/rows.lua` of `slo.rows`. */
struct str template_module_path(struct arena *arena, struct str name);

/* The file of a module, whose name must be one. NULL without a finding when there is none;
 * NULL after a finding at `span` when it cannot be read, and then `*is_broken`. */
const struct template_file *template_find_module(
    struct templates *templates, struct str name, struct span span, bool *is_broken);

/* The names of all modules, in byte order, each once. */
void template_collect_modules(struct templates *templates, struct str_vec *names);

/* The names that can be used, in byte order, each once. */
void template_collect_names(struct templates *templates, struct str_vec *names);

#endif
