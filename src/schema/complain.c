/*
 * Findings about keys: unknown, missing, twice, of the wrong version.
 */
#include "schema/complain.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "schema/types.h"
#include "schema/walk.h"

enum {
    LONGEST_QUOTE = 60, /* bytes of a text in a message */
    LONGEST_LIST = 24,  /* keys that a note still lists */
};

struct str
complain_quote(struct arena *arena, struct str text)
{
    struct buf buf;
    buf_init(&buf);
    buf_add_char(&buf, '`');
    size_t at = 0;
    while (at < text.len && at < LONGEST_QUOTE && text.at[at] != '\n') {
        uint32_t point;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        if (len == 0 || point < 0x20 || (point >= 0x7f && point < 0xa0)) {
            buf_printf(&buf, "\\x%02x", (unsigned)(unsigned char)text.at[at]);
            at++;
            continue;
        }
        buf_add(&buf, str_slice(text, at, at + len));
        at += len;
    }
    buf_add_text(&buf, at < text.len ? "…`" : "`");
    struct str quoted = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return quoted;
}

/* "alert `PoolExhaustion`", or "an alert" where it has no name. */
static struct str
scope_title(struct arena *arena, const struct scope *scope)
{
    if (!scope->key.at) {
        return str_from(scope->record->name);
    }
    struct str name = type_bare_name(scope->record);
    struct str key = complain_quote(arena, scope->key);
    return arena_printf(arena, "%.*s %.*s", STR_ARG(name), STR_ARG(key));
}

static bool
has_word(const char *words, struct str wanted)
{
    struct str rest = str_from(words);
    while (words && rest.at) {
        if (str_equal(str_cut(&rest, ' '), wanted)) {
            return true;
        }
    }
    return false;
}

/* The field that another tool, or another language, calls by this key. */
static const struct field *
find_by_other_name(const struct record *record, struct str key)
{
    for (const struct field *field = record->fields; field->key; field++) {
        if (has_word(field->also_called, key)) {
            return field;
        }
    }
    return record->other_keys ? find_by_other_name(record->other_keys, key) : NULL;
}

static void
offer_fields(struct nearest *nearest, const struct record *record)
{
    for (const struct field *field = record->fields; field->key; field++) {
        nearest_offer(nearest, str_from(field->key));
    }
}

/* "`expr` belongs to an alert, …": a record around this one, or one of this one's own fields,
 * that does know the key. */
static bool
help_from_relatives(struct schema_context *context, const struct scope *scope, struct str key,
    struct finding *finding)
{
    const struct record *record = scope->record;
    for (const struct field *field = record->fields; field->key; field++) {
        bool has_it = field->type == FIELD_TYPE_RECORD && field->record != record &&
                      field->shape != FIELD_SHAPE_MAP && walk_find_field(field->record, key);
        if (has_it) {
            finding_help(context->diags, finding, "`%.*s` is a key of %s: write it below `%s`",
                STR_ARG(key), field->record->name, field->key);
            return true;
        }
    }
    for (const struct scope *around = scope->parent; around; around = around->parent) {
        if (around->record != record && walk_find_field(around->record, key)) {
            struct str title = scope_title(context->arena, around);
            finding_help(context->diags, finding,
                "`%.*s` is a key of %.*s, which stands around this: move it there",
                STR_ARG(key), STR_ARG(title));
            return true;
        }
    }
    return false;
}

void
complain_note_keys(
    struct schema_context *context, const struct record *record, struct finding *finding)
{
    struct str_vec keys = { 0 };
    for (const struct field *field = record->fields; field->key; field++) {
        VEC_PUSH(context->arena, &keys, str_from(field->key));
    }
    const struct field *other = record->other_keys ? record->other_keys->fields : NULL;
    for (; other && other->key; other++) {
        VEC_PUSH(context->arena, &keys, str_from(other->key));
    }
    if (keys.count == 0 || keys.count > LONGEST_LIST) {
        return;
    }
    struct str list = type_join(context->arena, keys.at, keys.count, "and");
    finding_note(context->diags, finding, "%s takes %.*s", record->name, STR_ARG(list));
}

bool
complain_misplaced(struct schema_context *context, const struct scope *scope,
    const struct value *map, const struct value_entry *entry)
{
    const struct misplaced_key *misplaced = context->misplaced;
    if (!misplaced) {
        return false;
    }
    if (misplaced->companion && str_is(entry->key, misplaced->companion)) {
        return value_find(map, misplaced->key) != NULL;
    }
    if (!str_is(entry->key, misplaced->key)) {
        return false;
    }
    struct finding *finding = diag_report(context->diags, &kind_unknown_key, entry->key_span,
        "%s %s", misplaced->message, scope->record->name);
    finding_caption(context->diags, finding, "not a key of %s", scope->record->name);
    finding_help(context->diags, finding, "%s", misplaced->help);
    return true;
}

const struct field *
complain_unknown_key(struct schema_context *context, const struct scope *scope,
    const struct value_entry *entry, bool is_first)
{
    const struct record *record = scope->record;
    struct str quoted = complain_quote(context->arena, entry->key);
    struct str title = scope_title(context->arena, scope);
    struct finding *finding = diag_report(context->diags, &kind_unknown_key, entry->key_span,
        "unknown key %.*s in %.*s", STR_ARG(quoted), STR_ARG(title));
    finding_caption(context->diags, finding, "not a key of %s", record->name);
    const struct field *renamed = find_by_other_name(record, entry->key);
    if (renamed) {
        finding_note(context->diags, finding, "`%s`: %s", renamed->key, renamed->doc);
        finding_help(context->diags, finding, "write `%s`, as it is called here", renamed->key);
        return renamed;
    }
    struct nearest nearest;
    nearest_begin(&nearest, entry->key);
    offer_fields(&nearest, record);
    if (record->other_keys) {
        offer_fields(&nearest, record->other_keys);
    }
    const struct record *form = record->also ? record->also->record : NULL;
    if (form) {
        offer_fields(&nearest, form);
    }
    if (nearest.distance > 1 && help_from_relatives(context, scope, entry->key, finding)) {
        return NULL;
    }
    if (nearest.best.len == 0) {
        if (is_first) {
            complain_note_keys(context, record, finding);
        }
        return NULL;
    }
    finding_help(context->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    finding_fix(context->diags, finding, entry->key_span, nearest.best);
    const struct field *meant = walk_find_field(record, nearest.best);
    return meant || !form ? meant : walk_find_field(form, nearest.best);
}

void
complain_more_unknown(
    struct schema_context *context, const struct scope *scope, const struct value_entry *entry)
{
    struct str title = scope_title(context->arena, scope);
    struct finding *finding = diag_report(context->diags, &kind_unknown_key, entry->key_span,
        "more unknown keys in %.*s", STR_ARG(title));
    finding_caption(context->diags, finding, "and further ones, not listed");
}

void
complain_twice(struct schema_context *context, const struct value_entry *first,
    const struct value_entry *second)
{
    struct finding *finding = diag_report(context->diags, &kind_duplicate_key, second->key_span,
        "`%.*s` is given twice", STR_ARG(second->key));
    finding_label(context->diags, finding, first->key_span, "first given here");
}

/* Where something is missing: at the key that led to the map, else at the map's first key. */
static struct span
missing_place(const struct scope *scope, const struct value *map)
{
    if (span_is_set(scope->key_span)) {
        return scope->key_span;
    }
    bool has_key = map->kind == VALUE_KIND_MAP && map->entries.count > 0;
    return has_key ? map->entries.at[0].key_span : map->span;
}

void
complain_missing(struct schema_context *context, const struct scope *scope,
    const struct value *map, const struct str_vec *keys)
{
    struct str title = scope_title(context->arena, scope);
    struct str list = type_join(context->arena, keys->at, keys->count, "and");
    struct finding *finding = diag_report(context->diags, &kind_missing_key,
        missing_place(scope, map), "missing key%s %.*s in %.*s", keys->count > 1 ? "s" : "",
        STR_ARG(list), STR_ARG(title));
    finding_caption(context->diags, finding, "%.*s %s missing", STR_ARG(list),
        keys->count > 1 ? "are" : "is");
    for (size_t i = 0; i < keys->count; i++) {
        const struct field *field = walk_find_field(scope->record, keys->at[i]);
        if (field->doc) {
            finding_note(context->diags, finding, "`%s`: %s", field->key, field->doc);
        }
    }
}

static struct str
group_keys(struct arena *arena, const struct record *record)
{
    struct str_vec keys = { 0 };
    for (const struct field *field = record->fields; field->key; field++) {
        if (field->is_in_group) {
            VEC_PUSH(arena, &keys, str_from(field->key));
        }
    }
    return type_join(arena, keys.at, keys.count, "or");
}

void
complain_no_group(
    struct schema_context *context, const struct scope *scope, const struct value *map)
{
    struct str title = scope_title(context->arena, scope);
    struct str keys = group_keys(context->arena, scope->record);
    struct finding *finding =
        diag_report(context->diags, &kind_missing_key, missing_place(scope, map),
            "%.*s does not say %s", STR_ARG(title), scope->record->group);
    finding_caption(context->diags, finding, "one key is missing");
    finding_help(context->diags, finding, "add %.*s", STR_ARG(keys));
}

void
complain_two_of_group(struct schema_context *context, const struct scope *scope,
    const struct value_entry *first, const struct value_entry *second)
{
    struct str title = scope_title(context->arena, scope);
    struct finding *finding = diag_report(context->diags, &kind_conflicting_keys,
        second->key_span, "`%.*s` and `%.*s` exclude each other in %.*s", STR_ARG(first->key),
        STR_ARG(second->key), STR_ARG(title));
    finding_caption(context->diags, finding, "says %s again", scope->record->group);
    finding_label(
        context->diags, finding, first->key_span, "says %s first", scope->record->group);
    finding_help(context->diags, finding, "keep one of them");
}

static bool
is_declared(struct version version)
{
    return version.major || version.minor || version.patch;
}

/* As precise as the declaration can be told from its numbers: `2.42`, `2.42.1`. */
static struct str
print_version(struct arena *arena, struct version version)
{
    if (version.patch == 0) {
        return arena_printf(arena, "%d.%d", version.major, version.minor);
    }
    return arena_printf(arena, "%d.%d.%d", version.major, version.minor, version.patch);
}

/* `until: 2.42` includes every 2.42.x. */
static bool
is_past(struct version version, const char *until)
{
    struct version last = { 0 };
    version_parse(str_from(until), &last);
    size_t dots = 0;
    for (const char *c = until; *c; c++) {
        dots += *c == '.';
    }
    if (dots < 2) {
        version.patch = 0;
    }
    if (dots < 1) {
        version.minor = 0;
    }
    return version_compare(version, last) > 0;
}

/* Older than the first version that knows the field. */
static bool
is_early(const struct field *field, struct version version)
{
    struct version first = { 0 };
    return field->since && version_parse(str_from(field->since), &first) &&
           version_compare(version, first) < 0;
}

bool
schema_is_known(const struct field *field, struct version version)
{
    if (field->tool == TOOL_NONE || !is_declared(version)) {
        return true;
    }
    return !is_early(field, version) && !(field->until && is_past(version, field->until));
}

bool
complain_version(
    struct schema_context *context, const struct field *field, const struct value_entry *entry)
{
    struct version declared = context->versions[field->tool];
    if (schema_is_known(field, declared)) {
        return false;
    }
    const char *tool = type_tool_name(field->tool);
    struct str version = print_version(context->arena, declared);
    struct finding *finding = diag_report(context->diags, &kind_unsupported_version,
        entry->key_span, "%s %.*s does not know `%s`", tool, STR_ARG(version), field->key);
    if (is_early(field, declared)) {
        finding_caption(context->diags, finding, "came with %s %s", tool, field->since);
        finding_help(context->diags, finding,
            "remove the key, or set `versions.%s` to %s if that is what runs",
            type_tool_key(field->tool), field->since);
    } else {
        finding_caption(context->diags, finding, "last known by %s %s", tool, field->until);
    }
    if (!is_early(field, declared) && field->deprecated) {
        finding_help(context->diags, finding, "write %s instead", field->deprecated);
    }
    finding_note(context->diags, finding, "`versions.%s` declares %.*s",
        type_tool_key(field->tool), STR_ARG(version));
    return true;
}

void
complain_deprecated(
    struct schema_context *context, const struct field *field, const struct value_entry *entry)
{
    struct finding *finding = diag_report(context->diags, &kind_deprecated_key, entry->key_span,
        "`%s` is deprecated", field->key);
    finding_help(context->diags, finding, "write %s instead", field->deprecated);
}
