/*
 * From functions of Lua to lines of files.
 */
#include "template/place.h"

#include <stdio.h>

static const char chunk_prefix[] = "file";

const char place_no_room[] = "the spec has more than 4 GiB of text, the templates' included";

void
place_name_chunk(char name[PLACE_CHUNK_NAME_SIZE], size_t number)
{
    /* Lua leaves the `=` out of its messages. */
    snprintf(name, PLACE_CHUNK_NAME_SIZE, "=%s%zu", chunk_prefix, number);
}

/* Cuts digits off a text; false when it does not begin with any. */
static bool
cut_number(struct str *text, size_t *number)
{
    enum { MOST_DIGITS = 9 };
    size_t at = 0;
    *number = 0;
    while (at < text->len && at < MOST_DIGITS && text->at[at] >= '0' && text->at[at] <= '9') {
        *number = *number * 10 + (size_t)(text->at[at++] - '0');
    }
    *text = str_slice(*text, at, text->len);
    return at > 0;
}

static bool
cut_text(struct str *text, const char *start)
{
    bool is_there = str_starts_with(*text, str_from(start));
    if (is_there) {
        *text = str_slice(*text, strlen(start), text->len);
    }
    return is_there;
}

int
place_cut_line(struct str *message)
{
    struct str rest = *message;
    size_t number;
    size_t line;
    if (!cut_text(&rest, chunk_prefix) || !cut_number(&rest, &number) ||
        !cut_text(&rest, ":") || !cut_number(&rest, &line) || !cut_text(&rest, ": ")) {
        return 0;
    }
    *message = rest;
    return (int)line;
}

const struct running_file *
place_add_file(struct running *running, struct chunk *chunk)
{
    const struct template_use *use = running->use;
    struct span user = span_is_set(use->name_span) ? use->name_span : use->span;
    const struct source *source = sources_add_use(
        running->templates->sources, chunk->file->path, chunk->file->text, user);
    if (!source) {
        return NULL;
    }
    if (!chunk->spots) {
        chunk->spots =
            ARENA_ARRAY(running->templates->arena, struct place_spot, source->line_count);
    }
    struct running_file *file = ARENA_NEW(running->arena, struct running_file);
    *file = (struct running_file){ source, &chunk->literals, chunk->spots, chunk->number,
        chunk->file->is_bundled };
    VEC_PUSH(running->arena, &running->files, file);
    running->last_name = NULL;
    return file;
}

/* The file that a chunk name leads to, or NULL: the function is of C. */
static const struct running_file *
file_called(const struct running *running, const char *chunk_name)
{
    size_t prefix = sizeof chunk_prefix - 1;
    if (*chunk_name != '=' || strncmp(chunk_name + 1, chunk_prefix, prefix) != 0) {
        return NULL;
    }
    struct str name = str_from(chunk_name + 1 + prefix);
    size_t number;
    if (!cut_number(&name, &number)) {
        return NULL;
    }
    for (size_t i = 0; i < running->files.count; i++) {
        if (running->files.at[i]->number == number) {
            return running->files.at[i];
        }
    }
    return NULL;
}

const struct running_file *
place_of_function(lua_State *lua, int *line)
{
    lua_Debug function;
    lua_pushvalue(lua, -1);
    lua_getinfo(lua, ">S", &function);
    const struct running *running = running_of(lua);
    const struct running_file *file = file_called(running, function.source);
    *line = file ? function.linedefined : 0;
    return file ? file : running->files.at[0];
}

const struct running_file *
place_file_at(const struct running *running, uint32_t at)
{
    for (size_t i = 0; i < running->files.count; i++) {
        const struct source *source = running->files.at[i]->source;
        if (at >= source->base && at - source->base < source->size) {
            return running->files.at[i];
        }
    }
    return NULL;
}

/* Lua takes a `\r` alone for the end of a line, and so may count more of them. */
static size_t
index_of_line(const struct source *source, int line)
{
    size_t index = line > 0 ? (size_t)line - 1 : 0;
    return index < source->line_count ? index : source->line_count - 1;
}

struct span
place_of_line(const struct running_file *file, int line)
{
    const struct source *source = file->source;
    return (struct span){ source->base + source->lines[index_of_line(source, line)], 0 };
}

/* The line that runs, of the nearest function of Lua from that level on; false when there is
 * none. */
static bool
find_line(lua_State *lua, int level, const struct running_file **file, int *line)
{
    struct running *running = running_of(lua);
    lua_Debug call;
    for (; lua_getstack(lua, level, &call); level++) {
        lua_getinfo(lua, "Sl", &call);
        if (call.currentline <= 0) {
            continue; /* a function of C */
        }
        if (call.source != running->last_name) {
            running->last_file = file_called(running, call.source);
            running->last_name = call.source;
        }
        if (running->last_file) {
            *file = running->last_file;
            *line = call.currentline;
            return true;
        }
    }
    return false;
}

struct span
place_now(lua_State *lua)
{
    const struct running_file *file;
    int line;
    return find_line(lua, 0, &file, &line) ? place_of_line(file, line) : span_none();
}

struct span
running_line(lua_State *lua)
{
    const struct running_file *file;
    int line;
    bool is_found = find_line(lua, 1, &file, &line);
    return is_found ? place_of_line(file, line)
                    : place_of_line(running_of(lua)->files.at[0], 0);
}

static bool
is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* The offset of a word in a line, or SIZE_MAX when there is none or more than one. */
static size_t
find_only_word(struct str line, struct str word)
{
    size_t found = SIZE_MAX;
    bool is_name = is_word_char(word.at[0]);
    for (size_t from = 0;; from++) {
        size_t ahead = str_find(str_slice(line, from, line.len), word);
        if (ahead == SIZE_MAX) {
            return found;
        }
        size_t at = from + ahead;
        size_t end = at + word.len;
        bool is_inside = is_name && ((at > 0 && is_word_char(line.at[at - 1])) ||
                                        (end < line.len && is_word_char(line.at[end])));
        if (!is_inside && found != SIZE_MAX) {
            return SIZE_MAX;
        }
        found = is_inside ? found : at;
        from = at;
    }
}

struct span
place_of_word(const struct running *running, struct span line, struct str word)
{
    const struct running_file *file = word.len > 0 ? place_file_at(running, line.at) : NULL;
    if (!file) {
        return line;
    }
    const struct source *source = file->source;
    uint32_t number = source_line_at(source, line.at - source->base);
    size_t at = find_only_word(source_line(source, number), word);
    if (at == SIZE_MAX) {
        return line;
    }
    size_t start = source->base + source->lines[number - 1];
    return (struct span){ (uint32_t)(start + at), (uint32_t)word.len };
}

struct span
place_of_name(lua_State *lua, struct str name)
{
    const struct running_file *file;
    int line;
    if (!find_line(lua, 1, &file, &line)) {
        return running_line(lua);
    }
    struct span span = place_of_line(file, line);
    const struct source *source = file->source;
    struct place_spot *spot = &file->spots[index_of_line(source, line)];
    if (spot->len == name.len && memcmp(source->text.at + spot->at, name.at, name.len) == 0) {
        return (struct span){ source->base + spot->at, spot->len };
    }
    span = place_of_word(running_of(lua), span, name);
    *spot = (struct place_spot){ span.at - source->base, span.len };
    return span;
}
