/*
 * Maps to structs, by the tables.
 *
 * Entries are decoded in written order; afterwards the fields are looked through for what is
 * missing and for fallbacks. Recursion follows the value, whose depth its reader bounds.
 */
#include "schema/schema.h"

#include <assert.h>

#include "base/work.h"
#include "schema/complain.h"
#include "schema/scalar.h"
#include "schema/types.h"
#include "schema/walk.h"

enum {
    MOST_UNKNOWN_KEYS = 30, /* that are reported in one map */
    MOST_FIELDS = 256,      /* of a record */
    SHARE = 16,             /* of the entries of a long map, for one job */
};

VEC_DECLARE(field_vec, const struct field *);

/* What the keys of a map were found to be. */
struct keys {
    struct field_vec meant;           /* fields that an unknown key was probably meant for */
    uint64_t given[MOST_FIELDS / 64]; /* a bit for each field of the record, by its index */
};

static bool decode_record(struct schema_context *context, const struct scope *parent,
    const struct spot *spot, const struct value *value, void *out);

static size_t
index_of(const struct record *record, const struct field *field)
{
    size_t index = (size_t)(field - record->fields);
    assert(index < MOST_FIELDS);
    return index;
}

static bool
is_given(const struct keys *keys, const struct record *record, const struct field *field)
{
    size_t index = index_of(record, field);
    return keys->given[index / 64] >> (index % 64) & 1;
}

static void
note_given(struct keys *keys, const struct record *record, const struct field *field)
{
    size_t index = index_of(record, field);
    keys->given[index / 64] |= (uint64_t)1 << (index % 64);
}

static void *
at_place(void *out, size_t place)
{
    return out && place != SCHEMA_NO_PLACE ? (char *)out + place : NULL;
}

/* Whether the record can be made from a value of this kind at all. */
static bool
takes_kind(const struct record *record, const struct value *value)
{
    return value->kind == VALUE_KIND_MAP ||
           (value->kind == VALUE_KIND_LIST && record->list_field) ||
           (walk_is_scalar(value) && record->text_field);
}

static bool
decode_value(struct schema_context *context, const struct scope *scope, const struct spot *spot,
    const struct value *value, void *out)
{
    if (value->kind == VALUE_KIND_NULL) {
        complain_no_value(context, spot, value);
        return false;
    }
    if (out) {
        *(const struct value **)out = value;
    }
    return !spot->field->record || decode_record(context, scope, spot, value, NULL);
}

/* One value of the field's type: the field's own, a list's item, a map's entry. */
static bool
decode_one(struct schema_context *context, const struct scope *scope, const struct spot *spot,
    const struct value *value, void *out)
{
    if (spot->field->type == FIELD_TYPE_RECORD) {
        return decode_record(context, scope, spot, value, out);
    }
    if (spot->field->type == FIELD_TYPE_VALUE) {
        return decode_value(context, scope, spot, value, out);
    }
    return scalar_decode(context, spot, value, out);
}

static bool
check_key(struct schema_context *context, const struct spot *spot)
{
    struct field key = { .key = spot->field->key, .type = spot->field->key_type };
    struct spot key_spot = { .field = &key, .owner = spot->owner, .is_key = true };
    struct value text = { .kind = VALUE_KIND_TEXT, .span = spot->key_span, .text = spot->key };
    assert(type_is_text(key.type));
    return scalar_decode(context, &key_spot, &text, NULL);
}

static size_t
element_size(const struct field *field)
{
    if (field->type == FIELD_TYPE_RECORD) {
        return field->record->size;
    }
    bool is_map = field->shape == FIELD_SHAPE_MAP;
    assert(!is_map || type_is_text(field->type));
    return is_map ? sizeof(struct named_text) : type_words(field->type)->size;
}

static size_t
element_align(const struct field *field)
{
    if (field->type == FIELD_TYPE_RECORD) {
        return field->record->align;
    }
    bool is_map = field->shape == FIELD_SHAPE_MAP;
    return is_map ? _Alignof(struct named_text) : type_words(field->type)->align;
}

/* An item or entry into its slot (NULL: only checked). */
static bool
decode_element(struct schema_context *context, const struct scope *scope,
    const struct spot *spot, const struct value *value, void *slot)
{
    bool is_map = spot->field->shape == FIELD_SHAPE_MAP;
    bool is_ok = !is_map || check_key(context, spot);
    if (is_map && slot && spot->field->type != FIELD_TYPE_RECORD) {
        struct named_text *named = slot;
        named->key = (struct text){ spot->key, spot->key_span };
        slot = &named->value;
    }
    return decode_one(context, scope, spot, value, slot) && is_ok;
}

/* Whether an element that is wrong stays in the array: a record that could be read in part
 * does, a scalar does not. */
static bool
is_worth_keeping(const struct field *field, const struct value *value)
{
    return field->type == FIELD_TYPE_RECORD &&
           (field->shape == FIELD_SHAPE_MAP || takes_kind(field->record, value) ||
               field->record->rewrite);
}

/* What all elements of a field have in common, and where they go. */
struct elements {
    struct schema_context *context;
    const struct scope *scope;
    const struct spot *spot; /* of the field */
    const struct value *value;
    struct value_entry_vec all;
    char *array; /* NULL: only checked */
    size_t size; /* of an element in the array */
};

static bool
decode_nth(
    const struct elements *elements, struct schema_context *context, size_t index, void *slot)
{
    const struct value_entry *element = &elements->all.at[index];
    struct spot inner = *elements->spot;
    inner.key = element->key;
    inner.key_span = element->key.at ? element->key_span : elements->spot->key_span;
    inner.is_element = elements->value->kind == VALUE_KIND_LIST;
    return decode_element(context, elements->scope, &inner, element->value, slot);
}

/* One after the other. `*kept` is the number of elements in the array afterwards. */
static bool
decode_all(const struct elements *elements, size_t *kept)
{
    bool is_ok = true;
    *kept = 0;
    for (size_t i = 0; i < elements->all.count; i++) {
        void *slot = elements->array ? elements->array + *kept * elements->size : NULL;
        bool is_good = decode_nth(elements, elements->context, i, slot);
        is_ok = is_ok && is_good;
        *kept += is_good || is_worth_keeping(elements->spot->field, elements->all.at[i].value);
    }
    return is_ok;
}

/* Entries of a long map that are decoded by themselves. */
struct share {
    const struct elements *elements;
    struct arena arena; /* in the pool */
    struct diags diags;
    struct schema_context context;
    bool is_ok;
};

static void
decode_share(void *work, size_t job)
{
    struct share *share = (struct share *)work + job;
    const struct elements *elements = share->elements;
    diags_init(&share->diags, &share->arena);
    diag_set_subject(&share->diags, elements->context->diags->subject);
    share->context = *elements->context;
    share->context.arena = &share->arena;
    share->context.diags = &share->diags;
    share->context.secrets = (struct schema_secret_vec){ 0 };
    share->context.threads = 1;
    share->is_ok = true;
    for (size_t i = job * SHARE; i < elements->all.count && i < (job + 1) * SHARE; i++) {
        void *slot = elements->array + i * elements->size;
        share->is_ok = decode_nth(elements, &share->context, i, slot) && share->is_ok;
    }
}

/* Entries that are all kept, whatever is wrong with them, so that each knows its place. */
static bool
decode_shares(const struct elements *elements)
{
    struct schema_context *context = elements->context;
    size_t jobs = (elements->all.count + SHARE - 1) / SHARE;
    struct share *shares = ARENA_ARRAY(context->arena, struct share, jobs);
    struct arena_pool pool;
    arena_pool_open(&pool, context->arena);
    for (size_t i = 0; i < jobs; i++) {
        shares[i].elements = elements;
        arena_init_in(&shares[i].arena, &pool);
    }
    work_run(decode_share, shares, jobs, context->threads);
    arena_pool_close(&pool);
    bool is_ok = true;
    for (size_t i = 0; i < jobs; i++) {
        const struct schema_secret_vec *secrets = &shares[i].context.secrets;
        for (size_t j = 0; j < secrets->count; j++) {
            VEC_PUSH(context->arena, &context->secrets, secrets->at[j]);
        }
        diags_append(context->diags, &shares[i].diags);
        is_ok = is_ok && shares[i].is_ok;
    }
    return is_ok;
}

/* LIST and MAP fields. `list` is NULL when they are only checked. */
static bool
decode_elements(struct schema_context *context, const struct scope *scope,
    const struct spot *spot, const struct value *value, struct any_list *list)
{
    const struct field *field = spot->field;
    if (value->kind == VALUE_KIND_NULL) {
        complain_no_value(context, spot, value);
        return false;
    }
    if (field->shape == FIELD_SHAPE_MAP && value->kind != VALUE_KIND_MAP) {
        complain_wrong_kind(context, spot, value, "a map");
        return false;
    }
    struct elements elements = { .context = context,
        .scope = scope,
        .spot = spot,
        .value = value,
        .all = walk_elements(context, field, value) };
    size_t count = elements.all.count;
    if (list) {
        elements.size = element_size(field);
        elements.array =
            arena_alloc_array(context->arena, count, elements.size, element_align(field));
        assert(elements.size > 0);
    }
    bool is_long = list && count > 2 * SHARE && field->shape == FIELD_SHAPE_MAP &&
                   field->type == FIELD_TYPE_RECORD;
    size_t kept = count;
    bool is_ok = is_long && context->threads > 1 ? decode_shares(&elements)
                                                 : decode_all(&elements, &kept);
    if (list) {
        *list = (struct any_list){ elements.array, kept };
    }
    return is_ok;
}

static bool
decode_shape(struct schema_context *context, const struct scope *scope, const struct spot *spot,
    const struct value *value, void *out)
{
    void *place = at_place(out, spot->field->place);
    if (spot->field->shape == FIELD_SHAPE_ONE) {
        return decode_one(context, scope, spot, value, place);
    }
    return decode_elements(context, scope, spot, value, place);
}

static bool
decode_entry(struct schema_context *context, const struct scope *scope,
    const struct field *field, const struct value_entry *entry, void *out)
{
    if (complain_version(context, field, entry)) {
        return false;
    }
    if (field->deprecated) {
        complain_deprecated(context, field, entry);
    }
    struct spot spot = { .field = field, .owner = scope->record, .key_span = entry->key_span };
    return decode_shape(context, scope, &spot, entry->value, out);
}

/* Stands among the fields that were meant when another form of the whole was: then nothing is
 * missing. */
static const struct field another_form = { .key = NULL };

static bool
is_of_record(const struct record *record, const struct field *field)
{
    return walk_find_field(record, str_from(field->key)) == field ||
           walk_find_other(record, str_from(field->key)) == field;
}

/* The `count`th unknown key of a map. */
static void
decode_unknown(struct schema_context *context, const struct scope *scope,
    const struct value_entry *entry, size_t count, struct field_vec *meant)
{
    if (count > MOST_UNKNOWN_KEYS + 1) {
        return;
    }
    if (count > MOST_UNKNOWN_KEYS) {
        complain_more_unknown(context, scope, entry);
        return;
    }
    const struct field *near = complain_unknown_key(context, scope, entry, count == 1);
    if (near) {
        VEC_PUSH(
            context->arena, meant, is_of_record(scope->record, near) ? near : &another_form);
    }
}

/* An entry whose key an entry before it has, too. */
static bool
is_again(const struct keys *keys, const struct record *record, const struct value *map,
    const struct value_entry *entry, const struct field *field)
{
    return field ? is_given(keys, record, field) : value_find_str(map, entry->key) != entry;
}

/* All entries of a map in written order. */
static bool
decode_entries(struct schema_context *context, const struct scope *scope,
    const struct value *map, void *out, struct keys *keys)
{
    bool is_ok = true;
    size_t unknown = 0;
    const struct record *record = scope->record;
    const struct field *likely = record->fields;
    for (size_t i = 0; i < map->entries.count; i++) {
        const struct value_entry *entry = &map->entries.at[i];
        const struct field *field = walk_find_field_from(record, entry->key, likely);
        const struct field *other = field ? NULL : walk_find_other(record, entry->key);
        if ((field || other) && is_again(keys, record, map, entry, field)) {
            complain_twice(context, value_find_str(map, entry->key), entry);
            is_ok = false;
        } else if (field) {
            likely = field + 1;
            note_given(keys, record, field);
            is_ok = decode_entry(context, scope, field, entry, out) && is_ok;
        } else if (other) {
            is_ok = decode_entry(context, scope, other, entry, NULL) && is_ok;
        } else if (complain_misplaced(context, scope, map, entry)) {
            VEC_PUSH(context->arena, &keys->meant, &another_form);
            is_ok = false;
        } else if (!record->takes_other_keys) {
            decode_unknown(context, scope, entry, ++unknown, &keys->meant);
            is_ok = false;
        }
    }
    return is_ok;
}

static bool
is_meant(const struct field_vec *meant, const struct field *field)
{
    for (size_t i = 0; i < meant->count; i++) {
        bool is_same_group = meant->at[i]->is_in_group && field->is_in_group;
        if (meant->at[i] == field || meant->at[i] == &another_form || is_same_group) {
            return true;
        }
    }
    return false;
}

static bool
check_required(struct schema_context *context, const struct scope *scope,
    const struct value *map, const struct keys *keys)
{
    struct str_vec missing = { 0 };
    for (const struct field *field = scope->record->fields; field->key; field++) {
        if (field->is_required && !is_given(keys, scope->record, field) &&
            !is_meant(&keys->meant, field)) {
            VEC_PUSH(context->arena, &missing, str_from(field->key));
        }
    }
    if (missing.count > 0) {
        complain_missing(context, scope, map, &missing);
    }
    return missing.count == 0;
}

/* Which key of the one-of-key group is given goes to `group_place`, if there is only one. */
static bool
decode_group(struct schema_context *context, const struct scope *scope, const struct value *map,
    void *out, const struct field_vec *meant)
{
    const struct record *record = scope->record;
    const struct value_entry *first = NULL;
    bool is_ok = true;
    bool is_meant_at_all = map->entries.count > 0; /* all unknown: something else is meant */
    int *choice = at_place(out, record->group_place);
    for (size_t i = 0; i < map->entries.count; i++) {
        const struct value_entry *entry = &map->entries.at[i];
        const struct field *field = walk_find_field(record, entry->key);
        is_meant_at_all = is_meant_at_all && !field && !walk_find_other(record, entry->key);
        if (!field || !field->is_in_group) {
            continue;
        }
        if (!first && choice) {
            *choice = field->group_value;
        }
        if (first && !record->group_takes_several && !str_equal(first->key, entry->key)) {
            complain_two_of_group(context, scope, first, entry);
            is_ok = false;
        }
        first = first ? first : entry;
    }
    for (size_t i = 0; i < meant->count; i++) {
        is_meant_at_all =
            is_meant_at_all || meant->at[i]->is_in_group || meant->at[i] == &another_form;
    }
    if (!first && !record->group_is_optional && !is_meant_at_all) {
        complain_no_group(context, scope, map);
        is_ok = false;
    }
    return is_ok;
}

static void
decode_fallbacks(struct schema_context *context, const struct scope *scope,
    const struct keys *keys, void *out)
{
    for (const struct field *field = scope->record->fields; out && field->key; field++) {
        if (!field->fallback || field->place == SCHEMA_NO_PLACE ||
            is_given(keys, scope->record, field)) {
            continue;
        }
        struct value *value =
            value_new_text(context->arena, str_from(field->fallback), span_none());
        value->is_plain = true;
        struct spot spot = { .field = field, .owner = scope->record };
        bool is_ok = decode_shape(context, scope, &spot, value, out);
        assert(is_ok);
        (void)is_ok;
    }
}

static bool
decode_map(struct schema_context *context, const struct scope *scope, const struct value *map,
    void *out)
{
    const struct record *record = scope->record;
    struct keys keys = { 0 };
    bool is_ok = decode_entries(context, scope, map, out, &keys);
    is_ok = check_required(context, scope, map, &keys) && is_ok;
    if (record->group) {
        is_ok = decode_group(context, scope, map, out, &keys.meant) && is_ok;
    }
    decode_fallbacks(context, scope, &keys, out);
    if (is_ok && out && record->verify) {
        is_ok = record->verify(context, out);
    }
    return is_ok;
}

/* Until a key of the group is seen: a value that cannot be read at all has none. */
static void
clear_group(const struct record *record, void *out)
{
    int *choice = at_place(out, record->group_place);
    if (choice) {
        *choice = -1;
    }
}

static void
fill_places(const struct record *record, const struct spot *spot, const struct value *written,
    const struct value *rewritten, void *out)
{
    struct text *key = at_place(out, record->key_place);
    struct span *span = at_place(out, record->span_place);
    const struct value **value = at_place(out, record->value_place);
    if (key && spot->key.at) {
        *key = (struct text){ spot->key, spot->key_span };
    }
    if (span) {
        *span = written->span;
    }
    if (value) {
        *value = rewritten;
    }
}

static bool
decode_record(struct schema_context *context, const struct scope *parent,
    const struct spot *spot, const struct value *value, void *out)
{
    const struct record *record = spot->field->record;
    clear_group(record, out);
    fill_places(record, spot, value, value, out);
    if (value->kind == VALUE_KIND_NULL) {
        complain_no_value(context, spot, value);
        return false;
    }
    const struct value *rewritten = walk_rewrite(context, record, value);
    if (!rewritten) {
        return false;
    }
    if (!takes_kind(record, rewritten)) {
        complain_wrong_kind(context, spot, rewritten, NULL);
        return false;
    }
    fill_places(record, spot, value, rewritten, out);
    const struct value *map = walk_long_form(context, record, rewritten);
    struct scope scope = { parent, record, spot->key,
        spot->is_element ? span_none() : spot->key_span };
    return decode_map(context, &scope, map, out);
}

bool
schema_decode(struct schema_context *context, const struct record *record,
    const struct value *value, void *out)
{
    struct field root = { .key = record->name,
        .type = FIELD_TYPE_RECORD,
        .record = record,
        .place = SCHEMA_NO_PLACE };
    struct spot spot = { .field = &root };
    return decode_record(context, NULL, &spot, value, out);
}
