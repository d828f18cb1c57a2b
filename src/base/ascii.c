/*
 * Eight bytes in one number: a test of all of them leaves its answer in the highest bit of each
 * (Warren, Hacker's Delight, chapter 6). Carries can only make a byte look special that stands
 * behind one that is.
 */
#include "base/ascii.h"

#include <stdint.h>

enum { EIGHT = 8 };

static const uint64_t ones = UINT64_MAX / 0xFF;
static const uint64_t highest = UINT64_MAX / 0xFF * 0x80;

static uint64_t
load(const char *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return eight;
}

/* One below 0x20 borrows, one of 0x7F carries, and both reach its highest bit. */
static bool
are_printable(uint64_t eight)
{
    return ((eight | (eight - 0x20 * ones) | (eight + ones)) & highest) == 0;
}

/* Below 0x80; a difference of 0 borrows. */
static bool
have(uint64_t eight, char c)
{
    return (((eight ^ (uint64_t)c * ones) - ones) & highest) != 0;
}

static bool
are_plain(uint64_t eight)
{
    return are_printable(eight) && !have(eight, '"') && !have(eight, '\\');
}

static bool
is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

static bool
is_plain(char c)
{
    return is_printable(c) && c != '"' && c != '\\';
}

/* Inlined with its two questions. The last eight may begin before what is asked for: it has
 * been looked at already. */
static inline size_t
skip(struct str text, size_t at, bool (*are)(uint64_t eight), bool (*is)(char c))
{
    while (text.len - at >= EIGHT && are(load(text.at + at))) {
        at += EIGHT;
    }
    if (text.len - at < EIGHT && text.len >= EIGHT && are(load(text.at + text.len - EIGHT))) {
        return text.len;
    }
    while (at < text.len && is(text.at[at])) {
        at++;
    }
    return at;
}

size_t
ascii_skip_printable(struct str text, size_t at)
{
    return skip(text, at, are_printable, is_printable);
}

size_t
ascii_skip_plain(struct str text, size_t at)
{
    return skip(text, at, are_plain, is_plain);
}
