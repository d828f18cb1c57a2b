/*
 * Finding one's way around a line that libyaml gave up in.
 */
#include "read/yaml_scene.h"

#include <stdint.h>

struct span
scene_span(const struct scene *scene, size_t from, size_t to)
{
    return (struct span){ scene->file->base + (uint32_t)from, (uint32_t)(to - from) };
}

struct str
scene_text(const struct scene *scene, size_t from, size_t to)
{
    return str_slice(scene->file->text, from, to);
}

char
scene_char(const struct scene *scene, size_t at)
{
    return at < scene->file->text.len ? scene->file->text.at[at] : '\0';
}

static bool
is_break(char c)
{
    return c == '\n' || c == '\r';
}

size_t
scene_line_start(const struct scene *scene, size_t at)
{
    while (at > 0 && !is_break(scene->file->text.at[at - 1])) {
        at--;
    }
    return at;
}

size_t
scene_line_end(const struct scene *scene, size_t at)
{
    while (at < scene->file->text.len && !is_break(scene->file->text.at[at])) {
        at++;
    }
    return at;
}

size_t
scene_skip_blanks(const struct scene *scene, size_t at)
{
    while (scene_is_blank(scene_char(scene, at))) {
        at++;
    }
    return at;
}

size_t
scene_trimmed_end(const struct scene *scene, size_t from, size_t to)
{
    while (to > from &&
           (scene_is_blank(scene_char(scene, to - 1)) || is_break(scene_char(scene, to - 1)))) {
        to--;
    }
    return to;
}

size_t
scene_content_start(const struct scene *scene, size_t from)
{
    size_t at = scene_skip_blanks(scene, from);
    while (scene_char(scene, at) == '-' && scene_is_blank(scene_char(scene, at + 1))) {
        at = scene_skip_blanks(scene, at + 1);
    }
    return at;
}

size_t
scene_value_start(const struct scene *scene, size_t line)
{
    size_t content = scene_content_start(scene, line);
    for (size_t at = content; at < scene_line_end(scene, line); at++) {
        if (scene_char(scene, at) == ':' && scene_is_blank(scene_char(scene, at + 1))) {
            return scene_skip_blanks(scene, at + 1);
        }
    }
    return content;
}

size_t
scene_line_above(const struct scene *scene, size_t line)
{
    while (line > 0) {
        line = scene_line_start(scene, line - 1);
        char first = scene_char(scene, scene_skip_blanks(scene, line));
        if (first != '#' && first != '\0' && !is_break(first)) {
            return line;
        }
    }
    return SIZE_MAX;
}

bool
scene_has_colon(const struct scene *scene, size_t line)
{
    return str_find_char(scene_text(scene, line, scene_line_end(scene, line)), ':') != SIZE_MAX;
}
