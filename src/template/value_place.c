/*
 * Finding the braces of a file that made a table.
 */
#include "template/value_place.h"

#include <stdlib.h>

#include "template/notes.h"
#include "template/place.h"
#include "template/state.h"

enum {
    TABLE_STEPS = 4,
    BRACES_A_STEP = 16,
    MOST_LOOKED_AT = 16, /* entries of a table, for the braces that made it */
};

struct taking
value_taking_begin(lua_State *lua)
{
    struct running *running = running_of(lua);
    size_t count = running->templates->sandbox->literals.file_count;
    struct taking taking = { .lua = lua,
        .number = ++running->templates->sandbox->known.takings,
        .running = running,
        .arena = running->templates->arena,
        .files = ARENA_ARRAY(running->arena, const struct running_file *, count),
        .answer = place_file_at(running, running->span.at) };
    for (size_t i = 0; i < running->files.count; i++) {
        const struct running_file *file = running->files.at[i];
        taking.files[file->literals->number] = file;
    }
    notes_push(lua);
    taking.notes = lua_gettop(lua);
    return taking;
}

/* The only one in all files of the use; other uses may have others. None when there are
 * several. */
static struct literal_spot
find_anywhere(const struct taking *taking, enum literal_kind kind,
    const struct literal_group *groups, bool *is_several)
{
    struct literal_spot found = { 0 };
    *is_several = false;
    for (; groups && !*is_several; groups = groups->next) {
        const struct running_file *file =
            groups->first[kind] ? taking->files[groups->literals->number] : NULL;
        const struct literal *literal =
            file ? literals_only(groups, kind, LITERALS_NO_BRACES, is_several) : NULL;
        *is_several = *is_several || (literal && found.literal);
        found = literal ? (struct literal_spot){ file, literal } : found;
    }
    return *is_several ? (struct literal_spot){ 0 } : found;
}

static void
look_anywhere(const struct taking *taking, enum literal_kind kind, struct known_text *text)
{
    struct known_spot *known = &text->spots[kind];
    *known = (struct known_spot){ .taking = taking->number };
    known->spot =
        find_anywhere(taking, kind, known_groups(taking->running, text), &known->is_several);
}

static inline struct known_spot *
spot_anywhere(const struct taking *taking, enum literal_kind kind, struct known_text *text)
{
    if (text->spots[kind].taking != taking->number) {
        look_anywhere(taking, kind, text);
    }
    return &text->spots[kind];
}

static const struct literal *
find_inside(const struct taking *taking, enum literal_kind kind, struct known_text *text,
    const struct site *site, struct known_spot *known)
{
    const struct literals *file = site->file->literals;
    if (known->file != file || known->braces != site->braces) {
        bool ignored = false;
        known->file = file;
        known->braces = site->braces;
        known->inside = literals_only(literals_group(file, known_groups(taking->running, text)),
            kind, site->braces, &ignored);
    }
    return known->inside;
}

static struct literal_spot
find_spot(const struct taking *taking, enum literal_kind kind, struct known_text *text,
    const struct site *site, bool *is_several)
{
    struct known_spot *known = spot_anywhere(taking, kind, text);
    if (site->braces != LITERALS_NO_BRACES) {
        const struct literal *literal = find_inside(taking, kind, text, site, known);
        if (literal) {
            *is_several = false;
            return (struct literal_spot){ site->file, literal };
        }
    }
    *is_several = known->is_several;
    return known->spot;
}

/* The only one like this in all files of the use: a name, or a text as in `["a b"] =`. */
static const struct literal_spot *
name_anywhere(const struct taking *taking, struct known_text *name)
{
    const struct known_spot *known = spot_anywhere(taking, LITERAL_KIND_NAME, name);
    if (!known->spot.literal && !known->is_several) {
        known = spot_anywhere(taking, LITERAL_KIND_TEXT, name);
    }
    return &known->spot;
}

struct literal_spot
value_spot_of_text(
    const struct taking *taking, struct known_text *text, const struct site *site)
{
    bool ignored = false;
    return find_spot(taking, LITERAL_KIND_TEXT, text, site, &ignored);
}

struct literal_spot
value_spot_of_name(
    const struct taking *taking, struct known_text *name, const struct site *site)
{
    bool is_several = false;
    struct literal_spot found = find_spot(taking, LITERAL_KIND_NAME, name, site, &is_several);
    if (found.literal || is_several) { /* where it is a name, a text of it is another thing */
        return found;
    }
    return find_spot(taking, LITERAL_KIND_TEXT, name, site, &is_several);
}

struct span
value_span_of(const struct literal_spot *spot)
{
    return (struct span){ spot->file->source->base + spot->literal->offset,
        (uint32_t)spot->literal->text.len };
}

struct span
value_site_span(const struct site *site)
{
    return site->name.literal ? value_span_of(&site->name) : site->span;
}

static int
compare_places(const void *left, const void *right)
{
    const struct value_entry *a = left;
    const struct value_entry *b = right;
    return (a->key_span.at > b->key_span.at) - (a->key_span.at < b->key_span.at);
}

void
value_order_as_written(
    struct value *map, const struct literal_spot *names, const struct site *site)
{
    if (site->braces == LITERALS_NO_BRACES) {
        return;
    }
    for (size_t i = 0; i < map->entries.count; i++) {
        const struct literal *literal = names[i].literal;
        if (!literal || names[i].file != site->file || literal->braces != site->braces) {
            return;
        }
    }
    if (map->entries.count > 1) {
        qsort(map->entries.at, map->entries.count, sizeof *map->entries.at, compare_places);
    }
}

/* Whether braces of a file can have made a table in this run: those around the function that
 * answers cannot. */
static bool
is_candidate(const struct taking *taking, const struct literal_spot *spot)
{
    uint32_t answer = taking->running->span.at;
    if (!spot->literal || spot->literal->braces == LITERALS_NO_BRACES) {
        return false;
    }
    if (spot->file != taking->answer) {
        return true;
    }
    uint32_t function = answer - spot->file->source->base;
    const struct literal_braces *braces =
        &spot->file->literals->braces.at[spot->literal->braces];
    return braces->from >= function || braces->to <= function;
}

/* A text or a name that stands in this table and nowhere else in the files. */
static struct literal_spot
find_by_entry(struct taking *taking, const struct table_entry_vec *table)
{
    size_t count = table->count < MOST_LOOKED_AT ? table->count : MOST_LOOKED_AT;
    for (size_t i = 0; i < count; i++) {
        struct known_text *text = table->at[i].text;
        if (text) {
            const struct known_spot *known = spot_anywhere(taking, LITERAL_KIND_TEXT, text);
            if (is_candidate(taking, &known->spot)) {
                return known->spot;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct known_text *name = table->at[i].name;
        const struct literal_spot *spot = name ? name_anywhere(taking, name) : NULL;
        if (spot && is_candidate(taking, spot)) {
            return *spot;
        }
    }
    return (struct literal_spot){ 0 };
}

/* Finds the braces that made a table, and their file; false when nothing tells them. */
static bool
infer_braces(struct taking *taking, const struct table_entry_vec *table, struct site *site)
{
    const struct literal_spot *name = &site->name;
    int braces = name->literal ? literals_braces_of(name->file->literals, name->literal)
                               : LITERALS_NO_BRACES;
    if (braces != LITERALS_NO_BRACES) {
        site->file = name->file;
        site->braces = braces;
        return true;
    }
    struct literal_spot entry = find_by_entry(taking, table);
    if (entry.literal) {
        site->file = entry.file;
        site->braces = entry.literal->braces;
        return true;
    }
    site->braces = !site->key.at && site->parent
                       ? literals_braces_inside(site->file->literals, site->braces,
                             site->table_number, site->item_tables)
                       : LITERALS_NO_BRACES;
    return site->braces != LITERALS_NO_BRACES;
}

/* The line on which the braces of a site open. */
static struct span
line_of_braces(const struct site *site)
{
    uint32_t from = site->file->literals->braces.at[site->braces].from;
    return place_of_line(site->file, (int)source_line_at(site->file->source, from));
}

void
value_locate_table(
    struct taking *taking, int index, const struct table_entry_vec *table, struct site *site)
{
    struct span noted;
    site->original = notes_find(taking->lua, taking->notes, index, &noted);
    running_charge(
        taking->lua, TABLE_STEPS + site->file->literals->braces.count / BRACES_A_STEP);
    if (site->original) {
        site->span = site->original->span;
        site->braces = LITERALS_NO_BRACES;
        return;
    }
    bool is_found = infer_braces(taking, table, site);
    struct span found = is_found ? line_of_braces(site) : span_none();
    if (span_is_set(noted) && found.at != noted.at) {
        site->file = place_file_at(taking->running, noted.at);
        site->braces =
            literals_braces_on_line(site->file->literals, noted.at - site->file->source->base);
        found = noted;
    }
    if (span_is_set(found)) {
        site->span = found;
    }
}
