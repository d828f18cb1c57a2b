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

#include "template/known.h"

/* Where a value stands that is being taken: the table around it, and the way to it. */
struct site {
    const struct site *parent;
    struct str key;                  /* of a map's entry; else `at` is NULL */
    lua_Integer item;                /* of a list, from 1 */
    size_t item_tables;              /* how many items of that list are tables */
    size_t table_number;             /* and which of them this is, from 0 */
    struct literal_spot name;        /* the key in a Lua file */
    struct span span;                /* the line of the nearest table that is known */
    const struct running_file *file; /* of the table around it */
    int braces;                      /* of that table, in `file` */
    const struct value *original;    /* what stood here in the spec, or NULL */
    int depth;
};

struct taking {
    lua_State *lua;
    size_t number; /* among all of the state, from 1 */
    size_t count;  /* of the members of tables so far */
    struct running *running;
    struct arena *arena;
    const struct running_file *
        *files; /* of the use, by the number of their literals; else NULL */
    const struct running_file *answer; /* the file of the function that answers */
    int notes;                         /* the stack index of the table of notes */
};

/* An entry of a table that is being taken. */
struct table_entry {
    const struct library_key *key;
    struct known_text *name; /* the key when it is a text, else NULL */
    struct known_text *text; /* what stands under the key when that is one, else NULL */
    int type;                /* of what stands there, as Lua says */
    int index; /* of what stands there, on the stack; 0: it must be asked for by its key */
};
VEC_DECLARE(table_entry_vec, struct table_entry);

/* Begins to take what the use gave; the notes stay on top of the stack. */
struct taking value_taking_begin(lua_State *lua);

/* The entries of the table at `index`, which is absolute, numbers first, then texts; in the
 * arena of the use. What stands under the first keys is left on the stack, unless it is a text.
 */
enum { VALUE_TABLE_SLOTS = 16 };
struct table_entry_vec value_read_table(struct taking *taking, int index);

/* The only text like this in the braces of the site, or else in all files of the use. */
struct literal_spot value_spot_of_text(
    const struct taking *taking, struct known_text *text, const struct site *site);

/* The same for a name, or for a text as in `["a b"] =`. */
struct literal_spot value_spot_of_name(
    const struct taking *taking, struct known_text *name, const struct site *site);

struct span value_span_of(const struct literal_spot *spot);

/* The key when a file shows it, else the line of the table. */
struct span value_site_span(const struct site *site);

/* Sets the place, the file and the braces of the table at `index`. */
void value_locate_table(
    struct taking *taking, int index, const struct table_entry_vec *table, struct site *site);

/* Tables have no order, but the file has one: when all keys stand in the braces that made the
 * table, they are taken as written there, else in byte order. `names` are the spots of the
 * keys. */
void value_order_as_written(
    struct value *map, const struct literal_spot *names, const struct site *site);

#endif
