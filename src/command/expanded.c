/*
 * Putting an expanded spec together.
 *
 * Libraries stay libraries: the file includes them as the system does. What no template touched
 * is printed as the system's own layer has it. A section that one touched is known only as what
 * each environment made of it in the end; the layer and the environments are found backwards
 * from there, so that merging them again gives the same.
 */
#include "command/expanded.h"

#include "spec/difference.h"

struct expanded {
    struct arena *arena;
    const struct sources *sources;
    const struct compiled_system *system;
    struct str folder;
    struct compiled_environment_vec environments; /* those that are wanted */
    struct value *own;
    struct value **overlays; /* of each environment */
};

static const struct value *
section_of(const struct value *root, struct str name)
{
    const struct value_entry *entry = value_find_str(root, name);
    return entry ? entry->value : NULL;
}

/* The root of an environment before its templates ran. */
static const struct value *
written_root(const struct expanded *expanded, const struct compiled_environment *environment)
{
    const struct spec_environment_vec *all = &expanded->system->spec.environments;
    for (size_t i = 0; i < all->count; i++) {
        if (str_equal(all->at[i].name, environment->name)) {
            return all->at[i].root;
        }
    }
    return environment->root;
}

static bool
is_touched(const struct expanded *expanded, struct str section)
{
    for (size_t i = 0; i < expanded->environments.count; i++) {
        const struct compiled_environment *environment = expanded->environments.at[i];
        if (section_of(environment->root, section) !=
            section_of(written_root(expanded, environment), section)) {
            return true;
        }
    }
    return false;
}

/* The path of a notification template, taken from the system's folder, as seen from the new
 * file. A library's own keeps its place. */
static const struct value *
move_path(const struct expanded *expanded, const struct value *path)
{
    struct place place;
    bool is_library =
        sources_locate(expanded->sources, path->span, &place) && place.source->is_library;
    if (path->kind != VALUE_KIND_TEXT || is_library || str_starts_with(path->text, STR("/"))) {
        return path;
    }
    struct str whole = load_join(expanded->arena, expanded->system->spec.folder, path->text);
    return value_new_text(
        expanded->arena, load_relative(expanded->arena, expanded->folder, whole), path->span);
}

static const struct value *
move_paths(const struct expanded *expanded, const struct value *routing)
{
    const struct value_entry *templates = value_find(routing, "templates");
    if (!templates) {
        return routing;
    }
    struct value *whole = value_new_map(expanded->arena, routing->span);
    for (size_t i = 0; i < routing->entries.count; i++) {
        struct value_entry entry = routing->entries.at[i];
        if (&routing->entries.at[i] == templates) {
            struct value *list = value_new_list(expanded->arena, entry.value->span);
            for (size_t j = 0; j < entry.value->items.count; j++) {
                value_add_item(
                    expanded->arena, list, move_path(expanded, entry.value->items.at[j]));
            }
            entry.value =
                entry.value->kind == VALUE_KIND_LIST ? list : move_path(expanded, entry.value);
        }
        VEC_PUSH(expanded->arena, &whole->entries, entry);
    }
    return whole;
}

static void
add_section(const struct expanded *expanded, struct value *layer, struct str name,
    const struct value *value)
{
    if (str_is(name, "routing")) {
        value = move_paths(expanded, value);
    }
    value_add_entry(expanded->arena, layer, name, span_none(), value);
}

/* Takes a section out, entry by entry: an empty section of a file says nothing. */
static void
add_removal(const struct expanded *expanded, struct value *layer, struct str name,
    const struct value *under)
{
    struct value *removal = value_new_map(expanded->arena, span_none());
    for (size_t i = 0; i < under->entries.count; i++) {
        value_add_entry(expanded->arena, removal, under->entries.at[i].key, span_none(),
            value_new(expanded->arena, VALUE_KIND_NULL, span_none()));
    }
    add_section(expanded, layer, name, removal);
}

/* Adds to a layer what makes `target` of `under`; either may be NULL. False when nothing can.
 */
static bool
add_difference(const struct expanded *expanded, struct value *layer, struct str name,
    const struct value *under, const struct value *target)
{
    const struct value *over = target;
    if (!target) {
        if (under) {
            add_removal(expanded, layer, name, under);
        }
        return true;
    }
    if (under && !difference_make(expanded->arena, under, target, &over)) {
        return false;
    }
    if (over) {
        add_section(expanded, layer, name, over);
    }
    return true;
}

/* Whether every environment can be had as an overlay of the base. */
static bool
fits_all(const struct expanded *expanded, const struct value *base,
    const struct value *const *targets)
{
    bool is_fit = true;
    for (size_t i = 0; is_fit && i < expanded->environments.count; i++) {
        const struct value *over;
        is_fit = !targets[i] || difference_make(expanded->arena, base, targets[i], &over);
    }
    return is_fit;
}

/* A section that a template touched, found backwards from what came out. When no base fits all
 * environments, each says the section whole. */
static void
add_touched(struct expanded *expanded, const char *section)
{
    struct str name = str_from(section);
    size_t count = expanded->environments.count;
    const struct value **targets = ARENA_ARRAY(expanded->arena, const struct value *, count);
    const struct value *base = NULL;
    bool is_anywhere = false;
    for (size_t i = 0; i < count; i++) {
        const struct value *made = section_of(expanded->environments.at[i]->root, name);
        targets[i] =
            made ? expanded_order(expanded->arena, expanded->sources, section, made) : NULL;
        is_anywhere = is_anywhere || made;
    }
    if (is_anywhere) {
        base = difference_base(expanded->arena, targets, count);
        base = fits_all(expanded, base, targets) ? base : NULL;
    }
    const struct value *library = section_of(expanded->system->spec.libraries, name);
    if (!add_difference(expanded, expanded->own, name, library, base)) {
        add_removal(expanded, expanded->own, name, library);
        base = NULL;
    }
    for (size_t i = 0; i < count; i++) {
        (void)add_difference(expanded, expanded->overlays[i], name, base, targets[i]);
    }
}

/* The sections of a layer that no template touched, as they are. */
static void
add_untouched(struct expanded *expanded, struct value *layer, const struct value *written)
{
    for (size_t i = 0; i < written->entries.count; i++) {
        const struct value_entry *entry = &written->entries.at[i];
        bool is_elsewhere = str_is(entry->key, "system") || str_is(entry->key, "catalogs");
        if (!is_elsewhere && !is_touched(expanded, entry->key)) {
            add_section(expanded, layer, entry->key, entry->value);
        }
    }
}

/* Each section once, in the order in which the reference lists them. */
static void
add_all_touched(struct expanded *expanded)
{
    for (const struct field *field = model_record.fields; field->key; field++) {
        struct str name = str_from(field->key);
        if (!model_is_fact(name) && is_touched(expanded, name)) {
            add_touched(expanded, field->key);
        }
    }
}

/* The only catalog, named like the system, needs no name. */
static void
add_catalogs(struct expanded *expanded)
{
    const struct value *catalogs = section_of(expanded->system->spec.own, STR("catalogs"));
    const struct value_entry_vec *entries = &catalogs->entries;
    if (entries->count == 1 && str_equal(entries->at[0].key, expanded->system->name)) {
        const struct value *only = entries->at[0].value;
        for (size_t i = 0; i < only->entries.count; i++) {
            VEC_PUSH(expanded->arena, &expanded->own->entries, only->entries.at[i]);
        }
    } else if (entries->count > 0) {
        add_section(expanded, expanded->own, STR("catalogs"), catalogs);
    }
}

static void
add_text(struct expanded *expanded, const char *key, struct str text)
{
    const struct value *value = value_new_text(expanded->arena, text, span_none());
    value_add_entry(expanded->arena, expanded->own, str_from(key), span_none(), value);
}

static void
add_head(struct expanded *expanded)
{
    add_text(expanded, "tocsin", STR("v1"));
    add_text(expanded, "system", expanded->system->name);
    const struct str_vec *includes = &expanded->system->spec.includes;
    struct value *list = value_new_list(expanded->arena, span_none());
    for (size_t i = 0; i < includes->count; i++) {
        struct str path = load_relative(expanded->arena, expanded->folder, includes->at[i]);
        value_add_item(
            expanded->arena, list, value_new_text(expanded->arena, path, span_none()));
    }
    if (includes->count > 0) {
        value_add_entry(expanded->arena, expanded->own, STR("include"), span_none(), list);
    }
}

/* The sections in the order of the reference, so that what was expanded already expands to the
 * same text. */
static struct value *
in_order(struct arena *arena, const struct value *sections)
{
    struct value *ordered = value_new_map(arena, sections->span);
    for (const struct field *field = model_record.fields; field->key; field++) {
        const struct value_entry *entry = value_find(sections, field->key);
        if (entry) {
            VEC_PUSH(arena, &ordered->entries, *entry);
        }
    }
    return ordered;
}

static void
add_environments(struct expanded *expanded)
{
    struct value *all = value_new_map(expanded->arena, span_none());
    for (size_t i = 0; i < expanded->environments.count; i++) {
        struct str name = expanded->environments.at[i]->name;
        if (name.len > 0) {
            value_add_entry(expanded->arena, all, name, span_none(),
                in_order(expanded->arena, expanded->overlays[i]));
        }
    }
    if (all->entries.count > 0) {
        value_add_entry(expanded->arena, expanded->own, STR("environments"), span_none(), all);
    }
}

static void
choose_environments(struct expanded *expanded, struct str only)
{
    const struct compiled_environment_vec *all = &expanded->system->environments;
    for (size_t i = 0; i < all->count; i++) {
        if (only.len == 0 || str_equal(only, all->at[i]->name)) {
            VEC_PUSH(expanded->arena, &expanded->environments, all->at[i]);
        }
    }
}

const struct value *
expanded_make(struct arena *arena, const struct sources *sources,
    const struct compiled_system *system, struct str only, struct str folder)
{
    struct expanded expanded = { .arena = arena,
        .sources = sources,
        .system = system,
        .folder = folder,
        .own = value_new_map(arena, span_none()) };
    choose_environments(&expanded, only);
    size_t count = expanded.environments.count;
    expanded.overlays = ARENA_ARRAY(arena, struct value *, count);
    add_head(&expanded);
    add_untouched(&expanded, expanded.own, system->spec.own);
    add_catalogs(&expanded);
    for (size_t i = 0; i < count; i++) {
        expanded.overlays[i] = value_new_map(arena, span_none());
        const struct value *written =
            section_of(system->spec.overlays, expanded.environments.at[i]->name);
        if (written) {
            add_untouched(&expanded, expanded.overlays[i], written);
        }
    }
    add_all_touched(&expanded);
    add_environments(&expanded);
    return in_order(arena, expanded.own);
}
