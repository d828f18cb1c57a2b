/*
 * Views of text: comparison, slices and searches without allocation.
 */
#include "base/str.h"

#include <stdint.h>

int
str_compare(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool
str_starts_with(struct str s, struct str prefix)
{
    return s.len >= prefix.len &&
           (prefix.len == 0 ||
               (s.at[0] == prefix.at[0] && memcmp(s.at, prefix.at, prefix.len) == 0));
}

bool
str_ends_with(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
    while (s.len > 0 && is_blank(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len > 0 && is_blank(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

size_t
str_find(struct str s, struct str needle)
{
    if (needle.len == 0) {
        return 0;
    }
    for (size_t i = 0; i + needle.len <= s.len; i++) {
        const char *hit = memchr(s.at + i, needle.at[0], s.len - needle.len - i + 1);
        if (!hit) {
            return SIZE_MAX;
        }
        i = (size_t)(hit - s.at);
        if (memcmp(hit, needle.at, needle.len) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t
str_find_char(struct str s, char c)
{
    const char *hit = s.len ? memchr(s.at, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.at) : SIZE_MAX;
}

bool
str_contains(struct str s, struct str needle)
{
    return str_find(s, needle) != SIZE_MAX;
}

struct str
str_cut(struct str *rest, char separator)
{
    struct str whole = *rest;
    size_t at = str_find_char(whole, separator);
    if (at == SIZE_MAX) {
        *rest = str_make(NULL, 0);
        return whole;
    }
    *rest = str_slice(whole, at + 1, whole.len);
    return str_slice(whole, 0, at);
}
