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

#include "template/sandbox.h"

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

/* The only text like this in the braces of the site, or else in all files of the use. */
struct spot value_spot_of(const struct taking *taking, enum literal_kind kind, struct str text,
    const struct site *site);

/* The same for a name, or for a text as in `["a b"] =`. */
struct spot value_spot_of_name(
    const struct taking *taking, struct str name, const struct site *site);

struct span value_span_of(const struct spot *spot);

/* The key when a file shows it, else the line of the table. */
struct span value_site_span(const struct site *site);

/* Sets the place, the file and the braces of the table at `index`, whose `count` keys are in
 * the list at `keys`. */
void value_locate_table(
    struct taking *taking, int index, int keys, lua_Integer count, struct site *site);

/* Tables have no order, but the file has one: when all keys stand in the braces that made the
 * table, they are taken as written there, else in byte order. */
void value_order_as_written(
    const struct taking *taking, struct value *map, const struct site *site);

#endif
