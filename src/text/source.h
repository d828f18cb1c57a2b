/*
 * One position space over all sources.
 *
 * Every text that a finding may point into is a source and owns a range of positions; a span is
 * a position and a length, eight bytes, and is turned into path, line and column only when it
 * is shown. There are four kinds:
 *
 *   FILE    the bytes of an input file.
 *   SCALAR  decoded text of a scalar whose bytes in the file differ (escapes, folding,
 *           indentation); mapped back to the file exactly, on demand.
 *   USE     one running of one Lua file, a position per line; its parent is the place that used
 * it. MADE    text printed from a tree; each of its tokens remembers where it came from.
 *
 * Position 0 belongs to nobody: a span at 0 says "no place".
 *
 * A branch is for another thread: it adds sources in a range of positions of its own and finds
 * all others in its parent, which must not change meanwhile. Merging puts them into the parent,
 * whose positions may then have gaps.
 */
#ifndef TOCSIN_TEXT_SOURCE_H
#define TOCSIN_TEXT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

struct span {
    uint32_t at;
    uint32_t len;
};

static inline struct span
span_none(void)
{
    return (struct span){ 0, 0 };
}

static inline bool
span_is_set(struct span span)
{
    return span.at != 0;
}

/* The span from the start of `a` to the end of `b`, which must lie in one source. */
struct span span_join(struct span a, struct span b);

/* A part of a span, counted from its start; both ends are clamped to it. */
static inline struct span
span_slice(struct span span, size_t from, size_t to)
{
    to = to < span.len ? to : span.len;
    from = from < to ? from : to;
    return span_is_set(span) ? (struct span){ span.at + (uint32_t)from, (uint32_t)(to - from) }
                             : span;
}

enum source_kind {
    SOURCE_KIND_FILE,
    SOURCE_KIND_SCALAR,
    SOURCE_KIND_USE,
    SOURCE_KIND_MADE,
};

/* In made text, the bytes from `offset` on (up to the next origin's) come from `from`. */
struct source_origin {
    uint32_t offset;
    struct span from;
};

struct source;

/* Maps the decoded bytes [from, to) of a SCALAR to bytes of its raw text (the parent's bytes in
 * the file). False when no exact map exists; the whole scalar is shown then. */
typedef bool source_map_function(const struct source *scalar, struct str raw, uint32_t from,
    uint32_t to, uint32_t *raw_from, uint32_t *raw_to);

/* There is one for every text that a template puts together: what is of one kind only shares
 * its room. */
struct source {
    uint8_t kind;    /* enum source_kind */
    bool is_library; /* FILE: read for an `include` or bundled, not the system's own */
    uint32_t base;   /* the position of the first byte */
    uint32_t size;   /* how many positions it owns, the end position included */
    struct span
        parent;      /* SCALAR: its raw bytes; USE: the place that used it; MADE: its origin */
    struct str text; /* USE: the Lua file's text */
    union {
        struct {
            struct str name;       /* FILE and USE: the path as shown */
            const uint32_t *lines; /* offsets of line starts */
            size_t line_count;
        };
        struct {
            source_map_function *map; /* SCALAR only */
            int map_style;            /* for the map function */
        };
        struct {
            const struct source_origin *origins; /* MADE only, in order of offset; none: */
            size_t origin_count;                 /* all of it comes from `parent` */
            const void *parsed; /* MADE: what reading the text would give, if known */
        };
    };
};

VEC_DECLARE(source_vec, struct source *);

struct sources {
    struct arena *arena;
    struct source_vec all; /* in order of base */
    uint32_t next;
    uint32_t end;                 /* the first position that is not its own */
    uint32_t skipped;             /* positions in gaps */
    const struct sources *parent; /* of a branch, else NULL */
    uint32_t first;               /* of a branch: its own positions begin here */
    bool is_full;                 /* something found no room */
    struct map uses; /* path → the last use of that file, whose lines the next one shares */
};

void sources_init(struct sources *sources, struct arena *arena);

/* How many positions branches may have now; what gaps may take in all is a quarter of the
 * space. */
uint32_t sources_room(const struct sources *sources);

/* A branch with `size` positions, `offset` behind the parent's last; both within its room. */
void sources_branch(struct sources *branch, const struct sources *parent, struct arena *arena,
    uint32_t offset, uint32_t size);

/* Puts a branch's sources into its parent; those of lower positions come first. The branch's
 * arena must live as long as the parent. */
void sources_merge(struct sources *parent, const struct sources *branch);

/* The texts are borrowed and must live as long as the sources. NULL when the position space
 * (4 GiB, or what a branch has) is used up. */
const struct source *sources_add_file(
    struct sources *sources, struct str name, struct str text);
const struct source *sources_add_scalar(struct sources *sources, struct str decoded,
    struct span raw, source_map_function *map, int style);
const struct source *sources_add_use(
    struct sources *sources, struct str name, struct str text, struct span user);
const struct source *sources_add_made(struct sources *sources, struct str text,
    const struct source_origin *origins, size_t count);

/* Made text whose every byte comes from one place. */
const struct source *sources_add_made_at(
    struct sources *sources, struct str text, struct span from);

/* Tells of the newest source, which is a MADE one, what reading its text would give. The
 * pointer means something to whoever makes such texts and reads them. */
void sources_set_parsed(struct sources *sources, const void *parsed);

/* What was told of the MADE source that this span is all of, or NULL. */
const void *sources_find_parsed(const struct sources *sources, struct span span);

/* Marks the newest file as a library's: what it defines is not the system's own. */
void sources_mark_library(struct sources *sources);

/* The source that owns the position, or NULL for position 0. */
const struct source *sources_find(const struct sources *sources, uint32_t at);

/* The text under a span: a view. */
struct str sources_text(const struct sources *sources, struct span span);

/* Follows SCALAR maps and MADE origins down to bytes of a file (or a line of a Lua file). The
 * result is exact when possible, else the whole scalar or token. */
struct span sources_to_file(const struct sources *sources, struct span span);

struct place {
    const struct source *source; /* a FILE or a USE */
    uint32_t offset;             /* bytes from its start */
    uint32_t line;               /* from 1 */
    uint32_t column;             /* from 1, in bytes */
};

/* The place of the first byte, in a file. False for "no place". */
bool sources_locate(const struct sources *sources, struct span span, struct place *out);

/* The text of a line (from 1) without its line break. */
struct str source_line(const struct source *source, uint32_t line);

/* The number of the line of a FILE or USE that holds the byte at `offset`, from 1. */
uint32_t source_line_at(const struct source *source, uint32_t offset);

#endif
