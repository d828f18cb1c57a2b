/*
 * Canonical block YAML: the same calls always give the same bytes.
 *
 * Styles are chosen here and not by a library, because every reader has its own idea of a plain
 * scalar: text is written without quotes only when libyaml, Go's yaml.v2 and v3 and PyYAML read
 * the same text back (YAML 1.1 and 1.2). Two spaces of indentation, lists indented under their
 * key, literal blocks for text of several lines, single quotes before double ones, lines never
 * folded.
 *
 *     yaml_writer_init(&yaml, &buf);
 *     yaml_comment(&yaml, STR("Made by tocsin, do not edit"));
 *     yaml_begin_map(&yaml);
 *     yaml_word(&yaml, "groups");
 *     yaml_begin_list(&yaml);
 *     yaml_end_list(&yaml);
 *     yaml_end_map(&yaml);
 *     yaml_writer_finish(&yaml);
 */
#ifndef TOCSIN_EMIT_YAML_WRITER_H
#define TOCSIN_EMIT_YAML_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ratio.h"
#include "base/str.h"
#include "data/value.h"

struct yaml_level;

struct yaml_writer {
    struct buf *buf; /* borrowed */
    struct yaml_level *levels;
    size_t depth;
    size_t capacity;
};

void yaml_writer_init(struct yaml_writer *yaml, struct buf *buf);

/* Frees the writer's own memory; everything begun must have been ended. */
void yaml_writer_finish(struct yaml_writer *yaml);

/* `# text`, each line of the text on a line of its own, before the next key or element; not
 * between a key and its value, nor as the first thing of a map or list in a list. */
void yaml_comment(struct yaml_writer *yaml, struct str text);

/* Wrong nesting, a value without its key or a key in a list is a mistake of the programmer.
 * Empty maps and lists are written `{}` and `[]`. */
void yaml_begin_map(struct yaml_writer *yaml);
void yaml_end_map(struct yaml_writer *yaml);
void yaml_begin_list(struct yaml_writer *yaml);
void yaml_end_list(struct yaml_writer *yaml);

void yaml_key(struct yaml_writer *yaml, struct str key);

/* A key that a format knows: a word that no reader takes for anything else, so that nobody
 * needs to look. */
void yaml_word(struct yaml_writer *yaml, const char *word);

/* Text that every reader reads back as this text: `'true'`, `'1:30'`, `''`. */
void yaml_text(struct yaml_writer *yaml, struct str text);

/* One line of text as a literal block too (`|-`), where it can be one: for expressions. */
void yaml_block(struct yaml_writer *yaml, struct str text);

/* A scalar that was plain in a spec: written without quotes when it reads back as the same
 * characters, whatever type readers see in it (`true`, `2.40`, `5m`). */
void yaml_plain(struct yaml_writer *yaml, struct str text);

void yaml_bool(struct yaml_writer *yaml, bool truth);
void yaml_null(struct yaml_writer *yaml);
void yaml_integer(struct yaml_writer *yaml, int64_t number);
void yaml_ratio(struct yaml_writer *yaml, struct ratio number);
void yaml_double(struct yaml_writer *yaml, double number);
void yaml_duration(struct yaml_writer *yaml, int64_t milliseconds);

/* `key: text` in one call; a shorthand for yaml_word and yaml_text. */
void yaml_entry(struct yaml_writer *yaml, const char *key, struct str text);

/* Any value, at this place. */
void yaml_value(struct yaml_writer *yaml, const struct value *value);

/* The whole text of one value as a document, with a line break at its end. */
void yaml_write_value(struct buf *buf, const struct value *value);

/* Whether `text` may stand without quotes and still be this *string* to every reader. */
bool yaml_is_plain_text(struct str text);

#endif
