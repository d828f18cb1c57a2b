/*
 * Replacement texts with `$1` and `${name}`.
 *
 * A name is the longest run of letters, digits and underscores, so `$1x` is the group named
 * `1x`, which hardly exists, and expands to nothing. `$$` is a dollar; a `$` before anything
 * else stands for itself.
 */
#include "analysis/expand.h"

#include <ctype.h>
#include <stdlib.h>

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Reads `$name` or `${name}` at `at`; returns its length, or 0 when it is none. */
static size_t
read_group(struct str text, size_t at, struct str *name)
{
    bool is_braced = at + 1 < text.len && text.at[at + 1] == '{';
    size_t from = at + 1 + is_braced;
    size_t to = from;
    while (to < text.len && is_word(text.at[to])) {
        to++;
    }
    bool is_closed = !is_braced || (to < text.len && text.at[to] == '}');
    if (to == from || !is_closed) {
        return 0;
    }
    *name = str_slice(text, from, to);
    return to + is_braced - at;
}

struct expander {
    struct buf *buf; /* NULL: only look */
    const struct regex *regex;
    const struct str *groups;
    bool has_text;
    bool has_group;
};

static int
group_number(const struct regex *regex, struct str name)
{
    int number = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (!isdigit((unsigned char)name.at[i]) || number > 100000) {
            return regex_group_named(regex, name);
        }
        number = number * 10 + (name.at[i] - '0');
    }
    return number <= regex_group_count(regex) ? number : -1;
}

static void
add_group(struct expander *expander, struct str name)
{
    expander->has_group = true;
    if (expander->buf) {
        int number = group_number(expander->regex, name);
        buf_add(expander->buf, number >= 0 ? expander->groups[number] : STR(""));
    }
}

static void
walk(struct expander *expander, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        struct str name;
        size_t len = text.at[i] == '$' ? read_group(text, i, &name) : 0;
        if (len > 0) {
            add_group(expander, name);
            i += len;
            continue;
        }
        bool is_pair = text.at[i] == '$' && i + 1 < text.len && text.at[i + 1] == '$';
        expander->has_text = true;
        if (expander->buf) {
            buf_add_char(expander->buf, text.at[i]);
        }
        i += is_pair ? 2 : 1;
    }
}

void
expand_groups(struct buf *buf, const struct regex *regex, struct str replacement,
    const struct str *groups)
{
    struct expander expander = { .buf = buf, .regex = regex, .groups = groups };
    walk(&expander, replacement);
}

bool
expand_has_text(struct str replacement)
{
    struct expander expander = { 0 };
    walk(&expander, replacement);
    return expander.has_text;
}

bool
expand_has_group(struct str replacement)
{
    struct expander expander = { 0 };
    walk(&expander, replacement);
    return expander.has_group;
}
