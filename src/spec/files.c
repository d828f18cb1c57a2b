/*
 * Listing, reading and parsing spec files.
 *
 * Files that will be asked for are read ahead, on several threads: each gets a range of
 * positions of its own, and its findings wait until it is asked for. One that does not fit into
 * its range or cannot be read is left alone, and read in its turn.
 */
#include "spec/files.h"

#include "base/work.h"
#include "read/yaml.h"

enum {
    DEEPEST_FOLDER = 32,
    LEAST_AHEAD = 8, /* files; a thread takes as long as a few */
    MOST_AHEAD = 1024,
    POSITIONS_AHEAD = 1 << 18, /* for each file */
    LARGEST_AHEAD = POSITIONS_AHEAD / 2,
};

static bool
is_yaml_name(struct str name)
{
    return str_ends_with(name, STR(".yaml")) || str_ends_with(name, STR(".yml"));
}

static void
report_unreadable(struct spec_reader *reader, struct str path, const char *why)
{
    diag_report(reader->diags, &kind_read_error, span_none(), "cannot read `%.*s`: %s",
        STR_ARG(path), why);
}

/* Reads the text into a source and its value; a document that is no map has no sections. */
static void
parse_text(struct spec_reader *reader, struct spec_file *file, struct str text, bool is_library)
{
    file->is_read = true;
    file->is_broken = false;
    const struct source *source = sources_add_file(reader->sources, file->path, text);
    if (!source) {
        diag_report(reader->diags, &kind_too_large, span_none(),
            "the inputs are over 4 GiB together, at `%.*s`", STR_ARG(file->path));
        return;
    }
    if (is_library) {
        sources_mark_library(reader->sources);
    }
    const struct value *value =
        read_yaml(reader->arena, reader->sources, source, reader->diags);
    if (!value || value->kind == VALUE_KIND_NULL) {
        file->is_broken = !value;
        return;
    }
    if (value->kind != VALUE_KIND_MAP) {
        file->is_broken = true;
        struct finding *finding = diag_report(reader->diags, &kind_wrong_type, value->span,
            "a spec file is a map of sections, and this is %s", value_kind_text(value));
        finding_help(
            reader->diags, finding, "begin with a section such as `alerts:` or `metrics:`");
        return;
    }
    file->value = value;
}

static void
read_file(struct spec_reader *reader, struct spec_file *file, bool is_library)
{
    /* A pipe that nobody writes to would be waited for without end. */
    if (load_kind_of(reader->arena, file->path) == LOAD_KIND_OTHER) {
        report_unreadable(reader, file->path, "it is neither a file nor a folder");
        return;
    }
    struct str text;
    int error = load_file(reader->arena, file->path, &text);
    if (error) {
        report_unreadable(reader, file->path, strerror(error));
        return;
    }
    parse_text(reader, file, text, is_library);
}

static struct spec_file *
new_file(struct arena *arena, struct str path)
{
    struct spec_file *file = ARENA_NEW(arena, struct spec_file);
    file->path = path;
    file->is_broken = true;
    return file;
}

/* A file that is read on a thread of its own. */
struct ahead {
    struct spec_file *file;
    struct arena arena; /* in the reader's */
    struct sources sources;
    struct diags diags;
};

static void
read_ahead(void *work, size_t job)
{
    struct ahead *ahead = &((struct ahead *)work)[job];
    struct spec_reader reader = {
        .arena = &ahead->arena, .sources = &ahead->sources, .diags = &ahead->diags
    };
    struct str text;
    bool is_there = load_kind_of(&ahead->arena, ahead->file->path) == LOAD_KIND_FILE &&
                    load_file(&ahead->arena, ahead->file->path, &text) == 0;
    if (is_there && text.len <= LARGEST_AHEAD) {
        parse_text(&reader, ahead->file, text, false);
    }
}

/* Those of the files that have not been read, as many as there is room for. */
static size_t
prepare_ahead(struct spec_reader *reader, const struct str_vec *paths, struct arena_pool *pool,
    struct ahead *all)
{
    size_t room = sources_room(reader->sources) / POSITIONS_AHEAD;
    size_t most = room < MOST_AHEAD ? room : MOST_AHEAD;
    size_t count = 0;
    for (size_t i = 0; i < paths->count && count < most; i++) {
        if (!map_get(&reader->files, paths->at[i]) && !map_get(&reader->ahead, paths->at[i])) {
            struct ahead *ahead = &all[count];
            arena_init_in(&ahead->arena, pool);
            diags_init(&ahead->diags, &ahead->arena);
            sources_branch(&ahead->sources, reader->sources, &ahead->arena,
                (uint32_t)(count * POSITIONS_AHEAD), POSITIONS_AHEAD);
            ahead->file = new_file(reader->arena, paths->at[i]);
            count++;
        }
    }
    return count;
}

void
files_read_ahead(struct spec_reader *reader, const struct str_vec *paths)
{
    struct arena_pool pool;
    if (reader->threads < 2 || paths->count < LEAST_AHEAD) {
        return;
    }
    struct ahead *all = ARENA_ARRAY(reader->arena, struct ahead, paths->count);
    size_t count = prepare_ahead(reader, paths, &pool, all);
    arena_pool_open(&pool, reader->arena);
    work_run(read_ahead, all, count, reader->threads);
    arena_pool_close(&pool);
    for (size_t i = 0; i < count; i++) {
        if (all[i].file->is_read && !all[i].sources.is_full) {
            sources_merge(reader->sources, &all[i].sources);
            map_put(&reader->ahead, all[i].file->path, &all[i]);
        }
    }
}

/* The file when it has been read ahead, and then its findings; else NULL. */
static struct spec_file *
take_ahead(struct spec_reader *reader, struct str path, bool is_library)
{
    struct ahead *ahead = is_library ? NULL : map_get(&reader->ahead, path);
    if (!ahead) {
        return NULL;
    }
    diags_append(reader->diags, &ahead->diags);
    return ahead->file;
}

const struct spec_file *
files_read(struct spec_reader *reader, struct str path, bool is_library)
{
    struct spec_file *known = map_get(&reader->files, path);
    if (known) {
        return known;
    }
    struct spec_file *file = take_ahead(reader, path, is_library);
    if (!file) {
        file = new_file(reader->arena, arena_copy(reader->arena, path));
        read_file(reader, file, is_library);
    }
    map_put(&reader->files, file->path, file);
    return file;
}

bool
files_says_system(const struct spec_file *file)
{
    return file->value && value_find(file->value, "system");
}

static void
list_folder(struct spec_reader *reader, struct str folder, struct str_vec *files, int depth)
{
    struct str_vec names = { 0 };
    int error = load_folder(reader->arena, folder, &names);
    if (error || depth > DEEPEST_FOLDER) {
        report_unreadable(reader, folder,
            error ? strerror(error) : "folders stand too deep inside each other");
        return;
    }
    for (size_t i = 0; i < names.count; i++) {
        struct str name = names.at[i];
        if (str_starts_with(name, STR(".")) || str_is(name, "templates")) {
            continue;
        }
        struct str path = load_join(reader->arena, folder, name);
        if (is_yaml_name(name)) {
            VEC_PUSH(reader->arena, files, path);
        } else if (load_kind_of(reader->arena, path) == LOAD_KIND_FOLDER) {
            list_folder(reader, path, files, depth + 1);
        }
    }
}

void
files_list(struct spec_reader *reader, struct str path, struct str_vec *files)
{
    if (load_kind_of(reader->arena, path) == LOAD_KIND_FOLDER) {
        list_folder(reader, path, files, 0);
    } else {
        VEC_PUSH(reader->arena, files, path);
    }
}
