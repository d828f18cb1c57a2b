/*
 * Inside the template room: the places of what a template returns.
 *
 * A node has the place that it had in the spec when it came from there, else that of the
 * literal in a Lua file of the use (see literals.h), else the line of the table it stands in.
 * What stands in a file once, but in two files, tells nothing: a place is in the file that made
 * the value, or it is the line of a table around it.
 */
#ifndef TOCSIN_TEMPLATE_VALUE_PLACE_H
#define TOCSIN_TEMPLATE_VALUE_PLACE_H

#include "template/library.h"

/* A literal and the file that it stands in; both NULL when nothing was found. */
struct spot {
    const struct running_file *file;
    const struct literal *literal;
};

/* Where a value stands that is being taken: the table around it, and the way to it. */
struct site {
    const struct site *parent;
    struct str key;                  /* of a map's entry; else `at` is NULL */
    lua_Integer item;                /* of a list, from 1 */
    size_t item_tables;              /* how many items of that list are tables */
    size_t table_number;             /* and which of them this is, from 0 */
    struct spot name;                /* the key in a Lua file */
    struct span span;                /* the line of the nearest table that is known */
    const struct running_file *file; /* of the table around it */
    int braces;                      /* of that table, in `file` */
    const struct value *original;    /* what stood here in the spec, or NULL */
    int depth;
};

struct taking {
    lua_State *lua;
    struct running *running;
    struct arena *arena;
};

/* A table that is being taken: its keys, and what stands in the files with the text of each
 * key and with the text under it. */
struct entry_groups {
    const struct literal_group *name;
    const struct literal_group *value;
};
struct table {
    struct library_key_vec keys;
    const struct entry_groups *groups;
};

/* What stands in the files with that text, or NULL. */
const struct literal_group *value_groups_of(const struct taking *taking, struct str text);

/* The only text like this in the braces of the site, or else in all files of the use. */
struct spot value_spot_of_text(
    const struct taking *taking, const struct literal_group *groups, const struct site *site);

/* The same for a name, or for a text as in `["a b"] =`. */
struct spot value_spot_of_name(
    const struct taking *taking, const struct literal_group *groups, const struct site *site);

struct span value_span_of(const struct spot *spot);

/* The key when a file shows it, else the line of the table. */
struct span value_site_span(const struct site *site);

/* Sets the place, the file and the braces of the table at `index`. */
void value_locate_table(
    struct taking *taking, int index, const struct table *table, struct site *site);

/* Tables have no order, but the file has one: when all keys stand in the braces that made the
 * table, they are taken as written there, else in byte order. `names` are the spots of the
 * keys. */
void value_order_as_written(
    struct value *map, const struct spot *names, const struct site *site);

#endif
