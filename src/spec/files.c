/*
 * Listing, reading and parsing spec files.
 */
#include "spec/files.h"

#include "read/yaml.h"

enum { DEEPEST_FOLDER = 32 };

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
parse_file(struct spec_reader *reader, struct spec_file *file, bool is_library)
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

const struct spec_file *
files_read(struct spec_reader *reader, struct str path, bool is_library)
{
    struct spec_file *known = map_get(&reader->files, path);
    if (known) {
        return known;
    }
    struct spec_file *file = ARENA_NEW(reader->arena, struct spec_file);
    file->path = arena_copy(reader->arena, path);
    file->is_broken = true;
    map_put(&reader->files, file->path, file);
    parse_file(reader, file, is_library);
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
