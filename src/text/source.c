/*
 * The table of sources: positions are handed out in order, so a binary search finds an owner.
 */
#include "text/source.h"

#include <assert.h>

enum { MOST_SKIPPED = 1 << 30 };

struct span
span_join(struct span a, struct span b)
{
    if (!span_is_set(a) || !span_is_set(b)) {
        return span_is_set(a) ? a : b;
    }
    uint32_t from = a.at < b.at ? a.at : b.at;
    uint32_t a_end = a.at + a.len;
    uint32_t b_end = b.at + b.len;
    return (struct span){ from, (a_end > b_end ? a_end : b_end) - from };
}

void
sources_init(struct sources *sources, struct arena *arena)
{
    *sources = (struct sources){ .arena = arena, .next = 1, .end = UINT32_MAX };
    map_init(&sources->uses, arena);
}

uint32_t
sources_room(const struct sources *sources)
{
    uint32_t left = sources->end - sources->next;
    uint32_t gaps = MOST_SKIPPED - sources->skipped;
    return left < gaps ? left : gaps;
}

void
sources_branch(struct sources *branch, const struct sources *parent, struct arena *arena,
    uint32_t offset, uint32_t size)
{
    assert(offset + size <= sources_room(parent) && !parent->parent);
    uint32_t first = parent->next + offset;
    *branch = (struct sources){
        .arena = arena, .next = first, .first = first, .end = first + size, .parent = parent
    };
    map_init(&branch->uses, arena);
}

/* A branch may have hundreds of thousands. */
static void
add_all(struct sources *sources, const struct source_vec *added)
{
    struct source_vec *all = &sources->all;
    size_t count = all->count + added->count;
    if (count > all->capacity) {
        struct source_vec old = *all;
        VEC_RESERVE(sources->arena, all, count + count / 8);
        if (old.count > 0) {
            memcpy(all->at, old.at, old.count * sizeof *old.at);
        }
    }
    memcpy(&all->at[all->count], added->at, added->count * sizeof *added->at);
    all->count = count;
}

void
sources_merge(struct sources *parent, const struct sources *branch)
{
    if (branch->all.count == 0) {
        return;
    }
    assert(branch->first >= parent->next);
    parent->skipped += branch->first - parent->next;
    parent->next = branch->next;
    add_all(parent, &branch->all);
    for (size_t i = 0; i < branch->uses.count; i++) {
        map_put(&parent->uses, branch->uses.entries[i].key, branch->uses.entries[i].value);
    }
}

static struct source *
add_source(struct sources *sources, enum source_kind kind, struct str text)
{
    if (text.len >= sources->end - sources->next) {
        sources->is_full = true;
        return NULL;
    }
    struct source *source = ARENA_NEW(sources->arena, struct source);
    source->kind = (uint8_t)kind;
    source->base = sources->next;
    source->size = (uint32_t)text.len + 1;
    source->text = text;
    sources->next += source->size;
    VEC_PUSH(sources->arena, &sources->all, source);
    return source;
}

static void
index_lines(struct sources *sources, struct source *source)
{
    struct str text = source->text;
    size_t count = 1;
    for (struct str rest = text; str_cut(&rest, '\n').at && rest.at;) {
        count++;
    }
    uint32_t *lines = ARENA_ARRAY(sources->arena, uint32_t, count);
    struct str rest = text;
    for (size_t line = 1; line < count; line++) {
        str_cut(&rest, '\n');
        lines[line] = (uint32_t)(rest.at - text.at);
    }
    source->lines = lines;
    source->line_count = count;
}

const struct source *
sources_add_file(struct sources *sources, struct str name, struct str text)
{
    struct source *source = add_source(sources, SOURCE_KIND_FILE, text);
    if (source) {
        source->name = name;
        index_lines(sources, source);
    }
    return source;
}

void
sources_mark_library(struct sources *sources)
{
    assert(sources->all.count > 0);
    (*VEC_LAST(&sources->all))->is_library = true;
}

const struct source *
sources_add_scalar(struct sources *sources, struct str decoded, struct span raw,
    source_map_function *map, int style)
{
    struct source *source = add_source(sources, SOURCE_KIND_SCALAR, decoded);
    if (source) {
        source->parent = raw;
        source->map = map;
        source->map_style = style;
    }
    return source;
}

/* The one before of a Lua file, or NULL. */
static const struct source *
last_use(const struct sources *sources, struct str name)
{
    const struct source *last = map_get(&sources->uses, name);
    return last || !sources->parent ? last : map_get(&sources->parent->uses, name);
}

const struct source *
sources_add_use(struct sources *sources, struct str name, struct str text, struct span user)
{
    struct source *source = add_source(sources, SOURCE_KIND_USE, text);
    if (source) {
        source->name = name;
        source->parent = user;
        const struct source *last = last_use(sources, name);
        if (last && last->text.at == text.at && last->text.len == text.len) {
            source->lines = last->lines;
            source->line_count = last->line_count;
        } else {
            index_lines(sources, source);
        }
        map_put(&sources->uses, name, source);
    }
    return source;
}

const struct source *
sources_add_made(
    struct sources *sources, struct str text, const struct source_origin *origins, size_t count)
{
    struct source *source = add_source(sources, SOURCE_KIND_MADE, text);
    if (source) {
        source->origins = origins;
        source->origin_count = count;
        source->parent = count ? origins[0].from : span_none();
    }
    return source;
}

const struct source *
sources_add_made_at(struct sources *sources, struct str text, struct span from)
{
    struct source *source = add_source(sources, SOURCE_KIND_MADE, text);
    if (source) {
        source->parent = from;
    }
    return source;
}

const struct source *
sources_find(const struct sources *sources, uint32_t at)
{
    if (sources->parent && at < sources->first) {
        sources = sources->parent;
    }
    size_t low = 0;
    size_t high = sources->all.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct source *source = sources->all.at[middle];
        if (at < source->base) {
            high = middle;
        } else if (at - source->base >= source->size) {
            low = middle + 1;
        } else {
            return source;
        }
    }
    return NULL;
}

void
sources_set_parsed(struct sources *sources, const void *parsed)
{
    struct source *newest = *VEC_LAST(&sources->all);
    assert(newest->kind == SOURCE_KIND_MADE);
    newest->parsed = parsed;
}

const void *
sources_find_parsed(const struct sources *sources, struct span span)
{
    const struct source *source = sources_find(sources, span.at);
    bool is_whole = source && source->kind == SOURCE_KIND_MADE && source->base == span.at &&
                    source->size == span.len + 1;
    return is_whole ? source->parsed : NULL;
}

struct str
sources_text(const struct sources *sources, struct span span)
{
    const struct source *source = sources_find(sources, span.at);
    if (!source) {
        return STR("");
    }
    size_t from = span.at - source->base;
    return str_slice(source->text, from, from + span.len);
}

static struct span
scalar_to_parent(const struct sources *sources, const struct source *scalar, struct span span)
{
    uint32_t from = span.at - scalar->base;
    uint32_t raw_from;
    uint32_t raw_to;
    struct str raw = sources_text(sources, scalar->parent);
    if (!scalar->map || !scalar->map(scalar, raw, from, from + span.len, &raw_from, &raw_to)) {
        return scalar->parent;
    }
    return span_slice(scalar->parent, raw_from, raw_to);
}

static struct span
made_to_origin(const struct source *made, struct span span)
{
    uint32_t from = span.at - made->base;
    struct span origin = made->parent;
    for (size_t i = 0; i < made->origin_count && made->origins[i].offset <= from; i++) {
        origin = made->origins[i].from;
    }
    return origin;
}

/* Sources only ever point to older ones, so the loop ends. */
struct span
sources_to_file(const struct sources *sources, struct span span)
{
    for (;;) {
        const struct source *source = sources_find(sources, span.at);
        if (!source) {
            return span_none();
        }
        switch ((enum source_kind)source->kind) {
        case SOURCE_KIND_FILE:
        case SOURCE_KIND_USE:
            return span;
        case SOURCE_KIND_SCALAR:
            span = scalar_to_parent(sources, source, span);
            break;
        case SOURCE_KIND_MADE:
            span = made_to_origin(source, span);
            break;
        }
    }
}

uint32_t
source_line_at(const struct source *source, uint32_t offset)
{
    size_t low = 0;
    size_t high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (uint32_t)low + 1;
}

bool
sources_locate(const struct sources *sources, struct span span, struct place *out)
{
    struct span in_file = sources_to_file(sources, span);
    const struct source *source = sources_find(sources, in_file.at);
    if (!source) {
        return false;
    }
    uint32_t offset = in_file.at - source->base;
    uint32_t line = source_line_at(source, offset);
    *out = (struct place){ source, offset, line, offset - source->lines[line - 1] + 1 };
    return true;
}

struct str
source_line(const struct source *source, uint32_t line)
{
    assert(line >= 1 && line <= source->line_count);
    size_t from = source->lines[line - 1];
    size_t to = line < source->line_count ? source->lines[line] : source->text.len;
    struct str text = str_slice(source->text, from, to);
    while (text.len > 0 && (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == '\r')) {
        text.len--;
    }
    return text;
}
