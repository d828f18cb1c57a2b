/*
 * Inside the template room: what is known of the texts that templates return.
 *
 * Tables have the same few keys again and again, and many values too. What can be told of a
 * text alone is found out once for each short text of a state and remembered with a copy of it.
 * A longer one, or one more than anybody needs, is looked at each time, and only copied for
 * good when somebody has paid for that.
 */
#ifndef TOCSIN_TEMPLATE_KNOWN_H
#define TOCSIN_TEMPLATE_KNOWN_H

#include "template/library.h"

/* A literal and the file that it stands in; both NULL when nothing was found. */
struct literal_spot {
    const struct running_file *file;
    const struct literal *literal;
};

/* Where one kind of literal with the text stands in the files of a use: the only one in all of
 * them, and the one in the braces that were asked for last. */
struct known_spot {
    size_t taking; /* which use that was */
    struct literal_spot spot;
    bool is_several;
    const struct literals *file;
    int braces;
    const struct literal *inside; /* NULL: none in them */
};

struct known_text {
    struct library_key key; /* its place among keys; `key.text` lives as long as the values, */
    bool is_view;           /* unless it lives as long as the use at most */
    bool is_utf8;           /* of no view */
    size_t looked_up;       /* in so many files of literals, when `groups` were found */
    const struct literal_group *groups;
    struct known_spot spots[LITERAL_KIND_COUNT];
    size_t taking;                 /* of which use the rest is told: */
    const struct value *parameter; /* the only parameter that reads so, or NULL */
    const struct value *made;      /* the newest value of the text, or NULL, */
    struct span made_at;           /* the place that it has or was made at, */
    bool is_made;                  /* and which of both */
};

enum { KNOWN_TEXT_SLOTS = 1024 };

struct known_texts {
    struct arena *arena;
    size_t takings;                             /* begun so far */
    struct map texts;                           /* text → struct known_text * */
    struct known_text *slots[KNOWN_TEXT_SLOTS]; /* by the address that it has in Lua */
};

/* Of zeroed memory. */
void known_texts_init(struct known_texts *known, struct arena *arena);

/* What is known of the text; never NULL. A longer one gets its place among keys only as a name.
 */
struct known_text *known_text_of(const struct running *running, struct str text);
struct known_text *known_name_of(const struct running *running, struct str name);

bool known_is_utf8(const struct known_text *known);

/* The text, which lives as long as the values. */
struct str known_keep(struct known_text *known, struct arena *arena);

/* What stands in the files with that text, or NULL. */
const struct literal_group *known_groups(
    const struct running *running, struct known_text *known);

#endif
