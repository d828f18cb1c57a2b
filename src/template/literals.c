/*
 * One pass over a Lua file for quoted texts, names before `=` and braces.
 */
#include "template/literals.h"

/* The pass. */
struct scan {
    struct literals *literals;
    struct str text;
    size_t at;
    int braces;
    char before; /* the last character that is no blank and in no comment */
};

static char
peek(const struct scan *scan, size_t ahead)
{
    size_t at = scan->at + ahead;
    return at < scan->text.len ? scan->text.at[at] : '\0';
}

static bool
is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The place for all of one text in the file that is scanned. */
static struct literal_group *
own_group(struct scan *scan, struct str text)
{
    struct literal_index *index = scan->literals->index;
    void **slot = map_slot(&index->groups, text);
    struct literal_group *group = *slot;
    if (!group || group->literals != scan->literals) {
        group = ARENA_NEW(index->arena, struct literal_group);
        *group = (struct literal_group){ .literals = scan->literals, .next = *slot };
        *slot = group;
    }
    return group;
}

static void
add_literal(struct scan *scan, enum literal_kind kind, size_t from, size_t to, int braces)
{
    struct literal *literal = ARENA_NEW(scan->literals->index->arena, struct literal);
    *literal = (struct literal){
        .text = str_slice(scan->text, from, to), .offset = (uint32_t)from, .braces = braces
    };
    struct literal **first = &own_group(scan, literal->text)->first[kind];
    literal->next = *first;
    *first = literal;
}

/* The level of a long bracket, `[[` or `[==[`, or -1. */
static int
long_level(const struct scan *scan, size_t ahead)
{
    int level = 0;
    if (peek(scan, ahead) != '[') {
        return -1;
    }
    while (peek(scan, ahead + 1 + (size_t)level) == '=') {
        level++;
    }
    return peek(scan, ahead + 1 + (size_t)level) == '[' ? level : -1;
}

/* Moves behind a long bracket and gives its inside. */
static void
skip_long(struct scan *scan, int level, size_t *from, size_t *to)
{
    *from = scan->at += (size_t)level + 2;
    for (; scan->at < scan->text.len; scan->at++) {
        int equals = 0;
        while (peek(scan, 0) == ']' && peek(scan, 1 + (size_t)equals) == '=') {
            equals++;
        }
        if (peek(scan, 0) == ']' && equals == level && peek(scan, 1 + (size_t)level) == ']') {
            *to = scan->at;
            scan->at += (size_t)level + 2;
            return;
        }
    }
    *to = scan->text.len;
}

static void
read_comment(struct scan *scan)
{
    size_t from;
    size_t to;
    scan->at += 2;
    int level = long_level(scan, 0);
    if (level >= 0) {
        skip_long(scan, level, &from, &to);
        return;
    }
    while (scan->at < scan->text.len && peek(scan, 0) != '\n') {
        scan->at++;
    }
}

/* A text with escapes differs from its bytes and is left out. */
static void
read_quoted(struct scan *scan)
{
    char quote = peek(scan, 0);
    size_t from = ++scan->at;
    bool is_raw = true;
    while (scan->at < scan->text.len && peek(scan, 0) != quote && peek(scan, 0) != '\n') {
        bool is_escape = peek(scan, 0) == '\\';
        is_raw = is_raw && !is_escape;
        scan->at += is_escape ? 2 : 1;
    }
    size_t to = scan->at < scan->text.len ? scan->at : scan->text.len;
    if (is_raw && to > from) {
        add_literal(scan, LITERAL_KIND_TEXT, from, to, scan->braces);
    }
    scan->at = to + 1;
}

static void
read_long(struct scan *scan, int level)
{
    size_t from;
    size_t to;
    skip_long(scan, level, &from, &to);
    bool skips_break = from < to && scan->text.at[from] == '\n';
    add_literal(scan, LITERAL_KIND_TEXT, from + skips_break, to, scan->braces);
}

/* A name before `=`: a field when it follows a brace or a comma, else a variable. */
static void
read_name(struct scan *scan)
{
    size_t from = scan->at;
    while (is_name_char(peek(scan, 0))) {
        scan->at++;
    }
    size_t to = scan->at;
    size_t ahead = 0;
    while (is_blank(peek(scan, ahead))) {
        ahead++;
    }
    if (peek(scan, ahead) == '=' && peek(scan, ahead + 1) != '=') {
        bool is_field = scan->before != '\0' && memchr("{,;", scan->before, 3);
        add_literal(
            scan, LITERAL_KIND_NAME, from, to, is_field ? scan->braces : LITERALS_NO_BRACES);
    }
}

static void
open_braces(struct scan *scan)
{
    struct literal_braces_vec *all = &scan->literals->braces;
    struct literal_braces braces = { (uint32_t)scan->at, (uint32_t)scan->text.len,
        scan->braces };
    VEC_PUSH(scan->literals->index->arena, all, braces);
    scan->braces = (int)all->count - 1;
    scan->at++;
}

static void
close_braces(struct scan *scan)
{
    if (scan->braces != LITERALS_NO_BRACES) {
        struct literal_braces *braces = &scan->literals->braces.at[scan->braces];
        braces->to = (uint32_t)scan->at + 1;
        scan->braces = braces->parent;
    }
    scan->at++;
}

static void
read_token(struct scan *scan)
{
    char c = peek(scan, 0);
    int level = long_level(scan, 0);
    if (is_blank(c)) {
        scan->at++;
        return;
    }
    if (c == '-' && peek(scan, 1) == '-') {
        read_comment(scan);
        return;
    }
    if (c == '"' || c == '\'') {
        read_quoted(scan);
    } else if (level >= 0) {
        read_long(scan, level);
    } else if (is_name_char(c)) {
        read_name(scan);
    } else if (c == '{') {
        open_braces(scan);
    } else if (c == '}') {
        close_braces(scan);
    } else {
        scan->at++;
    }
    scan->before = c;
}

void
literals_init(struct literals *literals, struct literal_index *index, struct str source)
{
    *literals = (struct literals){ index, index->file_count++, source, { 0 } };
    struct scan scan = { literals, source, 0, LITERALS_NO_BRACES, '\0' };
    while (scan.at < source.len) {
        read_token(&scan);
    }
}

/* Past this many of one text the search gives up, so that it costs little in any file. */
enum { MOST_ALIKE = 200, LONGEST = 4096 };

void
literal_index_init(struct literal_index *index, struct arena *arena)
{
    *index = (struct literal_index){ .arena = arena };
    map_init(&index->groups, arena);
}

const struct literal_group *
literal_index_find(const struct literal_index *index, struct str text)
{
    return text.len <= LONGEST ? map_get(&index->groups, text) : NULL;
}

const struct literal_group *
literals_group(const struct literals *literals, const struct literal_group *groups)
{
    while (groups && groups->literals != literals) {
        groups = groups->next;
    }
    return groups;
}

const struct literal *
literals_only(
    const struct literal_group *group, enum literal_kind kind, int braces, bool *is_several)
{
    const struct literal *first = group ? group->first[kind] : NULL;
    if (!first || braces == LITERALS_NO_BRACES) {
        bool is_only = first && !first->next;
        if (first && !is_only) {
            *is_several = true;
        }
        return is_only ? first : NULL;
    }
    const struct literal *found = NULL;
    int count = 0;
    for (const struct literal *at = first; at; at = at->next) {
        bool is_there = at->braces == braces;
        if (++count > MOST_ALIKE || (is_there && found)) {
            *is_several = true;
            return NULL;
        }
        found = is_there ? at : found;
    }
    return found;
}

const struct literal *
literals_name(const struct literals *literals, struct str name, int braces)
{
    const struct literal_group *group =
        literals_group(literals, literal_index_find(literals->index, name));
    const struct literal *found = NULL;
    bool ignored = false;
    for (int kind = LITERAL_KIND_NAME; kind >= LITERAL_KIND_TEXT && !found; kind--) {
        found = literals_only(group, (enum literal_kind)kind, braces, &ignored);
        if (!found) {
            found = literals_only(group, (enum literal_kind)kind, LITERALS_NO_BRACES, &ignored);
        }
    }
    return found;
}

/* The number of the first braces that open at an offset or behind it; that of all braces when
 * none do. */
static size_t
first_from(const struct literals *literals, size_t offset)
{
    size_t low = 0;
    size_t high = literals->braces.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (literals->braces.at[middle].from < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int
literals_braces_on_line(const struct literals *literals, uint32_t offset)
{
    size_t found = first_from(literals, offset);
    if (found == literals->braces.count) {
        return LITERALS_NO_BRACES;
    }
    struct str between = str_slice(literals->source, offset, literals->braces.at[found].from);
    return str_find_char(between, '\n') == SIZE_MAX ? (int)found : LITERALS_NO_BRACES;
}

int
literals_braces_of(const struct literals *literals, const struct literal *name)
{
    struct str source = literals->source;
    size_t at = name->offset + name->text.len;
    while (at < source.len && (is_blank(source.at[at]) || memchr("=]\"'", source.at[at], 4))) {
        at++;
    }
    while (
        at < source.len && (is_name_char(source.at[at]) || memchr(" .(", source.at[at], 3))) {
        at++;
    }
    size_t found = first_from(literals, at);
    bool is_there = found < literals->braces.count && literals->braces.at[found].from == at;
    return is_there ? (int)found : LITERALS_NO_BRACES;
}

int
literals_braces_inside(const struct literals *literals, int braces, size_t number, size_t count)
{
    int found = LITERALS_NO_BRACES;
    size_t seen = 0;
    if (braces == LITERALS_NO_BRACES) {
        return LITERALS_NO_BRACES;
    }
    uint32_t end = literals->braces.at[braces].to;
    size_t i = (size_t)braces + 1;
    for (; i < literals->braces.count && literals->braces.at[i].from < end; i++) {
        if (literals->braces.at[i].parent == braces && seen++ == number) {
            found = (int)i;
        }
    }
    return seen == count ? found : LITERALS_NO_BRACES;
}
