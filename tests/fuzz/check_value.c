/*
 * Walking a value and its places.
 */
#include "check_value.h"

#include "fuzz.h"

static void
check_in_file(const struct source *file, struct span span)
{
    FUZZ_CHECK(span.at >= file->base);
    FUZZ_CHECK(span.at - file->base <= file->text.len);
    FUZZ_CHECK(span.len <= file->text.len - (span.at - file->base));
}

static void
check_text(
    const struct sources *sources, const struct source *file, struct str text, struct span span)
{
    FUZZ_CHECK(str_equal(sources_text(sources, span), text));
    /* Each byte costs a walk through the scalar. */
    size_t stride = 1 + text.len / 64;
    for (size_t i = 0; i < text.len; i += stride) {
        check_in_file(file, sources_to_file(sources, span_slice(span, i, i + 1)));
    }
    check_in_file(file, sources_to_file(sources, span));
}

bool
check_value_places(const struct sources *sources, const struct source *file,
    const struct value *value, size_t *budget)
{
    if (*budget == 0) {
        return false;
    }
    --*budget;
    if (value->kind == VALUE_KIND_TEXT) {
        check_text(sources, file, value->text, value->span);
        return true;
    }
    check_in_file(file, value->span);
    for (size_t i = 0; i < value->items.count; i++) {
        if (!check_value_places(sources, file, value->items.at[i], budget)) {
            return false;
        }
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        check_text(sources, file, entry->key, entry->key_span);
        if (!check_value_places(sources, file, entry->value, budget)) {
            return false;
        }
    }
    return true;
}
