/*
 * Finding the files of templates.
 */
#include "template/lookup.h"

#include "base/nearest.h"
#include "schema/name_check.h"
#include "text/load.h"

enum { DEEPEST_FOLDER = 8 };

static const char file_ending[] = ".lua";

static void
open_lookup(struct templates *templates)
{
    struct template_lookup *lookup = &templates->lookup;
    if (!lookup->is_open) {
        lookup->is_open = true;
        map_init(&lookup->files, templates->arena);
        map_init(&lookup->names, templates->arena);
    }
    if (lookup->folders != templates->folders) {
        lookup->folders = templates->folders;
        map_init(&lookup->names, templates->arena);
    }
}

static struct template_file *
new_file(struct templates *templates, struct str name, struct str path, struct str text)
{
    struct template_file *file = ARENA_NEW(templates->arena, struct template_file);
    *file = (struct template_file){
        .name = arena_copy(templates->arena, name), .path = path, .text = text
    };
    return file;
}

/* A finding about the file itself; `span` is the name that led to it, or no place. */
static void
report_unreadable(
    struct templates *templates, struct span span, struct str path, const char *why)
{
    diag_report(
        templates->diags, &kind_read_error, span, "cannot read `%.*s`: %s", STR_ARG(path), why);
}

/* The file at a path, or NULL when there is none; `*is_broken` when it cannot be read, which
 * has been reported then. */
static struct template_file *
read_file(struct templates *templates, struct str folder, struct str name, struct span span,
    bool *is_broken)
{
    struct arena *arena = templates->arena;
    struct str path =
        load_join(arena, folder, arena_printf(arena, "%.*s%s", STR_ARG(name), file_ending));
    void *known;
    if (map_find(&templates->lookup.files, path, &known)) {
        return known;
    }
    switch (load_kind_of(arena, path)) {
    case LOAD_KIND_MISSING:
        map_put(&templates->lookup.files, path, NULL);
        return NULL;
    case LOAD_KIND_FOLDER:
    case LOAD_KIND_OTHER:
        *is_broken = true;
        report_unreadable(templates, span, path, "it is no file");
        return NULL;
    case LOAD_KIND_FILE:
        break;
    }
    if (!load_is_inside(arena, folder, path)) {
        *is_broken = true;
        report_unreadable(templates, span, path, "it is a link that leads out of its folder");
        return NULL;
    }
    struct str text;
    int error = load_file(arena, path, &text);
    if (error) {
        *is_broken = true;
        report_unreadable(templates, span, path, strerror(error));
        return NULL;
    }
    struct template_file *file = new_file(templates, name, path, text);
    map_put(&templates->lookup.files, path, file);
    return file;
}

static struct template_file *
find_bundled(struct templates *templates, struct str name)
{
    for (const struct embedded_file *bundled = library_templates; bundled->name; bundled++) {
        if (!str_is(name, bundled->name)) {
            continue;
        }
        struct str path =
            arena_printf(templates->arena, "<tocsin>/lua/%s%s", bundled->name, file_ending);
        struct template_file *known = map_get(&templates->lookup.files, path);
        if (!known) {
            known = new_file(templates, name, path, str_make(bundled->text, bundled->len));
            known->is_bundled = true;
            map_put(&templates->lookup.files, path, known);
        }
        return known;
    }
    return NULL;
}

/* NULL when there is none, or after a finding: then `*is_broken`. */
static struct template_file *
find_anywhere(struct templates *templates, struct str name, struct span span, bool *is_broken)
{
    open_lookup(templates);
    struct template_file *file = map_get(&templates->lookup.names, name);
    for (size_t i = 0; i < templates->folder_count && !file && !*is_broken; i++) {
        struct str folder =
            load_join(templates->arena, templates->folders[i], STR("templates"));
        file = read_file(templates, folder, name, span, is_broken);
    }
    if (!file && !*is_broken) {
        file = find_bundled(templates, name);
    }
    if (file) {
        map_put(&templates->lookup.names, file->name, file);
    }
    return file;
}

/* Whether a file of this name can be asked for; a finding when it cannot. */
static bool
check_name(struct templates *templates, const struct template_use *use)
{
    struct str bad = use->name;
    const char *caption =
        use->name.len > 0 ? name_check(FIELD_TYPE_KEY, use->name, &bad) : "it has no letters";
    if (!caption) {
        return true;
    }
    struct finding *finding = diag_report(templates->diags, &kind_invalid_value, use->name_span,
        "`%.*s` cannot name a Lua template", STR_ARG(use->name));
    finding_caption(templates->diags, finding, "%s", caption);
    finding_help(templates->diags, finding,
        "write the name of a file below a folder `templates`, without `.lua`");
    return false;
}

static void
report_unknown(struct templates *templates, const struct template_use *use)
{
    struct finding *finding = diag_report(templates->diags, &kind_unknown_name, use->name_span,
        "no Lua template is called `%.*s`", STR_ARG(use->name));
    finding_topic(templates->diags, finding, use->name);
    struct str_vec names = { 0 };
    template_collect_names(templates, &names);
    struct str bare = use->name;
    if (str_ends_with(bare, STR(".lua"))) {
        bare = str_slice(bare, 0, bare.len - strlen(file_ending));
    }
    struct nearest nearest;
    nearest_begin(&nearest, bare);
    for (size_t i = 0; i < names.count; i++) {
        nearest_offer(&nearest, names.at[i]);
    }
    if (nearest.best.len > 0) {
        finding_help(templates->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(templates->diags, finding, use->name_span, nearest.best);
        return;
    }
    finding_help(templates->diags, finding,
        "write `templates/%.*s.lua` in the system's folder or above it; `tocsin template` "
        "lists "
        "those that there are",
        STR_ARG(bare));
}

const struct template_file *
template_find(struct templates *templates, const struct template_use *use)
{
    bool is_broken = false;
    if (!check_name(templates, use)) {
        return NULL;
    }
    const struct template_file *file =
        find_anywhere(templates, use->name, use->name_span, &is_broken);
    if (!file && !is_broken) {
        report_unknown(templates, use);
    }
    return file;
}

const struct template_file *
template_find_name(struct templates *templates, struct str name)
{
    bool is_broken = false;
    struct str bad;
    bool is_name = name.len > 0 && !name_check(FIELD_TYPE_KEY, name, &bad);
    return is_name ? find_anywhere(templates, name, span_none(), &is_broken) : NULL;
}

/* Adds the names below a folder, as keys of `names`. */
static void
collect_folder(struct templates *templates, struct str folder, struct str prefix, int depth,
    struct map *names)
{
    struct arena *arena = templates->arena;
    struct str_vec files = { 0 };
    if (depth > DEEPEST_FOLDER || load_folder(arena, folder, &files)) {
        return;
    }
    for (size_t i = 0; i < files.count; i++) {
        struct str path = load_join(arena, folder, files.at[i]);
        struct str name =
            arena_printf(arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(files.at[i]));
        struct str bad;
        if (str_starts_with(files.at[i], STR(".")) || name_check(FIELD_TYPE_KEY, name, &bad)) {
            continue;
        }
        if (load_kind_of(arena, path) == LOAD_KIND_FOLDER) {
            collect_folder(
                templates, path, arena_printf(arena, "%.*s/", STR_ARG(name)), depth + 1, names);
        } else if (str_ends_with(name, STR(".lua"))) {
            map_put(names, str_slice(name, 0, name.len - strlen(file_ending)), names);
        }
    }
}

void
template_collect_names(struct templates *templates, struct str_vec *names)
{
    struct map found;
    map_init(&found, templates->arena);
    for (size_t i = 0; i < templates->folder_count; i++) {
        struct str folder =
            load_join(templates->arena, templates->folders[i], STR("templates"));
        collect_folder(templates, folder, STR(""), 0, &found);
    }
    for (const struct embedded_file *bundled = library_templates; bundled->name; bundled++) {
        map_put(&found, str_from(bundled->name), &found);
    }
    const struct map_entry **sorted = map_sorted(&found, templates->arena);
    for (size_t i = 0; i < found.count; i++) {
        VEC_PUSH(templates->arena, names, sorted[i]->key);
    }
}
