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

/* Whether a metric of that name has a series of this one. */
static bool
is_series_of(struct str metric, struct str series)
{
    struct str suffix = str_slice(series, metric.len, series.len);
    return str_starts_with(series, metric) &&
           (suffix.len == 0 || str_is(suffix, "_bucket") || str_is(suffix, "_sum") ||
               str_is(suffix, "_count"));
}

/* Whether a key of the text's second level, where metrics stand, has the series. */
static bool
declares(const struct embedded_file *file, struct str series)
{
    struct str rest = str_make(file->text, file->len);
    while (rest.at) {
        struct str line = str_cut(&rest, '\n');
        bool is_key = line.len > 3 && line.at[0] == ' ' && line.at[1] == ' ' &&
                      line.at[2] == series.at[0];
        if (is_key && is_series_of(str_slice(line, 2, str_find_char(line, ':')), series)) {
            return true;
        }
    }
    return false;
}

const struct embedded_file *
bundled_find_series(struct str series)
{
    for (size_t i = 0; series.len > 0 && bundled_files[i].name; i++) {
        if (declares(&bundled_files[i], series)) {
            return &bundled_files[i];
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
