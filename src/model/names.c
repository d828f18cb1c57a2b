/*
 * Derived names.
 */
#include "model/names.h"

#include "base/buf.h"

static bool
is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool
is_word(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A capital begins a word after a small letter or digit, and before a small letter when it ends
 * a run of capitals: APILatency is `api-latency`. */
static bool
begins_word(struct str name, size_t i)
{
    if (i == 0 || !is_upper(name.at[i])) {
        return false;
    }
    if (!is_upper(name.at[i - 1])) {
        return true;
    }
    return i + 1 < name.len && name.at[i + 1] >= 'a' && name.at[i + 1] <= 'z';
}

struct str
names_kebab(struct arena *arena, struct str name)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool needs_gap = !is_word(c) || begins_word(name, i);
        if (needs_gap && buf.len > 0 && buf.at[buf.len - 1] != '-') {
            buf_add_char(&buf, '-');
        }
        if (is_word(c)) {
            buf_add_char(&buf, is_upper(c) ? (char)(c - 'A' + 'a') : c);
        }
    }
    while (buf.len > 0 && buf.at[buf.len - 1] == '-') {
        buf.len--;
    }
    struct str kebab = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return kebab;
}

struct str
names_file(struct arena *arena, struct str name)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_safe = is_word(c) || c == '-' || c == '_' || (c == '.' && buf.len > 0);
        buf_add_char(&buf, is_safe ? c : '-');
    }
    if (buf.len == 0) {
        buf_add_char(&buf, '-');
    }
    struct str file = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return file;
}
