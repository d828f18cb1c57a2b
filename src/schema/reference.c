/*
 * The tables as Markdown, for people: a section per record, a row per key, links between them.
 */
#include "schema/schema.h"

#include "base/buf.h"
#include "schema/collect.h"
#include "schema/types.h"
#include "schema/walk.h"

struct page {
    struct buf *buf;
    const struct collected_vec *all;
};

/* Text inside a cell: `|` would end it, and so would a line break. */
static void
print_cell(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '|') {
            buf_add_char(buf, '\\');
        }
        buf_add_char(buf, text.at[i] == '\n' ? ' ' : text.at[i]);
    }
}

static void
print_link(const struct page *page, const struct record *record, const char *text)
{
    struct str slug = collect_find(page->all, record)->slug;
    buf_printf(page->buf, "[%s](#%.*s)", text, STR_ARG(slug));
}

static void
print_words(struct buf *buf, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        bool is_last = !words[i + 1];
        const char *gap = i == 0 ? "" : is_last ? " or " : ", ";
        buf_printf(buf, "%s`%s`", gap, words[i]);
    }
}

static void
print_one(const struct page *page, const struct field *field)
{
    if (field->record) {
        print_link(page, field->record, field->record->name);
    } else if (field->type == FIELD_TYPE_CHOICE) {
        print_words(page->buf, field->words);
    } else {
        buf_add_text(page->buf, type_words(field->type)->noun);
        if (field->words) {
            buf_add_text(page->buf, " or ");
            print_words(page->buf, field->words);
        }
    }
}

static void
print_type(const struct page *page, const struct field *field)
{
    switch (field->shape) {
    case FIELD_SHAPE_ONE:
    case FIELD_SHAPE_LIST:
        break;
    case FIELD_SHAPE_MAP:
        if (field->key_type == FIELD_TYPE_TEXT) {
            buf_add_text(page->buf, "a map to ");
        } else {
            buf_printf(page->buf, "a map from %s to ", type_words(field->key_type)->plural);
        }
        break;
    }
    print_one(page, field);
    if (field->shape == FIELD_SHAPE_LIST) {
        buf_add_text(page->buf, ", or a list");
    }
    if (field->is_repeatable) {
        buf_add_text(page->buf, ", or a list of several of that name");
    }
    if (field->also) {
        buf_add_text(page->buf, "; or ");
        print_type(page, field->also);
    }
}

/* "needs Prometheus 2.42 or newer. The text." */
static void
print_meaning(struct buf *buf, const struct field *field)
{
    if (field->doc) {
        print_cell(buf, str_from(field->doc));
    }
    const char *tool = type_tool_name(field->tool);
    if (field->since) {
        buf_printf(buf, " Since %s %s.", tool, field->since);
    }
    if (field->until) {
        buf_printf(buf, " Up to %s %s.", tool, field->until);
    }
    if (field->deprecated) {
        buf_printf(buf, " Deprecated: write %s instead.", field->deprecated);
    }
}

static void
print_row(const struct page *page, const struct field *field, bool several)
{
    struct buf *buf = page->buf;
    buf_printf(buf, "| `%s` | ", field->key);
    print_type(page, field);
    buf_add_text(buf, " | ");
    if (field->fallback) {
        buf_printf(buf, "`%s`", field->fallback);
    } else if (field->is_required) {
        buf_add_text(buf, "required");
    } else if (field->is_in_group) {
        buf_add_text(buf, several ? "at least one" : "one of them");
    }
    buf_add_text(buf, " | ");
    print_meaning(buf, field);
    buf_add_text(buf, " |\n");
}

static void
print_short_forms(const struct page *page, const struct record *record)
{
    struct buf *buf = page->buf;
    if (record->text_field) {
        buf_printf(buf, "A bare value stands for `%s`.\n\n", record->text_field);
    }
    if (record->list_field) {
        buf_printf(buf, "A bare list stands for `%s`.\n\n", record->list_field);
    }
    if (record->also) {
        buf_add_text(buf, "Another form: ");
        print_type(page, record->also);
        buf_add_text(buf, ".\n\n");
    }
    if (!record->group) {
        return;
    }
    const char *amount = record->group_takes_several ? "At least one"
                         : record->group_is_optional ? "At most one"
                                                     : "Exactly one";
    buf_printf(buf, "%s key says %s: ", amount, record->group);
    const char *gap = "";
    for (const struct field *field = record->fields; field->key; field++) {
        if (field->is_in_group) {
            buf_printf(buf, "%s`%s`", gap, field->key);
            gap = ", ";
        }
    }
    buf_add_text(buf, ".\n\n");
}

static void
print_other_keys(const struct page *page, const struct record *record)
{
    if (record->other_keys) {
        buf_add_text(page->buf, "\nAlso every key of ");
        print_link(page, record->other_keys, record->other_keys->name);
        buf_add_text(page->buf, ".\n");
    } else if (record->takes_other_keys) {
        buf_add_text(page->buf, "\nOther keys are kept as they are written.\n");
    }
}

static void
print_record(const struct page *page, const struct collected *collected)
{
    const struct record *record = collected->record;
    buf_printf(page->buf, "\n## %.*s\n\n", STR_ARG(collected->title));
    if (record->doc) {
        buf_printf(page->buf, "%s\n\n", record->doc);
    }
    print_short_forms(page, record);
    if (record->fields->key) {
        buf_add_text(page->buf, "| key | value | default | meaning |\n|---|---|---|---|\n");
    }
    for (const struct field *field = record->fields; field->key; field++) {
        print_row(page, field, record->group_takes_several);
    }
    print_other_keys(page, record);
}

void
schema_print_reference(struct buf *buf, const struct record *record)
{
    struct arena arena;
    arena_init(&arena);
    struct collected_vec all = collect_records(&arena, record);
    const struct page page = { buf, &all };
    for (size_t i = 0; i < all.count; i++) {
        print_record(&page, &all.at[i]);
    }
    arena_finish(&arena);
}
