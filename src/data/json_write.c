/*
 * Printing JSON.
 *
 * The writer needs no stack: a comma stands before everything but the first thing after a
 * bracket, and after a closing bracket something stands in the collection around it.
 */
#include "data/json_write.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

#include "base/ascii.h"
#include "base/utf8.h"

void
json_writer_init(struct json_writer *json, struct buf *buf, enum json_layout layout)
{
    *json = (struct json_writer){ .buf = buf, .layout = layout, .is_first = true };
}

static void
break_line(struct json_writer *json)
{
    if (json->layout == JSON_LAYOUT_INDENTED) {
        buf_add_char(json->buf, '\n');
        buf_add_repeated(json->buf, ' ', 2 * json->depth);
    }
}

/* What stands before an element or a key. */
static void
begin_item(struct json_writer *json)
{
    if (json->depth > 0) {
        if (!json->is_first) {
            buf_add_char(json->buf, ',');
        }
        break_line(json);
    } else {
        assert(json->is_first);
    }
    json->is_first = false;
}

static void
begin_value(struct json_writer *json)
{
    if (!json->after_key) {
        begin_item(json);
    }
    json->after_key = false;
}

static void
begin_collection(struct json_writer *json, char bracket)
{
    begin_value(json);
    buf_add_char(json->buf, bracket);
    json->depth++;
    json->is_first = true;
}

static void
end_collection(struct json_writer *json, char bracket)
{
    assert(json->depth > 0 && !json->after_key);
    json->depth--;
    if (!json->is_first) {
        break_line(json);
    }
    buf_add_char(json->buf, bracket);
    json->is_first = false;
}

void
json_begin_object(struct json_writer *json)
{
    begin_collection(json, '{');
}

void
json_end_object(struct json_writer *json)
{
    end_collection(json, '}');
}

void
json_begin_list(struct json_writer *json)
{
    begin_collection(json, '[');
}

void
json_end_list(struct json_writer *json)
{
    end_collection(json, ']');
}

/* The bytes of `"`, `\` and control characters; false for what stands as it is. */
static bool
add_escape(struct buf *buf, unsigned char byte)
{
    static const char letters[] = "btn\0fr"; /* from U+0008 on; U+000B has none */
    if (byte == '"' || byte == '\\') {
        buf_add_char(buf, '\\');
        buf_add_char(buf, (char)byte);
        return true;
    }
    if (byte >= 0x20) {
        return false;
    }
    if (byte >= 8 && byte <= 13 && letters[byte - 8]) {
        buf_add_char(buf, '\\');
        buf_add_char(buf, letters[byte - 8]);
    } else {
        buf_printf(buf, "\\u%04x", byte);
    }
    return true;
}

void
json_write_string(struct buf *buf, struct str text)
{
    buf_add_char(buf, '"');
    size_t done = 0;
    for (size_t at = ascii_skip_plain(text, 0); at < text.len;
         at = ascii_skip_plain(text, at)) {
        unsigned char byte = (unsigned char)text.at[at];
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        if (len > 1) {
            at += len;
            continue;
        }
        buf_add(buf, str_slice(text, done, at));
        if (len == 0) {
            buf_add_text(buf, "\xEF\xBF\xBD");
        } else if (!add_escape(buf, byte)) {
            buf_add_char(buf, (char)byte);
        }
        at++;
        done = at;
    }
    buf_add(buf, str_slice(text, done, text.len));
    buf_add_char(buf, '"');
}

void
json_key(struct json_writer *json, struct str key)
{
    assert(json->depth > 0 && !json->after_key);
    begin_item(json);
    json_write_string(json->buf, key);
    buf_add_text(json->buf, json->layout == JSON_LAYOUT_INDENTED ? ": " : ":");
    json->after_key = true;
}

void
json_string(struct json_writer *json, struct str text)
{
    begin_value(json);
    json_write_string(json->buf, text);
}

void
json_bool(struct json_writer *json, bool truth)
{
    begin_value(json);
    buf_add_text(json->buf, truth ? "true" : "false");
}

void
json_null(struct json_writer *json)
{
    begin_value(json);
    buf_add_text(json->buf, "null");
}

void
json_number_integer(struct json_writer *json, int64_t number)
{
    begin_value(json);
    buf_printf(json->buf, "%" PRId64, number);
}

void
json_number_ratio(struct json_writer *json, struct ratio number)
{
    begin_value(json);
    ratio_print(json->buf, number);
}

void
json_number_double(struct json_writer *json, double number)
{
    begin_value(json);
    if (isfinite(number)) {
        number_print(json->buf, number);
    } else {
        buf_add_text(json->buf, "null");
    }
}

static size_t
skip_digits(struct str text, size_t at)
{
    while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9') {
        at++;
    }
    return at;
}

bool
json_is_number(struct str text)
{
    size_t at = text.len > 0 && text.at[0] == '-' ? 1 : 0;
    size_t end = skip_digits(text, at);
    if (end == at || (text.at[at] == '0' && end > at + 1)) {
        return false;
    }
    at = end;
    if (at < text.len && text.at[at] == '.') {
        end = skip_digits(text, at + 1);
        if (end == at + 1) {
            return false;
        }
        at = end;
    }
    if (at < text.len && (text.at[at] == 'e' || text.at[at] == 'E')) {
        at++;
        at += at < text.len && (text.at[at] == '+' || text.at[at] == '-');
        end = skip_digits(text, at);
        return end > at && end == text.len;
    }
    return at == text.len;
}

void
json_number_text(struct json_writer *json, struct str text)
{
    begin_value(json);
    if (json_is_number(text)) {
        buf_add(json->buf, text);
    } else {
        json_write_string(json->buf, text);
    }
}

static void
write_text(struct json_writer *json, const struct value *value)
{
    if (value->is_plain && (str_is(value->text, "true") || str_is(value->text, "false"))) {
        json_bool(json, str_is(value->text, "true"));
    } else if (value->is_plain) {
        json_number_text(json, value->text);
    } else {
        json_string(json, value->text);
    }
}

static void
write_list(struct json_writer *json, const struct value *list)
{
    json_begin_list(json);
    for (size_t i = 0; i < list->items.count; i++) {
        json_value(json, list->items.at[i]);
    }
    json_end_list(json);
}

static void
write_map(struct json_writer *json, const struct value *map)
{
    json_begin_object(json);
    for (size_t i = 0; i < map->entries.count; i++) {
        json_key(json, map->entries.at[i].key);
        json_value(json, map->entries.at[i].value);
    }
    json_end_object(json);
}

/* Recursion is bounded by the readers' depth limits. */
void
json_value(struct json_writer *json, const struct value *value)
{
    switch (value->kind) {
    case VALUE_KIND_NULL:
        json_null(json);
        return;
    case VALUE_KIND_BOOL:
        json_bool(json, value->truth);
        return;
    case VALUE_KIND_NUMBER:
        json_number_text(json, value->text);
        return;
    case VALUE_KIND_TEXT:
        write_text(json, value);
        return;
    case VALUE_KIND_LIST:
        write_list(json, value);
        return;
    case VALUE_KIND_MAP:
        write_map(json, value);
        return;
    }
}

void
json_write_value(struct buf *buf, const struct value *value, enum json_layout layout)
{
    struct json_writer json;
    json_writer_init(&json, buf, layout);
    json_value(&json, value);
}
