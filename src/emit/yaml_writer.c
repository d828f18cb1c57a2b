/*
 * Streaming block YAML.
 *
 * Nothing of a collection is written when it begins: whether it is empty, and whether its first
 * entry may share the line of a dash, is known only with its first entry. Each level remembers
 * that in `is_empty` and `shares_line`.
 */
#include "emit/yaml_writer.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/duration.h"
#include "emit/yaml_text.h"

/* Longer keys cannot stand before `: `; readers look ahead 1,024 characters. */
enum { LONGEST_SIMPLE_KEY = 1000 };

struct yaml_level {
    size_t indent;
    bool is_map;
    bool is_empty;
    bool shares_line;   /* the first entry goes on in the line of a dash */
    bool has_left_line; /* a comment stands between the key and the first entry */
    bool after_key;
};

void
yaml_writer_init(struct yaml_writer *yaml, struct buf *buf)
{
    *yaml = (struct yaml_writer){ .buf = buf };
}

void
yaml_writer_finish(struct yaml_writer *yaml)
{
    assert(yaml->depth == 0);
    free(yaml->levels);
    *yaml = (struct yaml_writer){ .buf = NULL };
}

static struct yaml_level *
innermost(struct yaml_writer *yaml)
{
    return yaml->depth > 0 ? &yaml->levels[yaml->depth - 1] : NULL;
}

/* The first entry of a collection leaves the line of its key. */
static void
end_key_line(struct yaml_writer *yaml, struct yaml_level *level)
{
    if (level->is_empty && !level->has_left_line && yaml->depth > 1) {
        buf_add_char(yaml->buf, '\n');
        level->has_left_line = true;
    }
}

/* Writes what stands before a key or a dash: the end of the line above and the blanks. */
static void
begin_line(struct yaml_writer *yaml, struct yaml_level *level)
{
    if (level->is_empty && level->shares_line) {
        buf_add_char(yaml->buf, ' ');
    } else {
        end_key_line(yaml, level);
        buf_add_repeated(yaml->buf, ' ', level->indent);
    }
    level->is_empty = false;
}

/* Writes what stands before a value, up to its dash or its key's colon. */
static void
begin_value(struct yaml_writer *yaml)
{
    struct yaml_level *level = innermost(yaml);
    if (!level) {
        return;
    }
    if (level->is_map) {
        assert(level->after_key);
        level->after_key = false;
        return;
    }
    begin_line(yaml, level);
    buf_add_char(yaml->buf, '-');
}

/* A scalar stands behind one blank, but for a document that is nothing else. */
static void
begin_scalar(struct yaml_writer *yaml)
{
    begin_value(yaml);
    if (yaml->depth > 0) {
        buf_add_char(yaml->buf, ' ');
    }
}

static void
end_scalar(struct yaml_writer *yaml)
{
    buf_add_char(yaml->buf, '\n');
}

void
yaml_comment(struct yaml_writer *yaml, struct str text)
{
    struct yaml_level *level = innermost(yaml);
    assert(!level || !level->after_key);
    if (level) {
        assert(!level->is_empty || !level->shares_line);
        end_key_line(yaml, level);
    }
    while (text.at) {
        struct str line = str_cut(&text, '\n');
        buf_add_repeated(yaml->buf, ' ', level ? level->indent : 0);
        buf_add_text(yaml->buf, line.len > 0 ? "# " : "#");
        buf_add(yaml->buf, line);
        buf_add_char(yaml->buf, '\n');
    }
}

static void
begin_collection(struct yaml_writer *yaml, bool is_map)
{
    const struct yaml_level *outer = innermost(yaml);
    struct yaml_level level = { .indent = outer ? outer->indent + 2 : 0,
        .is_map = is_map,
        .is_empty = true,
        .shares_line = outer && !outer->is_map };
    begin_value(yaml);
    if (yaml->depth == yaml->capacity) {
        yaml->capacity = yaml->capacity ? 2 * yaml->capacity : 16;
        yaml->levels = memory_resize(yaml->levels, yaml->capacity * sizeof(struct yaml_level));
    }
    yaml->levels[yaml->depth++] = level;
}

static void
end_collection(struct yaml_writer *yaml, bool is_map)
{
    const struct yaml_level *level = innermost(yaml);
    assert(level && level->is_map == is_map && !level->after_key);
    yaml->depth--;
    if (level->is_empty) {
        size_t blanks = level->has_left_line ? level->indent : yaml->depth > 0;
        buf_add_repeated(yaml->buf, ' ', blanks);
        buf_add_text(yaml->buf, is_map ? "{}\n" : "[]\n");
    }
}

void
yaml_begin_map(struct yaml_writer *yaml)
{
    begin_collection(yaml, true);
}

void
yaml_end_map(struct yaml_writer *yaml)
{
    end_collection(yaml, true);
}

void
yaml_begin_list(struct yaml_writer *yaml)
{
    begin_collection(yaml, false);
}

void
yaml_end_list(struct yaml_writer *yaml)
{
    end_collection(yaml, false);
}

static void
add_one_line(struct buf *buf, struct str text)
{
    if (yaml_is_plain_text(text)) {
        buf_add(buf, text);
    } else {
        yaml_text_add_quoted(buf, text);
    }
}

static const struct yaml_level *
begin_key(struct yaml_writer *yaml)
{
    struct yaml_level *level = innermost(yaml);
    assert(level && level->is_map && !level->after_key);
    begin_line(yaml, level);
    level->after_key = true;
    return level;
}

void
yaml_word(struct yaml_writer *yaml, const char *word)
{
    begin_key(yaml);
    buf_add_text(yaml->buf, word);
    buf_add_char(yaml->buf, ':');
}

void
yaml_key(struct yaml_writer *yaml, struct str key)
{
    const struct yaml_level *level = begin_key(yaml);
    size_t start = yaml->buf->len;
    add_one_line(yaml->buf, key);
    if (yaml->buf->len - start <= LONGEST_SIMPLE_KEY) {
        buf_add_char(yaml->buf, ':');
        return;
    }
    yaml->buf->len = start;
    buf_add_text(yaml->buf, "? ");
    add_one_line(yaml->buf, key);
    buf_add_char(yaml->buf, '\n');
    buf_add_repeated(yaml->buf, ' ', level->indent);
    buf_add_char(yaml->buf, ':');
}

bool
yaml_is_plain_text(struct str text)
{
    return yaml_text_is_bare(text) && !yaml_text_has_type(text);
}

/* Content stands two deeper than its map or list; a first line that starts with a blank or is
 * empty needs the number said. Line breaks at the end are cut, clipped or kept. */
static void
add_block(struct yaml_writer *yaml, struct str text)
{
    size_t indent = innermost(yaml)->indent + 2;
    size_t breaks = 0;
    while (breaks < text.len && text.at[text.len - 1 - breaks] == '\n') {
        breaks++;
    }
    buf_add_char(yaml->buf, '|');
    if (strchr(" \t\n", text.at[0])) {
        buf_add_char(yaml->buf, '2');
    }
    buf_add_text(yaml->buf, breaks == 0 ? "-" : breaks == 1 ? "" : "+");
    buf_add_char(yaml->buf, '\n');
    struct str rest = str_slice(text, 0, text.len - (breaks > 0));
    while (rest.at) {
        struct str line = str_cut(&rest, '\n');
        if (line.len > 0) {
            buf_add_repeated(yaml->buf, ' ', indent);
            buf_add(yaml->buf, line);
        }
        buf_add_char(yaml->buf, '\n');
    }
}

void
yaml_text(struct yaml_writer *yaml, struct str text)
{
    bool is_plain = yaml_is_plain_text(text);
    if (!is_plain && str_find_char(text, '\n') != SIZE_MAX) {
        yaml_block(yaml, text);
        return;
    }
    begin_scalar(yaml);
    if (is_plain) {
        buf_add(yaml->buf, text);
    } else {
        yaml_text_add_quoted(yaml->buf, text);
    }
    end_scalar(yaml);
}

void
yaml_block(struct yaml_writer *yaml, struct str text)
{
    begin_scalar(yaml);
    if (yaml->depth > 0 && yaml_text_is_block(text)) {
        add_block(yaml, text);
        return;
    }
    add_one_line(yaml->buf, text);
    end_scalar(yaml);
}

void
yaml_plain(struct yaml_writer *yaml, struct str text)
{
    if (!yaml_text_is_bare(text)) {
        yaml_text(yaml, text);
        return;
    }
    begin_scalar(yaml);
    buf_add(yaml->buf, text);
    end_scalar(yaml);
}

void
yaml_bool(struct yaml_writer *yaml, bool truth)
{
    begin_scalar(yaml);
    buf_add_text(yaml->buf, truth ? "true\n" : "false\n");
}

void
yaml_null(struct yaml_writer *yaml)
{
    begin_scalar(yaml);
    buf_add_text(yaml->buf, "null\n");
}

void
yaml_integer(struct yaml_writer *yaml, int64_t number)
{
    begin_scalar(yaml);
    buf_printf(yaml->buf, "%" PRId64 "\n", number);
}

void
yaml_ratio(struct yaml_writer *yaml, struct ratio number)
{
    begin_scalar(yaml);
    ratio_print(yaml->buf, number);
    end_scalar(yaml);
}

void
yaml_duration(struct yaml_writer *yaml, int64_t milliseconds)
{
    begin_scalar(yaml);
    duration_print(yaml->buf, milliseconds);
    end_scalar(yaml);
}

void
yaml_double(struct yaml_writer *yaml, double number)
{
    begin_scalar(yaml);
    if (number != number) {
        buf_add_text(yaml->buf, ".nan");
    } else if (number - number != 0) {
        buf_add_text(yaml->buf, number > 0 ? ".inf" : "-.inf");
    } else {
        number_print(yaml->buf, number);
    }
    end_scalar(yaml);
}

void
yaml_entry(struct yaml_writer *yaml, const char *key, struct str text)
{
    yaml_word(yaml, key);
    yaml_text(yaml, text);
}

static void
write_text(struct yaml_writer *yaml, const struct value *value)
{
    if (value->is_plain) {
        yaml_plain(yaml, value->text);
    } else if (value->is_block) {
        yaml_block(yaml, value->text);
    } else {
        yaml_text(yaml, value->text);
    }
}

static void
write_list(struct yaml_writer *yaml, const struct value *list)
{
    yaml_begin_list(yaml);
    for (size_t i = 0; i < list->items.count; i++) {
        yaml_value(yaml, list->items.at[i]);
    }
    yaml_end_list(yaml);
}

static void
write_map(struct yaml_writer *yaml, const struct value *map)
{
    yaml_begin_map(yaml);
    for (size_t i = 0; i < map->entries.count; i++) {
        yaml_key(yaml, map->entries.at[i].key);
        yaml_value(yaml, map->entries.at[i].value);
    }
    yaml_end_map(yaml);
}

/* Recursion is bounded by the readers' depth limits. */
void
yaml_value(struct yaml_writer *yaml, const struct value *value)
{
    switch (value->kind) {
    case VALUE_KIND_NULL:
        yaml_null(yaml);
        return;
    case VALUE_KIND_BOOL:
        yaml_bool(yaml, value->truth);
        return;
    case VALUE_KIND_NUMBER:
        yaml_plain(yaml, value->text);
        return;
    case VALUE_KIND_TEXT:
        write_text(yaml, value);
        return;
    case VALUE_KIND_LIST:
        write_list(yaml, value);
        return;
    case VALUE_KIND_MAP:
        write_map(yaml, value);
        return;
    }
}

void
yaml_write_value(struct buf *buf, const struct value *value)
{
    struct yaml_writer yaml;
    yaml_writer_init(&yaml, buf);
    yaml_value(&yaml, value);
    yaml_writer_finish(&yaml);
}
