/*
 * From a path to systems, and from a system to one merged root for each environment.
 */
#include "spec/spec.h"

#include "base/nearest.h"
#include "spec/bundled.h"
#include "spec/files.h"
#include "spec/folders.h"
#include "spec/merge.h"

void
spec_reader_init(struct spec_reader *reader, struct arena *arena, struct sources *sources,
    struct diags *diags, const struct record *record)
{
    *reader = (struct spec_reader){
        .arena = arena, .sources = sources, .diags = diags, .record = record
    };
    map_init(&reader->files, arena);
    map_init(&reader->ahead, arena);
    map_init(&reader->bundled, arena);
    map_init(&reader->merged, arena);
    map_init(&reader->joined, arena);
}

/* The file of a folder that says `system:`, or NULL; only the folder's own files are asked. */
static const struct spec_file *
find_system_file(struct spec_reader *reader, struct str folder)
{
    struct str_vec names = { 0 };
    struct str_vec paths = { 0 };
    if (load_folder(reader->arena, folder, &names)) {
        return NULL;
    }
    for (size_t i = 0; i < names.count; i++) {
        bool is_yaml =
            str_ends_with(names.at[i], STR(".yaml")) || str_ends_with(names.at[i], STR(".yml"));
        if (is_yaml && !str_starts_with(names.at[i], STR("."))) {
            VEC_PUSH(reader->arena, &paths, load_join(reader->arena, folder, names.at[i]));
        }
    }
    files_read_ahead(reader, &paths); /* those behind it are of the system too */
    for (size_t i = 0; i < paths.count; i++) {
        const struct spec_file *file = files_read(reader, paths.at[i], false);
        if (files_says_system(file)) {
            return file;
        }
    }
    return NULL;
}

static void
search_folder(struct spec_reader *reader, struct str folder, struct str_vec *found)
{
    if (find_system_file(reader, folder)) {
        VEC_PUSH(reader->arena, found, folder);
        return;
    }
    struct str_vec names = { 0 };
    if (load_folder(reader->arena, folder, &names)) {
        return;
    }
    for (size_t i = 0; i < names.count; i++) {
        struct str path = load_join(reader->arena, folder, names.at[i]);
        if (!str_starts_with(names.at[i], STR(".")) &&
            load_kind_of(reader->arena, path) == LOAD_KIND_FOLDER) {
            search_folder(reader, path, found);
        }
    }
}

void
spec_find_systems(struct spec_reader *reader, struct str path, struct str_vec *found)
{
    size_t before = found->count;
    size_t errors = reader->diags->error_count;
    switch (load_kind_of(reader->arena, path)) {
    case LOAD_KIND_FOLDER:
        search_folder(reader, path, found);
        break;
    case LOAD_KIND_FILE:
    case LOAD_KIND_OTHER:
        if (files_says_system(files_read(reader, path, false))) {
            VEC_PUSH(reader->arena, found, path);
        }
        break;
    case LOAD_KIND_MISSING:
        diag_report(reader->diags, &kind_read_error, span_none(),
            "cannot read `%.*s`: there is no such file or folder", STR_ARG(path));
        return;
    }
    if (found->count == before && reader->diags->error_count == errors) {
        struct finding *finding = diag_report(reader->diags, &kind_no_system, span_none(),
            "there is no system under `%.*s`", STR_ARG(path));
        finding_note(reader->diags, finding,
            "a system is a folder one of whose YAML files says `system: NAME`");
        finding_help(reader->diags, finding, "`tocsin init` makes a small one to start from");
    }
}

void
spec_list_files(struct spec_reader *reader, struct str path, struct str_vec *files)
{
    files_list(reader, path, files);
}

/* One layer while it is put together. */
struct layer {
    struct value *root;
    struct value *catalogs; /* name → {extends, metrics}, merged into the root at the end */
    struct value *policies; /* of libraries */
    struct str system;      /* the default catalog; empty for libraries */
    bool is_broken;         /* a file of it is missing or unreadable */
    struct str_vec paths;   /* of libraries, as included, in order */
};

static void
layer_init(struct layer *layer, struct arena *arena, struct str system)
{
    *layer = (struct layer){
        .root = value_new_map(arena, span_none()),
        .catalogs = value_new_map(arena, span_none()),
        .policies = value_new_list(arena, span_none()),
        .system = system,
    };
}

static void
report_unknown_section(struct spec_reader *reader, const struct value_entry *entry)
{
    struct finding *finding = diag_report(reader->diags, &kind_unknown_key, entry->key_span,
        "`%.*s` is no section of a spec", STR_ARG(entry->key));
    struct nearest nearest;
    nearest_begin(&nearest, entry->key);
    for (const struct field *field = reader->record->fields; field->key; field++) {
        nearest_offer(&nearest, str_from(field->key));
    }
    if (nearest.best.len > 0) {
        finding_help(reader->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(reader->diags, finding, entry->key_span, nearest.best);
    } else {
        finding_help(reader->diags, finding,
            "keys of your own, for anchors, begin with `x-`: `x-%.*s`", STR_ARG(entry->key));
    }
}

static bool
is_section(const struct spec_reader *reader, struct str key)
{
    for (const struct field *field = reader->record->fields; field->key; field++) {
        if (str_is(key, field->key)) {
            return true;
        }
    }
    return false;
}

static void
check_language_version(struct spec_reader *reader, const struct value *file)
{
    const struct value_entry *version = value_find(file, "tocsin");
    if (version && !str_is(version->value->text, "v1")) {
        struct finding *finding = diag_report(reader->diags, &kind_unsupported_version,
            version->value->span, "this tocsin reads specs of version `v1`");
        finding_help(reader->diags, finding, "write `tocsin: v1`");
    }
    const struct value_entry *system = value_find(file, "system");
    if (system && !version) {
        struct finding *finding = diag_report(reader->diags, &kind_missing_key,
            system->key_span, "the file that names the system does not say `tocsin: v1`");
        finding_help(reader->diags, finding,
            "begin it with `tocsin: v1`, so that later versions know how to read it");
    }
}

/* Adds `{extends, metrics}` to what the layer has of that catalog so far. */
static void
add_catalog_parts(struct spec_reader *reader, struct layer *layer, struct str key,
    struct span key_span, const struct value *parts)
{
    for (size_t i = 0; i < layer->catalogs->entries.count; i++) {
        struct value_entry *known = &layer->catalogs->entries.at[i];
        if (str_equal(known->key, key)) {
            struct value *merged = value_new_map(reader->arena, known->value->span);
            merge_file(reader, reader->record, merged, known->value);
            merge_file(reader, reader->record, merged, parts);
            known->value = merged;
            return;
        }
    }
    value_add_entry(reader->arena, layer->catalogs, key, key_span, parts);
}

/* The metrics of a file go under the catalog that its head names. */
static void
add_catalog(struct spec_reader *reader, struct layer *layer, const struct value *file)
{
    const struct value_entry *metrics = value_find(file, "metrics");
    const struct value_entry *name = value_find(file, "catalog");
    const struct value_entry *extends = value_find(file, "extends");
    if (!metrics && !extends) {
        return;
    }
    struct str key = name ? name->value->text : layer->system;
    struct span key_span = name ? name->value->span : span_none();
    if (key.len == 0) {
        struct finding *finding = diag_report(reader->diags, &kind_missing_key,
            metrics ? metrics->key_span : extends->key_span,
            "a library's metrics belong to a catalog, and this file names none");
        finding_help(reader->diags, finding, "begin the file with `catalog: NAME`");
        return;
    }
    struct value *parts = value_new_map(reader->arena, file->span);
    if (extends) {
        value_add_entry(reader->arena, parts, extends->key, extends->key_span, extends->value);
    }
    if (metrics) {
        value_add_entry(reader->arena, parts, metrics->key, metrics->key_span, metrics->value);
    }
    add_catalog_parts(reader, layer, key, key_span, parts);
}

/* `catalogs:` holds several in one file. */
static void
add_catalogs(struct spec_reader *reader, struct layer *layer, const struct value *file)
{
    const struct value_entry *catalogs = value_find(file, "catalogs");
    if (!catalogs || catalogs->value->kind == VALUE_KIND_NULL) {
        return;
    }
    if (catalogs->value->kind != VALUE_KIND_MAP) {
        diag_report(reader->diags, &kind_wrong_type, catalogs->value->span,
            "`catalogs` is a map of names, and this is %s", value_kind_text(catalogs->value));
        return;
    }
    for (size_t i = 0; i < catalogs->value->entries.count; i++) {
        const struct value_entry *entry = &catalogs->value->entries.at[i];
        add_catalog_parts(reader, layer, entry->key, entry->key_span, entry->value);
    }
}

/* Keys that are handled here and are no sections of the merged root. */
static bool
is_head(struct str key)
{
    static const char *const heads[] = { "tocsin", "include", "catalog", "extends", "metrics",
        "catalogs", "environments" };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if (str_is(key, heads[i])) {
            return true;
        }
    }
    return false;
}

static void
add_file(struct spec_reader *reader, struct layer *layer, const struct spec_file *file,
    bool is_library)
{
    layer->is_broken = layer->is_broken || file->is_broken;
    if (!file->value) {
        return;
    }
    check_language_version(reader, file->value);
    struct value *sections = value_new_map(reader->arena, file->value->span);
    for (size_t i = 0; i < file->value->entries.count; i++) {
        const struct value_entry *entry = &file->value->entries.at[i];
        if (str_starts_with(entry->key, STR("x-")) || is_head(entry->key)) {
            continue;
        }
        if (!is_section(reader, entry->key)) {
            report_unknown_section(reader, entry);
        } else if (is_library && str_is(entry->key, "policy")) {
            value_add_item(reader->arena, layer->policies, entry->value);
        } else if (entry->value->kind != VALUE_KIND_NULL) {
            value_add_entry(reader->arena, sections, entry->key, entry->key_span, entry->value);
        }
    }
    add_catalog(reader, layer, file->value);
    add_catalogs(reader, layer, file->value);
    merge_file(reader, reader->record, layer->root, sections);
}

/* A library is a file or a folder; what it includes itself comes with it, each file once. */
static void
add_library(struct spec_reader *reader, struct layer *layer, struct str path, struct span span,
    struct map *seen)
{
    if (load_kind_of(reader->arena, path) == LOAD_KIND_MISSING) {
        struct finding *finding = diag_report(reader->diags, &kind_read_error, span,
            "cannot include `%.*s`: there is no such file or folder", STR_ARG(path));
        finding_note(reader->diags, finding,
            "the path is taken from the folder of the file that includes it");
        layer->is_broken = true;
        return;
    }
    VEC_PUSH(reader->arena, &layer->paths, path);
    struct str_vec files = { 0 };
    files_list(reader, path, &files);
    for (size_t i = 0; i < files.count; i++) {
        if (map_get(seen, files.at[i])) {
            continue;
        }
        map_put(seen, files.at[i], layer);
        const struct spec_file *file = files_read(reader, files.at[i], true);
        add_file(reader, layer, file, true);
    }
}

static void
add_includes(struct spec_reader *reader, struct layer *libraries, const struct spec_file *file,
    struct map *seen)
{
    const struct value_entry *include = value_find(file->value, "include");
    if (!include) {
        return;
    }
    const struct value *list = include->value;
    bool is_list = list->kind == VALUE_KIND_LIST;
    for (size_t i = 0; i < (is_list ? list->items.count : 1); i++) {
        const struct value *item = is_list ? list->items.at[i] : list;
        if (item->kind != VALUE_KIND_TEXT) {
            diag_report(reader->diags, &kind_wrong_type, item->span,
                "an include is the path of a folder or file, and this is %s",
                value_kind_text(item));
            continue;
        }
        struct str path = load_join(reader->arena, load_parent(file->path), item->text);
        add_library(reader, libraries, path, item->span, seen);
    }
}

/* Libraries may include others: files are appended while the list is walked. The paths that
 * the system's own files include go to `own_paths`. */
static void
add_all_includes(struct spec_reader *reader, struct layer *libraries,
    const struct str_vec *own_files, struct map *seen, struct str_vec *own_paths)
{
    for (size_t i = 0; i < own_files->count; i++) {
        const struct spec_file *file = files_read(reader, own_files->at[i], false);
        if (file->value) {
            add_includes(reader, libraries, file, seen);
        }
    }
    for (size_t i = 0; i < libraries->paths.count; i++) {
        VEC_PUSH(reader->arena, own_paths, libraries->paths.at[i]);
    }
    for (size_t i = 0; i < seen->count; i++) {
        const struct spec_file *file = files_read(reader, seen->entries[i].key, true);
        if (file->value && seen->entries[i].value == libraries) {
            add_includes(reader, libraries, file, seen);
        }
    }
}

static const struct value *
finish_layer(struct spec_reader *reader, struct layer *layer)
{
    value_add_entry(reader->arena, layer->root, STR("catalogs"), span_none(), layer->catalogs);
    if (layer->policies->items.count > 0) {
        value_add_entry(
            reader->arena, layer->root, STR("library_policies"), span_none(), layer->policies);
    }
    return layer->root;
}

static const struct value *
find_environments(struct spec_reader *reader, const struct str_vec *files)
{
    struct value *all = value_new_map(reader->arena, span_none());
    for (size_t i = 0; i < files->count; i++) {
        const struct spec_file *file = files_read(reader, files->at[i], false);
        const struct value_entry *entry = value_find(file->value, "environments");
        if (!entry || entry->value->kind == VALUE_KIND_NULL) {
            continue;
        }
        if (entry->value->kind != VALUE_KIND_MAP) {
            diag_report(reader->diags, &kind_wrong_type, entry->value->span,
                "`environments` is a map of names, and this is %s",
                value_kind_text(entry->value));
            continue;
        }
        merge_file(reader, NULL, all, entry->value);
    }
    return all;
}

static bool
is_environment_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && !(i > 0 && (c == '-' || c == '_' || c == '.'))) {
            return false;
        }
    }
    return name.len > 0;
}

static void
check_environment(struct spec_reader *reader, const struct value_entry *entry)
{
    if (!is_environment_name(entry->key)) {
        struct finding *finding = diag_report(reader->diags, &kind_invalid_value,
            entry->key_span, "`%.*s` cannot name an environment", STR_ARG(entry->key));
        finding_note(reader->diags, finding,
            "it becomes a folder of the output: letters, digits, `-`, `_` and `.` only");
    }
    if (entry->value->kind != VALUE_KIND_MAP && entry->value->kind != VALUE_KIND_NULL) {
        diag_report(reader->diags, &kind_wrong_type, entry->value->span,
            "an environment is a map of what differs, and this is %s",
            value_kind_text(entry->value));
        return;
    }
    for (size_t i = 0; i < entry->value->entries.count; i++) {
        const struct value_entry *section = &entry->value->entries.at[i];
        if (is_head(section->key) || str_is(section->key, "system")) {
            diag_report(reader->diags, &kind_invalid_value, section->key_span,
                "`%.*s` is the same in all environments", STR_ARG(section->key));
        } else if (!is_section(reader, section->key) &&
                   !str_starts_with(section->key, STR("x-"))) {
            report_unknown_section(reader, section);
        }
    }
}

/* The catalogs of a bundled file, made once, so that environments share them. NULL when there
 * is no such file or it is broken. */
static const struct value *
bundled_catalogs(struct spec_reader *reader, struct str name)
{
    const struct value *known = map_get(&reader->bundled, name);
    const struct embedded_file *bundled = known ? NULL : bundled_find(name);
    const struct spec_file *file = bundled ? bundled_read(reader, bundled) : NULL;
    if (!file || !file->value) {
        return known;
    }
    struct layer layer;
    layer_init(&layer, reader->arena, STR(""));
    add_file(reader, &layer, file, true);
    map_put(&reader->bundled, name, layer.catalogs);
    return layer.catalogs;
}

/* Adds the bundled catalogs that jobs expose and nobody else defines, and what those extend. */
static const struct value *
add_bundled(struct spec_reader *reader, const struct value *root)
{
    const struct value_entry *catalogs = value_find(root, "catalogs");
    struct value *all = value_new_map(reader->arena, span_none());
    merge_file(reader, NULL, all, catalogs->value);
    struct str_vec wanted = { 0 };
    bundled_collect_wanted(reader->arena, root, &wanted);
    for (size_t i = 0; i < wanted.count; i++) {
        const struct value *bundled =
            value_find_str(all, wanted.at[i]) ? NULL : bundled_catalogs(reader, wanted.at[i]);
        if (bundled) {
            merge_file(reader, NULL, all, bundled);
            bundled_collect_extends(reader->arena, bundled, &wanted);
        }
    }
    struct value *complete = value_new_map(reader->arena, root->span);
    for (size_t i = 0; i < root->entries.count; i++) {
        struct value_entry entry = root->entries.at[i];
        entry.value = str_is(entry.key, "catalogs") ? all : entry.value;
        VEC_PUSH(reader->arena, &complete->entries, entry);
    }
    return complete;
}

static void
add_environment(struct spec_reader *reader, struct spec_system *system, struct str name,
    const struct value *root)
{
    struct spec_environment environment = { name, add_bundled(reader, root) };
    VEC_PUSH(reader->arena, &system->environments, environment);
}

/* The name, or an empty text after a finding. */
static struct str
read_name(struct spec_reader *reader, const struct spec_file *main_file)
{
    const struct value *name = value_find(main_file->value, "system")->value;
    if (name->kind == VALUE_KIND_TEXT && is_environment_name(name->text)) {
        return name->text;
    }
    struct finding *finding = diag_report(reader->diags, &kind_invalid_value, name->span,
        "a system is named with letters, digits, `-`, `_` and `.`");
    finding_note(reader->diags, finding, "the name becomes a folder of the output");
    return STR("");
}

/* The layers of a system. False when what the rest refers to may have stood in a broken file.
 */
static bool
read_layers(struct spec_reader *reader, const struct str_vec *files, struct spec_system *system)
{
    struct layer own;
    struct layer libraries;
    layer_init(&own, reader->arena, system->name);
    layer_init(&libraries, reader->arena, STR(""));
    struct map seen;
    map_init(&seen, reader->arena);
    for (size_t i = 0; i < files->count; i++) {
        map_put(&seen, files->at[i], &own);
        add_file(reader, &own, files_read(reader, files->at[i], false), false);
    }
    add_all_includes(reader, &libraries, files, &seen, &system->includes);
    system->own = finish_layer(reader, &own);
    system->libraries = finish_layer(reader, &libraries);
    system->overlays = find_environments(reader, files);
    folders_of_templates(
        reader->arena, system->folder, &libraries.paths, &system->template_folders);
    return !own.is_broken && !libraries.is_broken;
}

bool
spec_read_system(struct spec_reader *reader, struct str path, struct spec_system *system)
{
    bool is_folder = load_kind_of(reader->arena, path) == LOAD_KIND_FOLDER;
    const struct spec_file *main_file =
        is_folder ? find_system_file(reader, path) : files_read(reader, path, false);
    if (!main_file || !main_file->value) {
        return false;
    }
    *system = (struct spec_system){ .folder = is_folder ? path : load_parent(path),
        .name = read_name(reader, main_file) };
    struct str_vec files = { 0 };
    files_list(reader, path, &files);
    if (system->name.len == 0 || !read_layers(reader, &files, system)) {
        return false;
    }
    const struct value *root = merge_overlay(reader->arena, system->libraries, system->own);
    for (size_t i = 0; i < system->overlays->entries.count; i++) {
        const struct value_entry *entry = &system->overlays->entries.at[i];
        check_environment(reader, entry);
        bool has_changes = entry->value->kind == VALUE_KIND_MAP;
        add_environment(reader, system, entry->key,
            has_changes ? merge_overlay(reader->arena, root, entry->value) : root);
    }
    if (system->overlays->entries.count == 0) {
        add_environment(reader, system, STR(""), root);
    }
    return true;
}

const struct value *
spec_add_sections(
    struct spec_reader *reader, const struct value *root, const struct value_vec *sections)
{
    struct value *whole = value_new_map(reader->arena, root->span);
    merge_file(reader, NULL, whole, root);
    /* Sections of the root are shared with other environments: none is this layer's own. */
    map_init(&reader->merged, reader->arena);
    map_init(&reader->joined, reader->arena);
    for (size_t i = 0; i < sections->count; i++) {
        merge_file(reader, reader->record, whole, sections->at[i]);
    }
    return whole;
}
