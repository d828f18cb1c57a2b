/*
 * Sources by what they were made of.
 */
#include "compile/canonical.h"

#include "base/buf.h"

void
canonical_init(struct canonical *canonical, struct arena *arena, const struct sources *sources)
{
    *canonical = (struct canonical){ .arena = arena, .sources = sources };
    map_init(&canonical->by_source, arena);
    map_init(&canonical->by_key, arena);
}

/* What a source is made of, as a text; made text is told apart by its bytes and by where each
 * of its tokens came from. */
static struct str
print_key(struct canonical *canonical, const struct source *source)
{
    struct buf key;
    buf_init(&key);
    if (source->kind == SOURCE_KIND_USE) {
        struct span parent = canonical_span(canonical, source->parent);
        buf_printf(&key, "use %u %u %.*s", parent.at, parent.len, STR_ARG(source->name));
    } else {
        struct span parent = canonical_span(canonical, source->parent);
        buf_printf(&key, "made %u %u %.*s", parent.at, parent.len, STR_ARG(source->text));
        for (size_t i = 0; i < source->origin_count; i++) {
            struct span from = canonical_span(canonical, source->origins[i].from);
            buf_printf(&key, " %u %u %u", source->origins[i].offset, from.at, from.len);
        }
    }
    struct str text = arena_copy(canonical->arena, buf_str(&key));
    buf_finish(&key);
    return text;
}

static const struct source *
find_first(struct canonical *canonical, const struct source *source)
{
    struct str address = str_make((const char *)&source, sizeof source);
    const struct source *known = map_get(&canonical->by_source, address);
    if (known) {
        return known;
    }
    struct str key = print_key(canonical, source);
    void **slot = map_slot(&canonical->by_key, key);
    if (!*slot) {
        *slot = (void *)(uintptr_t)source;
    }
    map_put(&canonical->by_source, arena_copy(canonical->arena, address), *slot);
    return *slot;
}

/* Recursion goes from a use to the use in whose result it stands: as deep as those may be. */
struct span
canonical_span(struct canonical *canonical, struct span span)
{
    const struct source *source = sources_find(canonical->sources, span.at);
    bool is_made =
        source && (source->kind == SOURCE_KIND_USE || source->kind == SOURCE_KIND_MADE);
    if (!is_made) {
        return span;
    }
    const struct source *first = find_first(canonical, source);
    return (struct span){ first->base + (span.at - source->base), span.len };
}
