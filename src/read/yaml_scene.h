/*
 * The lines around a syntax error: where they start, where their content and their values are.
 *
 * All places are byte offsets in the file.
 */
#ifndef TOCSIN_READ_YAML_SCENE_H
#define TOCSIN_READ_YAML_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "diag/diag.h"
#include "read/yaml_trouble.h"
#include "text/source.h"

struct scene {
    struct diags *diags;
    const struct source *file;
    const struct yaml_trouble *trouble;
    size_t line_from; /* the line where libyaml gave up */
    size_t line_to;
};

struct span scene_span(const struct scene *scene, size_t from, size_t to);
struct str scene_text(const struct scene *scene, size_t from, size_t to);

/* NUL behind the end. */
char scene_char(const struct scene *scene, size_t at);

static inline bool
scene_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The ends of the line that holds a place, its break not included. */
size_t scene_line_start(const struct scene *scene, size_t at);
size_t scene_line_end(const struct scene *scene, size_t at);

size_t scene_skip_blanks(const struct scene *scene, size_t at);

/* Where the text between two places ends without its trailing blanks. */
size_t scene_trimmed_end(const struct scene *scene, size_t from, size_t to);

/* Behind `- ` dashes, where the first key or value of the line starts. */
size_t scene_content_start(const struct scene *scene, size_t line);

/* Behind the first `: ` of the line, where its value starts; or where the line's only value
 * starts. */
size_t scene_value_start(const struct scene *scene, size_t line);

bool scene_has_colon(const struct scene *scene, size_t line);

/* The start of the line before that holds something, or SIZE_MAX. */
size_t scene_line_above(const struct scene *scene, size_t line);

#endif
