/*
 * The one value tree: what YAML, JSON and Lua tables all become, what the decoder reads and
 * what the writers print.
 *
 * Every node and every key has a place. A scalar is text plus "was it plain" until a field
 * types it: `2.40`, `no` and `05` survive. Order of entries is kept; duplicate keys never get
 * here. Values are immutable once built (aliases share nodes) and live in the arena of their
 * reader.
 */
#ifndef TOCSIN_DATA_VALUE_H
#define TOCSIN_DATA_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/source.h"

enum value_kind {
    VALUE_KIND_NULL,   /* YAML: a plain empty scalar, `~` or `null` */
    VALUE_KIND_BOOL,   /* JSON and Lua only; YAML's are plain text until a field types them */
    VALUE_KIND_NUMBER, /* JSON and Lua only: `text` is the number as written */
    VALUE_KIND_TEXT,
    VALUE_KIND_LIST,
    VALUE_KIND_MAP,
};

struct value;

struct value_entry {
    struct str key;
    struct span key_span;
    const struct value *value;
};

VEC_DECLARE(value_vec, const struct value *);
VEC_DECLARE(value_entry_vec, struct value_entry);

struct value {
    enum value_kind kind;
    bool is_plain; /* TEXT from an unquoted YAML scalar: may be typed as number, bool, … */
    bool is_block; /* TEXT from a literal or folded block; the writer keeps blocks as blocks */
    bool truth;    /* BOOL */
    struct span span; /* TEXT: spans the decoded text byte for byte (a FILE or SCALAR span) */
    struct str text;  /* TEXT and NUMBER; NULL: the text as written */
    struct value_vec items;         /* LIST */
    struct value_entry_vec entries; /* MAP */
};

struct value *value_new(struct arena *arena, enum value_kind kind, struct span span);
struct value *value_new_text(struct arena *arena, struct str text, struct span span);
struct value *value_new_list(struct arena *arena, struct span span);
struct value *value_new_map(struct arena *arena, struct span span);

void value_add_item(struct arena *arena, struct value *list, const struct value *item);
void value_add_entry(struct arena *arena, struct value *map, struct str key,
    struct span key_span, const struct value *value);

/* The entry of a map, or NULL; NULL too for other kinds. Linear: maps are short or walked. */
const struct value_entry *value_find(const struct value *map, const char *key);
const struct value_entry *value_find_str(const struct value *map, struct str key);

/* "a map", "a list", "text", … with article, for messages. */
const char *value_kind_text(const struct value *value);

/* Same kinds, same texts, same entries in any order of keys; places do not count. */
bool value_equal(const struct value *a, const struct value *b);

#endif
