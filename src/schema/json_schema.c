/*
 * The tables as JSON Schema, for editors.
 *
 * Every record is a definition. A short form becomes one more branch of an `anyOf`; numbers and
 * durations are numbers or strings of a pattern, since YAML leaves quotes off. The schema
 * accepts what the decoder accepts; versions, names and expressions it cannot judge.
 */
#include "schema/schema.h"

#include "base/buf.h"
#include "data/json_write.h"
#include "schema/collect.h"
#include "schema/types.h"
#include "schema/walk.h"

struct printer {
    struct json_writer json;
    struct arena *arena;
    const struct collected_vec *all;
};

static void
print_pair(struct printer *printer, const char *key, const char *text)
{
    json_key(&printer->json, str_from(key));
    json_string(&printer->json, str_from(text));
}

static void
print_ref(struct printer *printer, const struct record *record)
{
    struct str slug = collect_find(printer->all, record)->slug;
    json_key(&printer->json, STR("$ref"));
    json_string(&printer->json, arena_printf(printer->arena, "#/$defs/%.*s", STR_ARG(slug)));
}

static void
print_types(struct printer *printer, const char *const *types, size_t count)
{
    json_key(&printer->json, STR("type"));
    json_begin_list(&printer->json);
    for (size_t i = 0; i < count; i++) {
        json_string(&printer->json, str_from(types[i]));
    }
    json_end_list(&printer->json);
}

static void
print_limit(struct printer *printer, const char *key, int64_t limit)
{
    json_key(&printer->json, str_from(key));
    json_number_integer(&printer->json, limit);
}

static void
print_words(struct printer *printer, const char *const *words)
{
    json_key(&printer->json, STR("enum"));
    json_begin_list(&printer->json);
    for (size_t i = 0; words[i]; i++) {
        json_string(&printer->json, str_from(words[i]));
    }
    json_end_list(&printer->json);
}

/* Texts that look like numbers or booleans need no quotes in YAML. */
static void
print_text(struct printer *printer, const struct field *field)
{
    static const char *const types[] = { "string", "number", "boolean" };
    const struct type_words *words = type_words(field->type);
    print_types(printer, types, 3);
    if (words->pattern) {
        print_pair(printer, "pattern", words->pattern);
    } else if (!words->takes_empty || field->is_required) {
        print_limit(printer, "minLength", 1);
    }
}

static void
print_number(struct printer *printer, enum field_type type)
{
    static const char *const numbers[] = { "number", "string" };
    static const char *const integers[] = { "integer", "string" };
    print_types(printer, type == FIELD_TYPE_NUMBER ? numbers : integers, 2);
    print_pair(printer, "pattern", type_words(type)->pattern);
    if (type == FIELD_TYPE_COUNT || type == FIELD_TYPE_DURATION) {
        print_limit(printer, "minimum", 0);
    }
    if (type == FIELD_TYPE_DURATION) {
        print_limit(printer, "maximum", 0);
    }
}

/* A number, or a word that may stand in its place. */
static void
print_number_or_word(struct printer *printer, const struct field *field)
{
    json_key(&printer->json, STR("anyOf"));
    json_begin_list(&printer->json);
    json_begin_object(&printer->json);
    print_number(printer, field->type);
    json_end_object(&printer->json);
    json_begin_object(&printer->json);
    print_words(printer, field->words);
    json_end_object(&printer->json);
    json_end_list(&printer->json);
}

/* The keywords for one element, inside an open object. */
static void
print_one(struct printer *printer, const struct field *field)
{
    switch (field->type) {
    case FIELD_TYPE_RECORD:
    case FIELD_TYPE_VALUE:
        if (field->record) {
            print_ref(printer, field->record);
        }
        break;
    case FIELD_TYPE_BOOL:
        print_pair(printer, "type", "boolean");
        break;
    case FIELD_TYPE_COUNT:
    case FIELD_TYPE_INTEGER:
    case FIELD_TYPE_NUMBER:
    case FIELD_TYPE_DURATION:
        if (field->words) {
            print_number_or_word(printer, field);
        } else {
            print_number(printer, field->type);
        }
        break;
    case FIELD_TYPE_CHOICE:
        print_words(printer, field->words);
        break;
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_KEY:
    case FIELD_TYPE_METRIC:
    case FIELD_TYPE_LABEL:
    case FIELD_TYPE_EXPR:
    case FIELD_TYPE_ANNOTATION:
    case FIELD_TYPE_NOTIFICATION:
    case FIELD_TYPE_REGEX:
    case FIELD_TYPE_URL:
    case FIELD_TYPE_PATH:
    case FIELD_TYPE_SECRET:
    case FIELD_TYPE_SIZE:
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_VERSION:
        print_text(printer, field);
        break;
    }
}

static void
print_one_object(struct printer *printer, const struct field *field)
{
    json_begin_object(&printer->json);
    print_one(printer, field);
    json_end_object(&printer->json);
}

static void
print_list_of(struct printer *printer, const struct field *field)
{
    json_begin_object(&printer->json);
    print_pair(printer, "type", "array");
    json_key(&printer->json, STR("items"));
    print_one_object(printer, field);
    json_end_object(&printer->json);
}

static void
begin_any(struct printer *printer)
{
    json_key(&printer->json, STR("anyOf"));
    json_begin_list(&printer->json);
}

static void
print_map_of(struct printer *printer, const struct field *field)
{
    print_pair(printer, "type", "object");
    const char *pattern = type_words(field->key_type)->pattern;
    if (pattern) {
        json_key(&printer->json, STR("propertyNames"));
        json_begin_object(&printer->json);
        print_pair(printer, "pattern", pattern);
        json_end_object(&printer->json);
    }
    json_key(&printer->json, STR("additionalProperties"));
    if (!field->is_repeatable) {
        print_one_object(printer, field);
        return;
    }
    json_begin_object(&printer->json);
    begin_any(printer);
    print_one_object(printer, field);
    print_list_of(printer, field);
    json_end_list(&printer->json);
    json_end_object(&printer->json);
}

/* The keywords for the field's shape, inside an open object. */
static void
print_shape(struct printer *printer, const struct field *field)
{
    switch (field->shape) {
    case FIELD_SHAPE_ONE:
        print_one(printer, field);
        break;
    case FIELD_SHAPE_MAP:
        print_map_of(printer, field);
        break;
    case FIELD_SHAPE_LIST:
        begin_any(printer);
        print_one_object(printer, field);
        print_list_of(printer, field);
        json_end_list(&printer->json);
        break;
    }
}

static void
print_shape_object(struct printer *printer, const struct field *field)
{
    json_begin_object(&printer->json);
    print_shape(printer, field);
    json_end_object(&printer->json);
}

static void
print_field(struct printer *printer, const struct field *field)
{
    json_begin_object(&printer->json);
    if (field->doc) {
        print_pair(printer, "description", field->doc);
    }
    if (field->fallback) {
        print_pair(printer, "default", field->fallback);
    }
    if (field->deprecated) {
        json_key(&printer->json, STR("deprecated"));
        json_bool(&printer->json, true);
    }
    if (field->also) {
        begin_any(printer);
        print_shape_object(printer, field);
        print_shape_object(printer, field->also);
        json_end_list(&printer->json);
    } else {
        print_shape(printer, field);
    }
    json_end_object(&printer->json);
}

static void
print_required_one(struct printer *printer, const char *key)
{
    json_begin_object(&printer->json);
    json_key(&printer->json, STR("required"));
    json_begin_list(&printer->json);
    json_string(&printer->json, str_from(key));
    json_end_list(&printer->json);
    json_end_object(&printer->json);
}

static void
print_group_keys(struct printer *printer, const struct record *record)
{
    for (const struct field *field = record->fields; field->key; field++) {
        if (field->is_in_group) {
            print_required_one(printer, field->key);
        }
    }
}

/* Exactly one key of the group; or several, or none, where that is allowed. */
static void
print_group(struct printer *printer, const struct record *record)
{
    json_key(&printer->json, record->group_takes_several ? STR("anyOf") : STR("oneOf"));
    json_begin_list(&printer->json);
    print_group_keys(printer, record);
    if (record->group_is_optional) {
        json_begin_object(&printer->json);
        json_key(&printer->json, STR("not"));
        json_begin_object(&printer->json);
        begin_any(printer);
        print_group_keys(printer, record);
        json_end_list(&printer->json);
        json_end_object(&printer->json);
        json_end_object(&printer->json);
    }
    json_end_list(&printer->json);
}

static void
print_properties(struct printer *printer, const struct record *record)
{
    json_key(&printer->json, STR("properties"));
    json_begin_object(&printer->json);
    for (const struct field *field = record->fields; field->key; field++) {
        json_key(&printer->json, str_from(field->key));
        print_field(printer, field);
    }
    const struct field *other = record->other_keys ? record->other_keys->fields : NULL;
    for (; other && other->key; other++) {
        if (!walk_find_field(record, str_from(other->key))) {
            json_key(&printer->json, str_from(other->key));
            print_field(printer, other);
        }
    }
    json_end_object(&printer->json);
}

static void
print_required(struct printer *printer, const struct record *record)
{
    bool is_open = false;
    for (const struct field *field = record->fields; field->key; field++) {
        if (!field->is_required) {
            continue;
        }
        if (!is_open) {
            json_key(&printer->json, STR("required"));
            json_begin_list(&printer->json);
            is_open = true;
        }
        json_string(&printer->json, str_from(field->key));
    }
    if (is_open) {
        json_end_list(&printer->json);
    }
}

/* Keys that begin with `x-` are for anchors at the top of a spec. */
static void
print_own_keys(struct printer *printer)
{
    json_key(&printer->json, STR("patternProperties"));
    json_begin_object(&printer->json);
    json_key(&printer->json, STR("^x-"));
    json_bool(&printer->json, true);
    json_end_object(&printer->json);
}

static void
print_map_form(struct printer *printer, const struct record *record)
{
    print_pair(printer, "type", "object");
    print_properties(printer, record);
    print_required(printer, record);
    if (record->group) {
        print_group(printer, record);
    }
    if (record == printer->all->at[0].record) {
        print_own_keys(printer);
    }
    json_key(&printer->json, STR("additionalProperties"));
    json_bool(&printer->json, record->takes_other_keys);
}

static void
print_record(struct printer *printer, const struct record *record)
{
    json_begin_object(&printer->json);
    if (record->doc) {
        print_pair(printer, "description", record->doc);
    }
    if (!record->text_field && !record->list_field && !record->also) {
        print_map_form(printer, record);
        json_end_object(&printer->json);
        return;
    }
    begin_any(printer);
    json_begin_object(&printer->json);
    print_map_form(printer, record);
    json_end_object(&printer->json);
    if (record->text_field) {
        print_one_object(printer, walk_find_field(record, str_from(record->text_field)));
    }
    if (record->list_field) {
        print_list_of(printer, walk_find_field(record, str_from(record->list_field)));
    }
    if (record->also) {
        print_shape_object(printer, record->also);
    }
    json_end_list(&printer->json);
    json_end_object(&printer->json);
}

void
schema_print_json_schema(struct buf *buf, const struct record *record, struct str title)
{
    struct arena arena;
    arena_init(&arena);
    struct collected_vec all = collect_records(&arena, record);
    struct printer printer = { .arena = &arena, .all = &all };
    json_writer_init(&printer.json, buf, JSON_LAYOUT_INDENTED);
    json_begin_object(&printer.json);
    print_pair(&printer, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_key(&printer.json, STR("title"));
    json_string(&printer.json, title);
    print_ref(&printer, record);
    json_key(&printer.json, STR("$defs"));
    json_begin_object(&printer.json);
    for (size_t i = 0; i < all.count; i++) {
        json_key(&printer.json, all.at[i].slug);
        print_record(&printer, all.at[i].record);
    }
    json_end_object(&printer.json);
    json_end_object(&printer.json);
    buf_add_char(buf, '\n');
    arena_finish(&arena);
}
