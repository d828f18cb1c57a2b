/*
 * Texts made from patterns, by recursive descent: alternatives, sequences, repeated atoms.
 *
 * Groups in groups are followed to a limit, and so is the length, since `(a{1000}){1000}` is a
 * short pattern.
 */
#include "regex/example.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum {
    DEEPEST = 32,
    LONGEST = 256, /* bytes; label values are short */
    ASCII = 128,
};

struct example {
    struct str pattern;
    size_t at;
    struct regex_style style;
    struct buf *out;
    size_t start; /* of the text in `out` */
    int depth;
};

static bool
is_next(const struct example *example, char c)
{
    return example->at < example->pattern.len && example->pattern.at[example->at] == c;
}

static bool
skip(struct example *example, const char *text)
{
    struct str rest = str_slice(example->pattern, example->at, example->pattern.len);
    if (!str_starts_with(rest, str_from(text))) {
        return false;
    }
    example->at += strlen(text);
    return true;
}

static void
add_class(bool *set, char class)
{
    for (int c = 0; c < ASCII; c++) {
        bool is_in = false;
        switch (tolower((unsigned char)class)) {
        case 'd':
            is_in = isdigit(c);
            break;
        case 'w':
            is_in = isalnum(c) || c == '_';
            break;
        case 's':
            is_in = c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
            break;
        default:
            break;
        }
        set[c] |= isupper((unsigned char)class) ? !is_in : is_in;
    }
}

/* `[:alpha:]` and its kin behind `[`; false when it is none of them. */
static bool
add_named_class(struct example *example, bool *set)
{
    static const struct {
        const char *text;
        int (*has)(int c);
    } classes[] = { { "[:alnum:]", isalnum }, { "[:alpha:]", isalpha },
        { "[:digit:]", isdigit }, { "[:lower:]", islower }, { "[:punct:]", ispunct },
        { "[:space:]", isspace }, { "[:upper:]", isupper }, { "[:xdigit:]", isxdigit } };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (skip(example, classes[i].text)) {
            for (int c = 0; c < ASCII; c++) {
                set[c] |= classes[i].has(c) != 0;
            }
            return true;
        }
    }
    return skip(example, "[:word:]") ? add_class(set, 'w'), true : false;
}

/* The character of an escape that stands for one, or -1; `\d` and its kin are none. */
static int
escaped_character(char c)
{
    static const char letters[] = "nrtfav";
    static const char meanings[] = "\n\r\t\f\a\v";
    const char *letter = strchr(letters, c);
    if (letter && c) {
        return meanings[letter - letters];
    }
    return ispunct((unsigned char)c) ? (unsigned char)c : -1;
}

/* One character of a set, at `at`; -1 for a class, which is added at once, -2 for none. */
static int
take_member(struct example *example, bool *set)
{
    if (add_named_class(example, set)) {
        return -1;
    }
    char c = example->pattern.at[example->at++];
    if (c != '\\') {
        return (unsigned char)c < ASCII ? c : -2;
    }
    if (example->at == example->pattern.len) {
        return -2;
    }
    c = example->pattern.at[example->at++];
    if (strchr("dwsDWS", c)) {
        add_class(set, c);
        return -1;
    }
    int escaped = escaped_character(c);
    return escaped < 0 ? -2 : escaped;
}

static bool
take_range(struct example *example, bool *set)
{
    int first = take_member(example, set);
    int last = first;
    bool is_range = first >= 0 && is_next(example, '-') &&
                    example->at + 1 < example->pattern.len &&
                    example->pattern.at[example->at + 1] != ']';
    if (is_range) {
        example->at++;
        last = take_member(example, set);
    }
    for (int c = first; c >= 0 && c <= last; c++) {
        set[c] = true;
    }
    return first != -2 && (last >= 0 || !is_range);
}

/* What stands for dots comes first, then what label values are made of. */
static bool
add_one_of(struct example *example, const bool *set)
{
    static const char usual[] = "0a2A1b-_./: ";
    if (set[(unsigned char)example->style.any]) {
        buf_add_char(example->out, example->style.any);
        return true;
    }
    for (const char *c = usual; *c; c++) {
        if (set[(unsigned char)*c]) {
            buf_add_char(example->out, *c);
            return true;
        }
    }
    for (int c = 1; c < ASCII; c++) {
        if (set[c]) {
            buf_add_char(example->out, (char)c);
            return true;
        }
    }
    return false;
}

/* `[a-z0-9]`, behind the bracket. */
static bool
take_set(struct example *example)
{
    bool set[ASCII] = { false };
    bool is_negated = skip(example, "^");
    bool is_first = true;
    while (is_first || !is_next(example, ']')) {
        if (example->at >= example->pattern.len || !take_range(example, set)) {
            return false;
        }
        is_first = false;
    }
    example->at++;
    for (int c = 0; is_negated && c < ASCII; c++) {
        set[c] = !set[c];
    }
    return add_one_of(example, set);
}

/* Behind the backslash. */
static bool
take_escape(struct example *example)
{
    if (example->at == example->pattern.len) {
        return false;
    }
    char c = example->pattern.at[example->at++];
    if (strchr("bBAz", c)) {
        return true;
    }
    if (strchr("dwsDWS", c)) {
        bool set[ASCII] = { false };
        add_class(set, c);
        return add_one_of(example, set);
    }
    int escaped = escaped_character(c);
    if (escaped >= 0) {
        buf_add_char(example->out, (char)escaped);
    }
    return escaped >= 0;
}

static bool take_alternatives(struct example *example);

/* Behind the parenthesis: `(?:…)`, `(?i)`, `(?P<name>…)`. */
static bool
take_group(struct example *example)
{
    if (skip(example, "?P<") || skip(example, "?<")) {
        while (example->at < example->pattern.len && !is_next(example, '>')) {
            example->at++;
        }
        example->at++;
    } else if (skip(example, "?")) {
        while (example->at < example->pattern.len && !is_next(example, ':') &&
               !is_next(example, ')')) {
            example->at++;
        }
        skip(example, ":");
    }
    if (example->at > example->pattern.len || ++example->depth > DEEPEST) {
        return false;
    }
    bool is_understood = take_alternatives(example) && skip(example, ")");
    example->depth--;
    return is_understood;
}

static bool
take_atom(struct example *example)
{
    char c = example->pattern.at[example->at++];
    switch (c) {
    case '(':
        return take_group(example);
    case '[':
        return take_set(example);
    case '\\':
        return take_escape(example);
    case '.':
        buf_add_char(example->out, example->style.any);
        return true;
    case '^':
    case '$':
        return true;
    default:
        buf_add_char(example->out, c);
        return true;
    }
}

/* `{2}`, `{2,}`, `{2,5}`: the least; 1 when it is no repetition. */
static size_t
take_count(struct example *example)
{
    struct str rest = str_slice(example->pattern, example->at, example->pattern.len);
    size_t end = str_find_char(rest, '}');
    size_t i = 1;
    size_t least = 0;
    while (i < rest.len && isdigit((unsigned char)rest.at[i]) && least <= LONGEST) {
        least = 10 * least + (size_t)(rest.at[i++] - '0');
    }
    bool is_count = end != SIZE_MAX && i > 1 && (rest.at[i] == '}' || rest.at[i] == ',');
    if (!is_count) {
        return 1;
    }
    example->at += end + 1;
    return least;
}

static bool
take_repeated(struct example *example)
{
    size_t from = example->out->len;
    if (!take_atom(example)) {
        return false;
    }
    size_t count = 1;
    if (skip(example, "*") || skip(example, "?")) {
        count = example->style.repeats;
    } else if (is_next(example, '{')) {
        count = take_count(example);
    } else {
        skip(example, "+");
    }
    skip(example, "?"); /* lazy ones match the same */
    size_t length = example->out->len - from;
    if (count == 0) {
        example->out->len = from;
    }
    for (size_t i = 1; i < count && example->out->len - example->start <= LONGEST; i++) {
        buf_reserve(example->out, length);
        buf_add(example->out, str_make(example->out->at + from, length));
    }
    return example->out->len - example->start <= LONGEST;
}

static bool
take_sequence(struct example *example)
{
    bool is_understood = true;
    while (is_understood && example->at < example->pattern.len && !is_next(example, '|') &&
           !is_next(example, ')')) {
        is_understood = take_repeated(example);
    }
    return is_understood;
}

/* Every alternative is walked; the text of one stays. */
static bool
take_alternatives(struct example *example)
{
    struct buf *out = example->out;
    size_t from = out->len;
    for (unsigned number = 0;; number++) {
        size_t begin = out->len;
        if (!take_sequence(example)) {
            return false;
        }
        size_t length = out->len - begin;
        bool stays = number <= example->style.choice;
        if (stays && length) {
            memmove(out->at + from, out->at + begin, length);
        }
        out->len = stays ? from + length : begin;
        if (!skip(example, "|")) {
            return true;
        }
    }
}

bool
regex_example(struct str pattern, struct regex_style style, struct buf *out)
{
    struct example example = {
        .pattern = pattern, .style = style, .out = out, .start = out->len
    };
    return take_alternatives(&example) && example.at == pattern.len;
}
