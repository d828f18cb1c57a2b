/*
 * Expansion, in fixed strata: the facts are known; then the uses under `use:`, which return
 * sections; then those in the places of rows, panels and rules, also in what the first
 * returned. Nothing that a template returned is seen by another, so that the order of uses
 * within a stratum means nothing.
 */
#include "template/expand.h"

#include "base/nearest.h"

/* Sections, as written or as a use returned them. */
struct part {
    const struct value *sections;
    const struct template_use *use; /* NULL: the spec itself */
};

VEC_DECLARE(part_vec, struct part);

static void expand_uses(struct expansion *expansion, const struct value *sections,
    const struct use_place *place, struct part_vec *parts);

static void
report_fact(struct expansion *expansion, const struct value_entry *entry,
    const struct template_use *use)
{
    struct diags *diags = expansion->templates->diags;
    struct finding *finding = diag_report(diags, &kind_lua_error, entry->key_span,
        "template `%.*s` returned `%.*s`, which no template can make", STR_ARG(use->name),
        STR_ARG(entry->key));
    finding_caption(diags, finding, "a fact");
    finding_note(diags, finding,
        "metrics, labels, jobs, severities and the like are facts, known before any template "
        "runs");
    finding_help(diags, finding, "write `%.*s` in a file of the spec", STR_ARG(entry->key));
}

static bool
is_head(struct str key)
{
    static const char *const heads[] = { "tocsin", "include", "catalog", "extends",
        "environments" };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if (str_is(key, heads[i])) {
            return true;
        }
    }
    return false;
}

/* Whether a template may return the section; a finding when it may not. */
static bool
check_section(struct expansion *expansion, const struct value_entry *entry,
    const struct template_use *use)
{
    struct diags *diags = expansion->templates->diags;
    if (model_is_fact(entry->key)) {
        report_fact(expansion, entry, use);
        return false;
    }
    struct nearest nearest;
    nearest_begin(&nearest, entry->key);
    bool is_known = false;
    for (const struct field *field = model_record.fields; field->key; field++) {
        struct str key = str_from(field->key);
        if (!is_head(key) && !model_is_fact(key)) {
            nearest_offer(&nearest, key);
            is_known = is_known || str_equal(key, entry->key);
        }
    }
    if (is_known) {
        return true;
    }
    struct finding *finding = diag_report(diags, &kind_unknown_key, entry->key_span,
        "template `%.*s` returned `%.*s`, which is no section that a template can make",
        STR_ARG(use->name), STR_ARG(entry->key));
    if (nearest.best.len > 0) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(diags, finding,
            "below `use`, a template returns sections such as `alerts`, `recordings` or "
            "`dashboards`");
    }
    return false;
}

/* Runs one use; what it returned becomes a part, and the uses in that further ones. */
static void
expand_use(struct expansion *expansion, const struct use *use, const struct use_place *place,
    struct part_vec *parts)
{
    struct arena *arena = expansion->templates->arena;
    const struct template_use *running;
    const struct value *result = use_run(expansion, place, use, &running);
    if (!result) {
        return;
    }
    struct value *sections = value_new_map(arena, result->span);
    diag_set_subject(expansion->templates->diags, place->subject);
    for (size_t i = 0; i < result->entries.count; i++) {
        const struct value_entry *entry = &result->entries.at[i];
        if (!check_section(expansion, entry, running)) {
            expansion->has_failed = true;
        } else if (!str_is(entry->key, "use")) {
            VEC_PUSH(arena, &sections->entries, *entry);
        }
    }
    diag_set_subject(expansion->templates->diags, STR(""));
    VEC_PUSH(arena, parts, ((struct part){ sections, running }));
    struct use_place inside = { TEMPLATE_KIND_SPEC, place->subject, running };
    expand_uses(expansion, result, &inside, parts);
}

/* The uses of `use:`; their parts are in written order, in whichever order they ran. */
static void
expand_uses(struct expansion *expansion, const struct value *sections,
    const struct use_place *place, struct part_vec *parts)
{
    struct templates *templates = expansion->templates;
    const struct value_entry *entry = value_find(sections, "use");
    if (!entry) {
        return;
    }
    struct schema_context context = { .arena = templates->arena, .diags = templates->diags };
    struct use_list uses = { 0 };
    if (!schema_decode(&context, &use_section_record, sections, &uses)) {
        expansion->has_failed = true;
    }
    struct part_vec *made = ARENA_ARRAY(templates->arena, struct part_vec, uses.count);
    for (size_t i = 0; i < uses.count; i++) {
        size_t index = templates->is_reversed ? uses.count - 1 - i : i;
        const struct use *use = &uses.at[index];
        struct use_place below = *place;
        below.subject = arena_printf(
            templates->arena, "%.*s/%.*s", STR_ARG(place->subject), STR_ARG(use->key.str));
        if (use->template.str.len > 0) {
            expand_use(expansion, use, &below, &made[index]);
        }
    }
    for (size_t i = 0; i < uses.count; i++) {
        for (size_t j = 0; j < made[i].count; j++) {
            VEC_PUSH(templates->arena, parts, made[i].at[j]);
        }
    }
}

static const struct value *
without_uses(struct arena *arena, const struct value *root)
{
    struct value *rest = value_new_map(arena, root->span);
    for (size_t i = 0; i < root->entries.count; i++) {
        if (!str_is(root->entries.at[i].key, "use")) {
            VEC_PUSH(arena, &rest->entries, root->entries.at[i]);
        }
    }
    return rest;
}

bool
templates_expand(
    struct templates *templates, const struct value *root, const struct value **expanded)
{
    struct expansion expansion = { .templates = templates, .budget = TEMPLATE_MOST_VALUES };
    struct part_vec parts = { 0 };
    VEC_PUSH(templates->arena, &parts, ((struct part){ root, NULL }));
    if (value_find(root, "use")) {
        parts.at[0].sections = without_uses(templates->arena, root);
        struct use_place place = { TEMPLATE_KIND_SPEC, STR("use"), NULL };
        expand_uses(&expansion, root, &place, &parts);
    }
    for (size_t i = 0; i < parts.count; i++) {
        struct part *part = &parts.at[templates->is_reversed ? parts.count - 1 - i : i];
        part->sections = expand_places(&expansion, part->sections, part->use);
    }
    struct value_vec made = { 0 };
    for (size_t i = 1; i < parts.count; i++) {
        VEC_PUSH(templates->arena, &made, parts.at[i].sections);
    }
    size_t errors = templates->diags->error_count;
    *expanded = made.count > 0
                    ? spec_add_sections(templates->reader, parts.at[0].sections, &made)
                    : parts.at[0].sections;
    return !expansion.has_failed && templates->diags->error_count == errors;
}
