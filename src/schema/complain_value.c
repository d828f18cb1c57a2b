/*
 * Findings about values: nothing, a map where text belongs, text that does not read as its
 * type.
 */
#include "schema/complain.h"

#include "schema/types.h"
#include "schema/walk.h"

/* "`for`", "an element of `buckets`", "a key of `alerts`". */
static struct str
spot_title(struct arena *arena, const struct spot *spot)
{
    if (spot->is_key) {
        return arena_printf(arena, "a key of `%s`", spot->field->key);
    }
    if (spot->key.at) {
        return complain_quote(arena, spot->key);
    }
    if (!spot->owner) {
        return str_from(spot->field->record->name);
    }
    return arena_printf(
        arena, spot->is_element ? "an element of `%s`" : "`%s`", spot->field->key);
}

/* What the spot takes: "a duration", or "a duration or a list of durations". */
static struct str
spot_noun(struct arena *arena, const struct spot *spot)
{
    struct str noun = type_noun(arena, spot->field);
    if (spot->field->shape != FIELD_SHAPE_LIST || spot->is_element) {
        return noun;
    }
    return arena_printf(
        arena, "%.*s or a list of %s", STR_ARG(noun), type_words(spot->field->type)->plural);
}

/* "expected a duration such as `5m`". */
static void
caption_expected(
    struct schema_context *context, const struct spot *spot, struct finding *finding)
{
    struct str noun = spot_noun(context->arena, spot);
    const char *example = type_words(spot->field->type)->example;
    if (example) {
        finding_caption(
            context->diags, finding, "expected %.*s such as %s", STR_ARG(noun), example);
    } else {
        finding_caption(context->diags, finding, "expected %.*s", STR_ARG(noun));
    }
}

void
complain_no_value(
    struct schema_context *context, const struct spot *spot, const struct value *value)
{
    struct str title = spot_title(context->arena, spot);
    bool has_text = value->span.len > 0 || !span_is_set(spot->key_span);
    struct finding *finding = diag_report(context->diags, &kind_wrong_type,
        has_text ? value->span : spot->key_span, "%.*s has no value", STR_ARG(title));
    caption_expected(context, spot, finding);
    enum field_type type = spot->field->type;
    if (spot->is_element || !spot->owner) {
        return;
    }
    bool is_whole = spot->field->shape == FIELD_SHAPE_ONE || spot->key.at;
    if (!is_whole || type == FIELD_TYPE_RECORD) {
        bool is_list = !is_whole && spot->field->shape == FIELD_SHAPE_LIST;
        finding_help(context->diags, finding, "write `%s` if it is empty, or remove the key",
            is_list ? "[]" : "{}");
    } else if (type_words(type)->takes_empty && type != FIELD_TYPE_VALUE) {
        finding_help(
            context->diags, finding, "write `''` for the empty text, or remove the key");
    } else {
        finding_help(context->diags, finding, "give it a value%s",
            spot->field->is_required ? "" : ", or remove the key");
    }
}

/* How a flow or a dash made a map or list of what was meant as text, and the reverse. */
static void
help_with_kind(struct schema_context *context, const struct spot *spot,
    const struct value *value, struct finding *finding)
{
    const struct field *field = spot->field;
    bool is_single = value->kind == VALUE_KIND_LIST && value->items.count == 1;
    if (value->kind == VALUE_KIND_LIST && field->shape == FIELD_SHAPE_MAP && !spot->key.at) {
        finding_help(context->diags, finding, "write `NAME:` instead of each `-`");
    } else if (is_single && field->type != FIELD_TYPE_RECORD) {
        finding_help(context->diags, finding, "write the only element without the list");
    } else if (type_is_text(field->type) && !walk_is_scalar(value)) {
        finding_help(context->diags, finding,
            "put the text in quotes if it begins with `{` or `[` or has `: ` in it");
    }
}

void
complain_wrong_kind(struct schema_context *context, const struct spot *spot,
    const struct value *value, const char *expected)
{
    struct str title = spot_title(context->arena, spot);
    struct str noun = expected ? str_from(expected) : spot_noun(context->arena, spot);
    struct str found = str_from(value_kind_text(value));
    if (walk_is_scalar(value)) {
        found = complain_quote(context->arena, walk_scalar_text(value));
    }
    struct finding *finding = diag_report(context->diags, &kind_wrong_type, value->span,
        "%.*s must be %.*s, found %.*s", STR_ARG(title), STR_ARG(noun), STR_ARG(found));
    const struct record *record = spot->field->record;
    if (expected) {
        finding_caption(context->diags, finding, "expected `NAME:` before each element");
    } else if (record) {
        finding_caption(context->diags, finding, "expected %s", record->name);
        complain_note_keys(context, record, finding);
    } else {
        caption_expected(context, spot, finding);
    }
    if (spot->field->doc && !spot->is_element && !spot->key.at) {
        finding_note(context->diags, finding, "`%s`: %s", spot->field->key, spot->field->doc);
    }
    help_with_kind(context, spot, value, finding);
}

struct finding *
complain_scalar(
    struct schema_context *context, const struct spot *spot, const struct value *value)
{
    struct str title = spot_title(context->arena, spot);
    struct str text = walk_scalar_text(value);
    if (text.len == 0) {
        struct finding *empty = diag_report(
            context->diags, &kind_invalid_value, value->span, "%.*s is empty", STR_ARG(title));
        caption_expected(context, spot, empty);
        return empty;
    }
    struct str noun = spot_noun(context->arena, spot);
    struct str quoted = complain_quote(context->arena, text);
    struct finding *finding = diag_report(context->diags, &kind_invalid_value, value->span,
        "%.*s must be %.*s, found %.*s", STR_ARG(title), STR_ARG(noun), STR_ARG(quoted));
    const char *example = type_words(spot->field->type)->example;
    bool is_bare =
        spot->field->type == FIELD_TYPE_NUMBER && spot->field->place == SCHEMA_NO_PLACE;
    if (is_bare) { /* printed as it is written, for a tool that knows no units of ours */
        example = "`2` or `0.5`";
    }
    if (example) {
        finding_caption(context->diags, finding, "such as %s", example);
    }
    return finding;
}

void
complain_suggest(struct schema_context *context, struct finding *finding,
    const struct value *value, struct str better)
{
    finding_help(context->diags, finding, "write `%.*s`", STR_ARG(better));
    if (value->span.len == walk_scalar_text(value).len) {
        finding_fix(context->diags, finding, value->span, better);
    }
}
