/*
 * Inside the template room: from the name of a template to its text.
 *
 * `templates/NAME.lua` is looked for in the folders of `struct templates` (the system's own and
 * those above it, then the libraries'), then among the files of lua/ that the binary brings
 * along. Names are keys: `red`, `teams/payments`; never absolute, never with `..`, and a link
 * that leads out of its `templates` folder is refused. Each file is read once.
 */
#ifndef TOCSIN_TEMPLATE_LOOKUP_H
#define TOCSIN_TEMPLATE_LOOKUP_H

#include "base/embedded.h"
#include "base/map.h"
#include "template/use.h"

/* Generated from lua/; named without the ending. */
extern const struct embedded_file library_templates[];

/* A file found; the same address for the same file as long as the state is open, so that what
 * was compiled of it can be kept by this address. */
struct template_file {
    struct str name; /* as it is used */
    struct str path; /* as shown: `specs/templates/red.lua`, `<tocsin>/lua/red.lua` */
    struct str text;
    bool is_bundled;
};

/* The template that is used. NULL after a finding at its name. */
const struct template_file *template_find(
    struct templates *templates, const struct template_use *use);

/* The same for a name of the command line; NULL without a finding. */
const struct template_file *template_find_name(struct templates *templates, struct str name);

/* The names that can be used, in byte order, each once. */
void template_collect_names(struct templates *templates, struct str_vec *names);

#endif
