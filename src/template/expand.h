/*
 * Inside the template room: replacing uses by what their templates return.
 */
#ifndef TOCSIN_TEMPLATE_EXPAND_H
#define TOCSIN_TEMPLATE_EXPAND_H

#include "model/use.h"
#include "template/use.h"

/* One environment while it is expanded. */
struct expansion {
    struct templates *templates;
    size_t budget; /* what uses may still return, in values; a use costs some in itself */
    bool is_spent; /* it was not enough, which has been reported: no further use runs */
    const struct template_use *too_deep; /* a use of the spec that ended in too deep a one */
    bool has_failed;
};

/* Where a use stands. */
struct use_place {
    enum template_kind kind;
    struct str subject;
    const struct template_use *parent; /* whose result it stands in, or NULL */
};

/* A map with `template:`. */
bool use_is(const struct value *value);

/* A use at its place, to be run. */
struct template_use *use_make(
    struct arena *arena, const struct use_place *place, const struct use *use);

/* Runs a use. NULL after a finding; else what it returned, a map, or for rows and panels a
 * list. */
const struct value *use_run(struct expansion *expansion, const struct template_use *use);

/* The same for a value, which is read by the record of its place: findings about its keys are
 * made. In `*running` is the use then, to be the parent of what stands in the result. */
const struct value *use_run_value(struct expansion *expansion, const struct use_place *place,
    const struct value *value, const struct template_use **running);

/* The map with one entry replaced, or added at its end. */
const struct value *value_with_entry(
    struct arena *arena, const struct value *map, const struct value_entry *entry);

/* Adds the entries of the section `objectives` of some sections to `templates->objectives`. */
void expand_objectives(struct templates *templates, const struct value *sections);

/* What the newest entry of that name says which is not broken, or NULL. */
const struct objective *expand_find_objective(struct templates *templates, struct str name);

/* The sections with every use in a row's, a panel's or a group's place replaced. */
const struct value *expand_places(struct expansion *expansion, const struct value *sections,
    const struct template_use *parent);

#endif
