/*
 * Canonical JSON: the same values always give the same bytes.
 *
 * A streaming writer that needs no tree, and a printer of whole values on top of it. The layout
 * is that of Grafana's exports (two spaces, every element on its own line, `[]` and `{}` when
 * empty) or one line without blanks. Unicode is kept; only `"`, `\` and control characters are
 * escaped; bytes that are not UTF-8 become U+FFFD, so that the output is always JSON.
 *
 *     json_writer_init(&json, &buf, JSON_LAYOUT_INDENTED);
 *     json_begin_object(&json);
 *     json_key(&json, STR("panels"));
 *     json_begin_list(&json);
 *     json_end_list(&json);
 *     json_end_object(&json);
 */
#ifndef TOCSIN_DATA_JSON_WRITE_H
#define TOCSIN_DATA_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ratio.h"
#include "base/str.h"
#include "data/value.h"

enum json_layout {
    JSON_LAYOUT_INDENTED,
    JSON_LAYOUT_COMPACT,
};

struct json_writer {
    struct buf *buf; /* borrowed */
    enum json_layout layout;
    size_t depth;
    bool is_first;  /* nothing stands yet in the innermost object or list */
    bool after_key; /* a key stands and waits for its value */
};

void json_writer_init(struct json_writer *json, struct buf *buf, enum json_layout layout);

/* Wrong nesting, a value without its key or a key in a list is a mistake of the programmer. */
void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_list(struct json_writer *json);
void json_end_list(struct json_writer *json);

void json_key(struct json_writer *json, struct str key);

void json_string(struct json_writer *json, struct str text);
void json_bool(struct json_writer *json, bool truth);
void json_null(struct json_writer *json);
void json_number_integer(struct json_writer *json, int64_t number);
void json_number_ratio(struct json_writer *json, struct ratio number);

/* The shortest text that reads back the same; infinities and NaN, which JSON lacks, as null. */
void json_number_double(struct json_writer *json, double number);

/* A number as written (`2.40`, `1e400`); text that is no JSON number becomes a string. */
void json_number_text(struct json_writer *json, struct str text);

/* Any value. Plain YAML text is typed as YAML 1.2 does for JSON's own words: `true`, `false`
 * and JSON numbers lose their quotes; everything else, `no`, `0x1f` and `05` too, is a string.
 */
void json_value(struct json_writer *json, const struct value *value);

/* The whole text of one value, without a line break at its end. */
void json_write_value(struct buf *buf, const struct value *value, enum json_layout layout);

/* `"text"` with escapes; for places that need a JSON string alone. */
void json_write_string(struct buf *buf, struct str text);

/* JSON's grammar of numbers: `-1.5e3` is one, `+1`, `.5`, `01` and `1.` are not. */
bool json_is_number(struct str text);

#endif
