/*
 * Walking a value by the tables without decoding it.
 */
#include "schema/schema.h"

#include "schema/walk.h"

struct visitor {
    struct schema_context *context;
    enum field_type type;
    schema_visit_function *visit;
    void *user;
};

static void visit_record(
    const struct visitor *visitor, const struct record *record, const struct value *value);

static void
visit_one(const struct visitor *visitor, const struct field *field, const struct value *value)
{
    if (field->record) {
        visit_record(visitor, field->record, value);
    } else if (field->type == visitor->type && walk_is_scalar(value)) {
        struct text text = { walk_scalar_text(value), value->span };
        visitor->visit(visitor->user, field, text);
    }
}

static void
visit_field(const struct visitor *visitor, const struct field *field, const struct value *value)
{
    if (field->shape == FIELD_SHAPE_ONE) {
        visit_one(visitor, field, value);
        return;
    }
    if (field->shape == FIELD_SHAPE_MAP && value->kind != VALUE_KIND_MAP) {
        return;
    }
    struct value_entry_vec elements = walk_elements(visitor->context, field, value);
    for (size_t i = 0; i < elements.count; i++) {
        visit_one(visitor, field, elements.at[i].value);
    }
}

static void
visit_record(
    const struct visitor *visitor, const struct record *record, const struct value *value)
{
    const struct value *map = walk_rewrite(visitor->context, record, value);
    if (map) {
        map = walk_long_form(visitor->context, record, map);
    }
    if (!map || map->kind != VALUE_KIND_MAP) {
        return;
    }
    for (size_t i = 0; i < map->entries.count; i++) {
        const struct value_entry *entry = &map->entries.at[i];
        const struct field *field = walk_find_field(record, entry->key);
        field = field ? field : walk_find_other(record, entry->key);
        if (field) {
            visit_field(visitor, field, entry->value);
        }
    }
}

void
schema_visit(struct schema_context *context, const struct record *record,
    const struct value *value, enum field_type type, schema_visit_function *visit, void *user)
{
    const struct visitor visitor = { context, type, visit, user };
    visit_record(&visitor, record, value);
}
