/*
 * A use of a Lua template: a map with `template:` where a row, a panel or rules could stand, or
 * below the section `use:`.
 *
 * Uses are replaced before anything but the facts is decoded, so no record has them among its
 * fields; records in whose place one can stand name it as a further form (`.also`), for the
 * JSON Schema, the reference page and "did you mean".
 */
#ifndef TOCSIN_MODEL_USE_H
#define TOCSIN_MODEL_USE_H

#include "schema/schema.h"

struct use {
    struct text key; /* its name below `use:` */
    struct text template;
    const struct value *with; /* a map, or NULL */
    struct span span;
};

struct use_list {
    struct use *at;
    size_t count;
};

/* The section `use:` of a spec alone, decoded to a struct use_list. */
extern const struct record use_section_record;

/* One record for each place: `use:`, a row, a panel, a group of rules. */
extern const struct record use_record;
extern const struct record use_row_record;
extern const struct record use_panel_record;
extern const struct record use_rules_record;

/* The forms for `.also`. */
extern const struct field use_row_form;
extern const struct field use_panel_form;
extern const struct field use_rules_form;

/* What is said of `template:` where none can stand; for `schema_context.misplaced`. */
extern const struct misplaced_key use_misplaced;

#endif
