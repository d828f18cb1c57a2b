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
        map_init(&lookup->modules, templates->arena);
    }
    if (lookup->folders != templates->folders) {
        lookup->folders = templates->folders;
        map_init(&lookup->names, templates->arena);
        map_init(&lookup->modules, templates->arena);
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

/* What is looked for. */
struct wanted {
    struct str name;                     /* `red`, `slo.rows` */
    struct str file;                     /* below a folder `templates`: `slo/rows.lua` */
    struct span span;                    /* the name that leads to it, or no place */
    const struct embedded_file *bundled; /* where the binary has such files */
    struct map *known;                   /* those found before, by name */
};

/* The file in a folder, or NULL when there is none; `*is_broken` when it cannot be read, which
 * has been reported then. */
static struct template_file *
read_file(struct templates *templates, struct str folder, const struct wanted *wanted,
    bool *is_broken)
{
    struct arena *arena = templates->arena;
    struct span span = wanted->span;
    struct str path = load_join(arena, folder, wanted->file);
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
    struct template_file *file = new_file(templates, wanted->name, path, text);
    map_put(&templates->lookup.files, path, file);
    return file;
}

static struct template_file *
find_bundled(struct templates *templates, const struct wanted *wanted)
{
    for (const struct embedded_file *bundled = wanted->bundled; bundled->name; bundled++) {
        if (!str_is(wanted->name, bundled->name)) {
            continue;
        }
        struct str path =
            arena_printf(templates->arena, "<tocsin>/lua/%.*s", STR_ARG(wanted->file));
        struct template_file *known = map_get(&templates->lookup.files, path);
        if (!known) {
            known =
                new_file(templates, wanted->name, path, str_make(bundled->text, bundled->len));
            known->is_bundled = true;
            map_put(&templates->lookup.files, path, known);
        }
        return known;
    }
    return NULL;
}

/* NULL when there is none, or after a finding: then `*is_broken`. */
static struct template_file *
find_anywhere(struct templates *templates, const struct wanted *wanted, bool *is_broken)
{
    struct template_file *file = map_get(wanted->known, wanted->name);
    for (size_t i = 0; i < templates->folder_count && !file && !*is_broken; i++) {
        struct str folder =
            load_join(templates->arena, templates->folders[i], STR("templates"));
        file = read_file(templates, folder, wanted, is_broken);
    }
    if (!file && !*is_broken) {
        file = find_bundled(templates, wanted);
    }
    if (file) {
        map_put(wanted->known, file->name, file);
    }
    return file;
}

static struct template_file *
find_template(struct templates *templates, struct str name, struct span span, bool *is_broken)
{
    open_lookup(templates);
    struct wanted wanted = { name,
        arena_printf(templates->arena, "%.*s%s", STR_ARG(name), file_ending), span,
        library_templates, &templates->lookup.names };
    return find_anywhere(templates, &wanted, is_broken);
}

/* Why no template can be called so, or NULL; what stands below a folder is a module. */
static const char *
check_template_name(struct str name)
{
    struct str bad;
    if (name.len == 0) {
        return "it has no letters";
    }
    const char *caption = name_check(FIELD_TYPE_KEY, name, &bad);
    if (!caption && str_find_char(name, '/') != SIZE_MAX) {
        return "a template stands directly in a folder `templates`; the folders in it hold "
               "modules";
    }
    return caption;
}

/* Whether a file of this name can be asked for; a finding when it cannot. */
static bool
check_name(struct templates *templates, const struct template_use *use)
{
    const char *caption = check_template_name(use->name);
    if (!caption) {
        return true;
    }
    struct finding *finding = diag_report(templates->diags, &kind_invalid_value, use->name_span,
        "`%.*s` cannot name a Lua template", STR_ARG(use->name));
    finding_caption(templates->diags, finding, "%s", caption);
    finding_help(templates->diags, finding,
        "write the name of a file in a folder `templates`, without `.lua`");
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
        find_template(templates, use->name, use->name_span, &is_broken);
    if (!file && !is_broken) {
        report_unknown(templates, use);
    }
    return file;
}

const struct template_file *
template_find_name(struct templates *templates, struct str name)
{
    bool is_broken = false;
    return check_template_name(name) ? NULL
                                     : find_template(templates, name, span_none(), &is_broken);
}

/* The files of a folder that can be named, without their ending, or the folders in it. */
static struct str_vec
list_folder(struct templates *templates, struct str folder, enum load_kind kind)
{
    struct arena *arena = templates->arena;
    struct str_vec files = { 0 };
    struct str_vec names = { 0 };
    if (load_folder(arena, folder, &files)) {
        return names;
    }
    for (size_t i = 0; i < files.count; i++) {
        struct str name = files.at[i];
        bool is_wanted = kind == LOAD_KIND_FOLDER || str_ends_with(name, str_from(file_ending));
        if (str_starts_with(name, STR(".")) || !is_wanted ||
            load_kind_of(arena, load_join(arena, folder, name)) != kind) {
            continue;
        }
        if (kind == LOAD_KIND_FILE) {
            name = str_slice(name, 0, name.len - strlen(file_ending));
        }
        VEC_PUSH(arena, &names, name);
    }
    return names;
}

/* Adds the modules below a folder, as keys of `names`. */
static void
collect_modules(struct templates *templates, struct str folder, struct str prefix, int depth,
    struct map *names)
{
    struct arena *arena = templates->arena;
    struct str_vec found = list_folder(templates, folder, LOAD_KIND_FILE);
    for (size_t i = 0; i < found.count && prefix.len > 0; i++) {
        struct str name =
            arena_printf(arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(found.at[i]));
        if (template_is_module_name(name)) {
            map_put(names, name, names);
        }
    }
    if (depth == DEEPEST_FOLDER) {
        return;
    }
    found = list_folder(templates, folder, LOAD_KIND_FOLDER);
    for (size_t i = 0; i < found.count; i++) {
        struct str inner = load_join(arena, folder, found.at[i]);
        struct str path =
            arena_printf(arena, "%.*s%.*s.", STR_ARG(prefix), STR_ARG(found.at[i]));
        collect_modules(templates, inner, path, depth + 1, names);
    }
}

static void
add_sorted(struct templates *templates, const struct map *found, struct str_vec *names)
{
    const struct map_entry **sorted = map_sorted(found, templates->arena);
    for (size_t i = 0; i < found->count; i++) {
        VEC_PUSH(templates->arena, names, sorted[i]->key);
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
        struct str_vec files = list_folder(templates, folder, LOAD_KIND_FILE);
        for (size_t at = 0; at < files.count; at++) {
            if (!check_template_name(files.at[at])) {
                map_put(&found, files.at[at], &found);
            }
        }
    }
    for (const struct embedded_file *bundled = library_templates; bundled->name; bundled++) {
        map_put(&found, str_from(bundled->name), &found);
    }
    add_sorted(templates, &found, names);
}

bool
template_is_module_name(struct str name)
{
    enum { LONGEST = 200 };
    struct str rest = name;
    size_t parts = 0;
    while (rest.at) {
        struct str part = str_cut(&rest, '.');
        for (size_t i = 0; i < part.len; i++) {
            char c = part.at[i];
            bool is_word =
                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!is_word) {
                return false;
            }
        }
        if (part.len == 0) {
            return false;
        }
        parts++;
    }
    return parts > 1 && parts <= DEEPEST_FOLDER + 1 && name.len <= LONGEST;
}

struct str
template_module_path(struct arena *arena, struct str name)
{
    struct str path = STR("");
    while (name.at) {
        struct str part = str_cut(&name, '.');
        path = arena_printf(
            arena, "%.*s%s%.*s", STR_ARG(path), path.len ? "/" : "", STR_ARG(part));
    }
    return arena_printf(arena, "%.*s%s", STR_ARG(path), file_ending);
}

const struct template_file *
template_find_module(
    struct templates *templates, struct str name, struct span span, bool *is_broken)
{
    open_lookup(templates);
    struct wanted wanted = { name, template_module_path(templates->arena, name), span,
        library_modules, &templates->lookup.modules };
    return find_anywhere(templates, &wanted, is_broken);
}

void
template_collect_modules(struct templates *templates, struct str_vec *names)
{
    struct map found;
    map_init(&found, templates->arena);
    for (size_t i = 0; i < templates->folder_count; i++) {
        struct str folder =
            load_join(templates->arena, templates->folders[i], STR("templates"));
        collect_modules(templates, folder, STR(""), 0, &found);
    }
    for (const struct embedded_file *bundled = library_modules; bundled->name; bundled++) {
        map_put(&found, str_from(bundled->name), &found);
    }
    add_sorted(templates, &found, names);
}
