/*
 * Regular expressions that are nothing but a list of texts.
 */
#include "regex/literals.h"

#include <ctype.h>

#include "base/buf.h"

/* Without redundant anchors and one pair of parentheses around everything. */
static struct str
strip(struct str pattern)
{
    if (str_starts_with(pattern, STR("^"))) {
        pattern = str_slice(pattern, 1, pattern.len);
    }
    if (str_ends_with(pattern, STR("$")) && !str_ends_with(pattern, STR("\\$"))) {
        pattern = str_slice(pattern, 0, pattern.len - 1);
    }
    if (str_starts_with(pattern, STR("(?:")) && str_ends_with(pattern, STR(")"))) {
        return str_slice(pattern, 3, pattern.len - 1);
    }
    if (str_starts_with(pattern, STR("(")) && str_ends_with(pattern, STR(")"))) {
        return str_slice(pattern, 1, pattern.len - 1);
    }
    return pattern;
}

static bool
is_meta(char c)
{
    return c != '\0' && strchr(".+*?()[]{}^$|\\", c) != NULL;
}

/* Takes one character at `*i`, an escaped one included. */
static bool
take_character(struct str pattern, size_t *i, struct buf *text)
{
    char c = pattern.at[*i];
    if (c == '\\' && *i + 1 < pattern.len && ispunct((unsigned char)pattern.at[*i + 1])) {
        buf_add_char(text, pattern.at[*i + 1]);
        *i += 2;
        return true;
    }
    if (is_meta(c)) {
        return false;
    }
    buf_add_char(text, c);
    *i += 1;
    return true;
}

bool
literals_of_pattern(struct arena *arena, struct str pattern, struct literal_vec *literals)
{
    struct str rest = strip(pattern);
    struct buf text;
    buf_init(&text);
    bool is_literal = true;
    for (size_t i = 0; is_literal && i < rest.len;) {
        if (rest.at[i] == '|') {
            VEC_PUSH(arena, literals, arena_copy(arena, buf_str(&text)));
            buf_clear(&text);
            i++;
            continue;
        }
        is_literal = take_character(rest, &i, &text);
    }
    if (is_literal) {
        VEC_PUSH(arena, literals, arena_copy(arena, buf_str(&text)));
    }
    buf_finish(&text);
    return is_literal;
}
