/*
 * Finding and reading bundled catalogs.
 */
#include "spec/bundled.h"

#include "read/yaml.h"

const struct embedded_file *
bundled_find(struct str name)
{
    for (const struct embedded_file *file = bundled_files; file->name; file++) {
        if (str_is(name, file->name)) {
            return file;
        }
    }
    return NULL;
}

const struct spec_file *
bundled_read(struct spec_reader *reader, const struct embedded_file *bundled)
{
    struct str path = arena_printf(reader->arena, "<tocsin>/%s.yaml", bundled->name);
    struct spec_file *known = map_get(&reader->files, path);
    if (known) {
        return known;
    }
    struct spec_file *file = ARENA_NEW(reader->arena, struct spec_file);
    file->path = path;
    file->is_read = true;
    map_put(&reader->files, path, file);
    const struct source *source =
        sources_add_file(reader->sources, path, str_make(bundled->text, bundled->len));
    if (source) {
        sources_mark_library(reader->sources);
        file->value = read_yaml(reader->arena, reader->sources, source, reader->diags);
    }
    return file;
}

static void
add_texts(struct arena *arena, const struct value *value, struct str_vec *wanted)
{
    if (value->kind == VALUE_KIND_TEXT) {
        VEC_PUSH(arena, wanted, value->text);
    }
    for (size_t i = 0; i < value->items.count; i++) {
        if (value->items.at[i]->kind == VALUE_KIND_TEXT) {
            VEC_PUSH(arena, wanted, value->items.at[i]->text);
        }
    }
}

static void
add_field_of_each(
    struct arena *arena, const struct value *map, const char *field, struct str_vec *wanted)
{
    for (size_t i = 0; map && i < map->entries.count; i++) {
        const struct value_entry *entry = value_find(map->entries.at[i].value, field);
        if (entry) {
            add_texts(arena, entry->value, wanted);
        }
    }
}

void
bundled_collect_extends(
    struct arena *arena, const struct value *catalogs, struct str_vec *wanted)
{
    add_field_of_each(arena, catalogs, "extends", wanted);
}

void
bundled_collect_wanted(struct arena *arena, const struct value *root, struct str_vec *wanted)
{
    const struct value_entry *jobs = value_find(root, "jobs");
    const struct value_entry *catalogs = value_find(root, "catalogs");
    if (jobs) {
        add_field_of_each(arena, jobs->value, "exposes", wanted);
    }
    if (catalogs) {
        bundled_collect_extends(arena, catalogs->value, wanted);
    }
}
