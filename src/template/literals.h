/*
 * Inside the template room: which places of a Lua file its values come from.
 *
 * A table that a template returns knows nothing of the line that made it. But the text of the
 * file tells: `title = "Pool use"` stands in one pair of braces, and a returned table with
 * that title was made by those. So texts, names before `=` and pairs of braces are indexed once
 * per file. What cannot be told for certain is left to the line of the enclosing table.
 */
#ifndef TOCSIN_TEMPLATE_LITERALS_H
#define TOCSIN_TEMPLATE_LITERALS_H

#include <stdbool.h>

#include "base/map.h"
#include "base/vec.h"

enum { LITERALS_NO_BRACES = -1 };

/* A text in quotes, without them, or a name before `=`. */
struct literal {
    struct str text;
    uint32_t offset;
    int braces;           /* the innermost pair around it, or LITERALS_NO_BRACES */
    struct literal *next; /* the same text further down */
};

struct literal_braces {
    uint32_t from;
    uint32_t to;
    int parent;
};

VEC_DECLARE(literal_braces_vec, struct literal_braces);

enum literal_kind {
    LITERAL_KIND_TEXT,
    LITERAL_KIND_NAME,
    LITERAL_KIND_COUNT,
};

struct literals;

/* All that stands in one file with one text. */
struct literal_group {
    const struct literals *literals;
    struct literal *first[LITERAL_KIND_COUNT];
    struct literal_group *next; /* in another file */
};

/* Over all files of a Lua state, since a use asks all of its files for the same. */
struct literal_index {
    struct arena *arena;
    struct map groups; /* text → struct literal_group * */
    size_t file_count;
};

/* One file. */
struct literals {
    struct literal_index *index;
    size_t number; /* of the file among those of the index, from 0 */
    struct str source;
    struct literal_braces_vec braces; /* in order of `from` */
};

void literal_index_init(struct literal_index *index, struct arena *arena);

/* The files in which the text stands, or NULL. */
const struct literal_group *literal_index_find(
    const struct literal_index *index, struct str text);

void literals_init(struct literals *literals, struct literal_index *index, struct str source);

/* What stands in this file; NULL when nothing does. */
const struct literal_group *literals_group(
    const struct literals *literals, const struct literal_group *groups);

/* The only one directly inside the braces or, with LITERALS_NO_BRACES, in the whole file, else
 * NULL; `*is_several` is set when there are more. The group may be NULL. */
const struct literal *literals_only(
    const struct literal_group *group, enum literal_kind kind, int braces, bool *is_several);

/* The only name like this inside the braces, or else in the whole file, or else the only text;
 * else NULL. */
const struct literal *literals_name(
    const struct literals *literals, struct str name, int braces);

/* The first braces that open on the line which begins at `offset`. */
int literals_braces_on_line(const struct literals *literals, uint32_t offset);

/* The braces that are the value of a name: `name = {` or `name = t.panel {`. */
int literals_braces_of(const struct literals *literals, const struct literal *name);

/* The braces directly inside others by their number, from 0, when there are exactly `count`. */
int literals_braces_inside(
    const struct literals *literals, int braces, size_t number, size_t count);

#endif
