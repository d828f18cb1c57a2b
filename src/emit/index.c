/*
 * Writing and reading index.json.
 */
#include "emit/index.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "data/json_write.h"
#include "read/json.h"

static int
compare_files(const void *a, const void *b)
{
    const struct output_file *const *left = a;
    const struct output_file *const *right = b;
    return str_compare((*left)->path, (*right)->path);
}

static void
print_file(struct json_writer *json, const struct output_file *file)
{
    json_key(json, file->path);
    json_begin_list(json);
    for (size_t i = 0; i < file->subjects.count; i++) {
        json_string(json, file->subjects.at[i]);
    }
    json_end_list(json);
}

void
index_print(struct buf *buf, struct arena *arena, const struct output_file_vec *files)
{
    const struct output_file **sorted =
        ARENA_ARRAY(arena, const struct output_file *, files->count);
    for (size_t i = 0; i < files->count; i++) {
        sorted[i] = &files->at[i];
    }
    if (files->count > 0) {
        qsort(sorted, files->count, sizeof *sorted, compare_files);
    }
    struct json_writer json;
    json_writer_init(&json, buf, JSON_LAYOUT_INDENTED);
    json_begin_object(&json);
    json_key(&json, STR("version"));
    json_number_integer(&json, 1);
    json_key(&json, STR("files"));
    json_begin_object(&json);
    for (size_t i = 0; i < files->count; i++) {
        print_file(&json, sorted[i]);
    }
    json_end_object(&json);
    json_end_object(&json);
    buf_add_char(buf, '\n');
}

void
index_read(struct arena *arena, struct str path, struct str_vec *files)
{
    struct str text;
    if (load_kind_of(arena, path) != LOAD_KIND_FILE || load_file(arena, path, &text) != 0) {
        return;
    }
    struct sources sources;
    sources_init(&sources, arena);
    struct diags ignored;
    diags_init(&ignored, arena);
    const struct source *source = sources_add_file(&sources, path, text);
    const struct value *index = source ? read_json(arena, &sources, source, &ignored) : NULL;
    const struct value_entry *entry = value_find(index, "files");
    for (size_t i = 0; entry && i < entry->value->entries.count; i++) {
        VEC_PUSH(arena, files, entry->value->entries.at[i].key);
    }
}

static bool
has_link_on_its_way(struct str folder, struct str path)
{
    struct arena scratch;
    arena_init(&scratch);
    struct str whole = arena_printf(&scratch, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path));
    bool is_link = false;
    for (size_t i = folder.len + 1; i <= whole.len && !is_link; i++) {
        if (i < whole.len && whole.at[i] != '/') {
            continue;
        }
        struct stat status;
        struct str part = arena_copy(&scratch, str_slice(whole, 0, i));
        is_link = lstat(part.at, &status) == 0 && S_ISLNK(status.st_mode);
    }
    arena_finish(&scratch);
    return is_link;
}

bool
index_path_is_safe(struct str folder, struct str path)
{
    if (path.len == 0 || path.at[0] == '/' || memchr(path.at, '\0', path.len)) {
        return false;
    }
    struct str rest = path;
    while (rest.at) {
        struct str part = str_cut(&rest, '/');
        if (part.len == 0 || str_is(part, ".") || str_is(part, "..")) {
            return false;
        }
    }
    return !has_link_on_its_way(folder, path);
}
