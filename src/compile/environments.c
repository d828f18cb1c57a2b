/*
 * Findings of several environments: one that all of them share is told once, and what stands in
 * some only says so.
 *
 * What a Lua template made has a place of its own in each environment, so that places are
 * compared in canonical form (canonical.h).
 */
#include <stdlib.h>

#include "compile/canonical.h"
#include "compile/finish.h"

static bool
span_has(struct span outer, struct span inner)
{
    return outer.at <= inner.at && inner.at + inner.len <= outer.at + outer.len;
}

VEC_DECLARE(place_vec, struct span);

/* Where things of an environment stand. Keys and texts never overlap each other, so the last
 * one that begins at or before a place is the only one that can hold it. */
struct places {
    bool is_filled;
    struct place_vec leaves; /* of keys and texts */
    struct place_vec wholes; /* of lists and maps */
};

/* The depth is bounded by the depth of the YAML that the tree came from. */
static void
add_places(struct compile *compile, struct places *places, const struct value *value)
{
    bool is_leaf = value->kind == VALUE_KIND_TEXT;
    VEC_PUSH(&compile->arena, is_leaf ? &places->leaves : &places->wholes,
        canonical_span(&compile->canonical, value->span));
    for (size_t i = 0; i < value->items.count; i++) {
        add_places(compile, places, value->items.at[i]);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        VEC_PUSH(&compile->arena, &places->leaves,
            canonical_span(&compile->canonical, value->entries.at[i].key_span));
        add_places(compile, places, value->entries.at[i].value);
    }
}

static int
compare_places(const void *a, const void *b)
{
    const struct span *left = a;
    const struct span *right = b;
    if (left->at != right->at) {
        return left->at < right->at ? -1 : 1;
    }
    return (left->len > right->len) - (left->len < right->len);
}

static void
fill_places(struct compile *compile, struct places *places, const struct value *root)
{
    add_places(compile, places, root);
    if (places->leaves.count) {
        qsort(places->leaves.at, places->leaves.count, sizeof(struct span), compare_places);
    }
    qsort(places->wholes.at, places->wholes.count, sizeof(struct span), compare_places);
    places->is_filled = true;
}

static bool
stands_in(const struct places *places, struct span place)
{
    size_t low = 0;
    size_t high = places->leaves.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places->leaves.at[middle].at <= place.at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low > 0 && span_has(places->leaves.at[low - 1], place)) {
        return true;
    }
    return bsearch(&place, places->wholes.at, places->wholes.count, sizeof place,
               compare_places) != NULL;
}

/* Whether an environment has the thing and yet no such finding. `places` has one element for
 * each environment, filled when first needed. */
static bool
is_contradicted(struct compile *compile, const struct finding *finding, const bool *is_in,
    const struct compiled_environment_vec *environments, struct places *places)
{
    for (size_t i = 0; i < environments->count; i++) {
        if (is_in[i]) {
            continue;
        }
        if (!places[i].is_filled) {
            fill_places(compile, &places[i], environments->at[i]->root);
        }
        if (stands_in(&places[i], canonical_span(&compile->canonical, finding->span))) {
            return true;
        }
    }
    return false;
}

static struct str
name_environments(
    struct compile *compile, const bool *is_in, const struct compiled_environment_vec *all)
{
    struct buf buf;
    buf_init(&buf);
    const char *gap = "in ";
    for (size_t i = 0; i < all->count; i++) {
        if (is_in[i]) {
            buf_printf(&buf, "%s`%.*s`", gap, STR_ARG(all->at[i]->name));
            gap = ", ";
        }
    }
    buf_add_text(&buf, " only");
    struct str text = arena_copy(&compile->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

void
finish_environments(struct compile *compile, size_t first, const size_t *ends,
    const struct compiled_system *system)
{
    const struct compiled_environment_vec *environments = &system->environments;
    size_t count = environments->count;
    struct places *places = ARENA_ARRAY(&compile->arena, struct places, count);
    struct finding_vec *findings = &compile->diags.findings;
    struct map by_place;
    map_init(&by_place, &compile->arena);
    struct finding_vec kept = { 0 };
    size_t environment = 0;
    for (size_t i = first; i < findings->count; i++) {
        while (environment + 1 < count && i >= ends[environment]) {
            environment++;
        }
        struct finding *finding = findings->at[i];
        struct span span = canonical_span(&compile->canonical, finding->span);
        struct str key = arena_printf(&compile->arena, "%s %u %u %.*s", finding->kind->name,
            span.at, span.len, STR_ARG(finding->message));
        bool *is_in = map_get(&by_place, key);
        if (!is_in) {
            is_in = ARENA_ARRAY(&compile->arena, bool, count);
            map_put(&by_place, key, is_in);
            VEC_PUSH(&compile->arena, &kept, finding);
        }
        is_in[environment] = true;
    }
    findings->count = first;
    for (size_t i = 0; i < kept.count; i++) {
        const bool *is_in = by_place.entries[i].value;
        size_t inside = 0;
        for (size_t j = 0; j < count; j++) {
            inside += is_in[j];
        }
        if (kept.at[i]->kind->wants_all_environments &&
            is_contradicted(compile, kept.at[i], is_in, environments, places)) {
            continue;
        }
        if (inside < count) {
            kept.at[i]->environments = name_environments(compile, is_in, environments);
        }
        findings->at[findings->count++] = kept.at[i];
    }
}
