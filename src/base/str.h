/*
 * Text as a pointer and a length, passed by value.
 *
 * A `struct str` is nearly always a view of bytes that somebody else owns (a source file, an
 * arena); it is not terminated by NUL and may hold any byte. Functions here never allocate. The
 * smallest are inline, so that comparing with a literal measures nothing at run time.
 */
#ifndef TOCSIN_BASE_STR_H
#define TOCSIN_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *at;
    size_t len;
};

/* A string literal as a str, also usable in static tables. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                      \
    {                                                                                          \
        "" literal, sizeof(literal) - 1                                                        \
    }

/* The two arguments of a `%.*s` conversion. Texts over INT_MAX bytes are cut. */
#define STR_ARG(s) ((int)((s).len > 0x7fffffff ? 0x7fffffff : (s).len)), ((s).len ? (s).at : "")

static inline struct str
str_make(const char *at, size_t len)
{
    struct str s = { at, len };
    return s;
}

/* A view of a NUL-terminated string; NULL gives the empty str. */
static inline struct str
str_from(const char *z)
{
    return z ? str_make(z, strlen(z)) : str_make("", 0);
}

static inline bool
str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* Tables of words are searched with it, so most texts differ in their first byte. */
static inline bool
str_is(struct str a, const char *z)
{
    return a.len == 0 ? !z || !*z : z && a.at[0] == *z && str_equal(a, str_from(z));
}

/* Orders by bytes, a prefix before the longer text; for qsort-like uses. */
int str_compare(struct str a, struct str b);

bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);

/* The part from `from` up to but not including `to`; both are clamped to the text. */
static inline struct str
str_slice(struct str s, size_t from, size_t to)
{
    to = to < s.len ? to : s.len;
    from = from < to ? from : to;
    return s.at ? str_make(s.at + from, to - from) : s;
}

/* Without the blanks (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);

/* The offset of the first occurrence, or `SIZE_MAX`. */
size_t str_find(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);

bool str_contains(struct str s, struct str needle);

/* Cuts `*rest` at the first `separator`: returns the part before and leaves the part after it
 * in
 * `*rest`. Without a separator it returns everything and leaves `*rest` with a NULL pointer, so
 * `while (rest.at)` walks all parts, an empty last one included. */
struct str str_cut(struct str *rest, char separator);

#endif
