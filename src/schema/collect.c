/*
 * A queue that is also the result: records are appended when first mentioned.
 */
#include "schema/collect.h"

#include "schema/types.h"

const struct collected *
collect_find(const struct collected_vec *all, const struct record *record)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].record == record) {
            return &all->at[i];
        }
    }
    return NULL;
}

/* Letters and digits in lower case, everything else as one `-`, as Markdown makes anchors of
 * headings that have only letters, digits and single blanks. */
static struct str
slug_of(struct arena *arena, struct str title)
{
    char *at = ARENA_ARRAY(arena, char, title.len);
    size_t len = 0;
    for (size_t i = 0; i < title.len; i++) {
        char c = title.at[i];
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_plain) {
            at[len++] = c;
        } else if (len > 0 && at[len - 1] != '-') {
            at[len++] = '-';
        }
    }
    return str_make(at, len);
}

static struct str
title_of(struct arena *arena, struct str name)
{
    char *at = ARENA_ARRAY(arena, char, name.len);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (c != '`' && c != '\'') {
            at[len++] = is_plain ? c : ' ';
        }
    }
    if (len > 0 && at[0] >= 'a' && at[0] <= 'z') {
        at[0] = (char)(at[0] - 'a' + 'A');
    }
    return str_make(at, len);
}

static bool
has_slug(const struct collected_vec *all, struct str slug)
{
    for (size_t i = 0; i < all->count; i++) {
        if (str_equal(all->at[i].slug, slug)) {
            return true;
        }
    }
    return false;
}

static void
add_record(struct arena *arena, struct collected_vec *all, const struct record *record)
{
    if (!record || collect_find(all, record)) {
        return;
    }
    struct str base = title_of(arena, type_bare_name(record));
    struct str title = base;
    struct str slug = slug_of(arena, title);
    for (int i = 2; has_slug(all, slug); i++) {
        title = arena_printf(arena, "%.*s %d", STR_ARG(base), i);
        slug = slug_of(arena, title);
    }
    struct collected collected = { record, slug, title };
    VEC_PUSH(arena, all, collected);
}

struct collected_vec
collect_records(struct arena *arena, const struct record *root)
{
    struct collected_vec all = { 0 };
    add_record(arena, &all, root);
    for (size_t i = 0; i < all.count; i++) {
        const struct record *record = all.at[i].record;
        for (const struct field *field = record->fields; field->key; field++) {
            add_record(arena, &all, field->record);
            add_record(arena, &all, field->also ? field->also->record : NULL);
        }
        add_record(arena, &all, record->also ? record->also->record : NULL);
        add_record(arena, &all, record->other_keys);
    }
    return all;
}
