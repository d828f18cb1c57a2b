/*
 * Expansion, in fixed strata: the facts are known; then the uses under `use:`, which return
 * sections; then the SLOs, which the template `slo` turns into sections; then the uses in the
 * places of rows, panels and rules, also in what the others returned. Nothing that a template
 * returned is seen by another, so that the order of uses within a stratum means nothing.
 */
#include "template/expand.h"

#include <stdlib.h>

#include "base/nearest.h"
#include "model/names.h"
#include "model/slo.h"
#include "template/crew.h"

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

static bool
may_be_made(struct str section)
{
    return !is_head(section) && !model_is_fact(section);
}

static void
report_unknown(const struct expansion *expansion, const struct value_entry *entry,
    const struct template_use *use)
{
    struct diags *diags = expansion->templates->diags;
    struct finding *finding = diag_report(diags, &kind_unknown_key, entry->key_span,
        "template `%.*s` returned `%.*s`, which is no section that a template can make",
        STR_ARG(use->name), STR_ARG(entry->key));
    struct nearest nearest;
    nearest_begin(&nearest, entry->key);
    for (const struct field *field = model_record.fields; field->key; field++) {
        struct str key = str_from(field->key);
        if (may_be_made(key)) {
            nearest_offer(&nearest, key);
        }
    }
    if (nearest.best.len > 0) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(diags, finding,
            "below `use`, a template returns sections such as `alerts`, `recordings` or "
            "`dashboards`");
    }
}

/* Whether a template may return the section; a finding when it may not. */
static bool
check_section(struct expansion *expansion, const struct value_entry *entry,
    const struct template_use *use)
{
    if (model_is_fact(entry->key)) {
        report_fact(expansion, entry, use);
        return false;
    }
    for (const struct field *field = model_record.fields; field->key; field++) {
        if (str_is(entry->key, field->key) && !is_head(entry->key)) {
            return true;
        }
    }
    report_unknown(expansion, entry, use);
    return false;
}

/* Runs one use; what it returned becomes a part, and the uses in that further ones. */
static void
expand_use(struct expansion *expansion, const struct template_use *use, struct part_vec *parts)
{
    struct arena *arena = expansion->templates->arena;
    const struct value *result = use_run(expansion, use);
    if (!result) {
        return;
    }
    struct value *sections = value_new_map(arena, result->span);
    diag_set_subject(expansion->templates->diags, use->subject);
    for (size_t i = 0; i < result->entries.count; i++) {
        const struct value_entry *entry = &result->entries.at[i];
        if (!check_section(expansion, entry, use)) {
            expansion->has_failed = true;
        } else if (!str_is(entry->key, "use")) {
            VEC_PUSH(arena, &sections->entries, *entry);
        }
    }
    diag_set_subject(expansion->templates->diags, STR(""));
    VEC_PUSH(arena, parts, ((struct part){ sections, use }));
    struct use_place inside = { TEMPLATE_KIND_SPEC, use->subject, use };
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
            expand_use(expansion, use_make(templates->arena, &below, use), &made[index]);
        }
    }
    for (size_t i = 0; i < uses.count; i++) {
        for (size_t j = 0; j < made[i].count; j++) {
            VEC_PUSH(templates->arena, parts, made[i].at[j]);
        }
    }
}

static const struct value *
without_section(struct arena *arena, const struct value *root, const char *section)
{
    struct value *rest = value_new_map(arena, root->span);
    for (size_t i = 0; i < root->entries.count; i++) {
        if (!str_is(root->entries.at[i].key, section)) {
            VEC_PUSH(arena, &rest->entries, root->entries.at[i]);
        }
    }
    return rest;
}

/* What the template gets: the SLO as written, and its key as `name`. */
static const struct value *
parameters_of_slo(struct arena *arena, const struct slo *slo)
{
    struct value *with = value_new_map(arena, slo->span);
    const struct value *name = value_new_text(arena, slo->key.str, slo->key.span);
    value_add_entry(arena, with, STR("name"), slo->key.span, name);
    for (size_t i = 0; i < slo->value->entries.count; i++) {
        VEC_PUSH(arena, &with->entries, slo->value->entries.at[i]);
    }
    return with;
}

/* The SLOs met so far: by their keys, and by the names that their alerts begin with. */
struct known_slos {
    struct map by_key;
    struct map by_alert;
};

/* The first SLO of that name in the map, which it is from now on when there was none. */
static const struct slo *
first_slo(struct map *known, struct str name, const struct slo *slo)
{
    const struct slo *first = map_get(known, name);
    if (!first) {
        map_put(known, name, (void *)(uintptr_t)slo);
    }
    return first;
}

/* False after a finding: two SLOs of one name, one of them made by a use, or two whose alerts
 * would have the same names, which nobody who is paged could tell apart. */
static bool
check_slo_name(struct expansion *expansion, const struct slo *slo, struct known_slos *known)
{
    struct diags *diags = expansion->templates->diags;
    struct str key = slo->key.str;
    const struct slo *first = first_slo(&known->by_key, key, slo);
    if (first) {
        struct finding *finding = diag_report(diags, &kind_duplicate_name, slo->key.span,
            "`%.*s` is defined twice", STR_ARG(key));
        finding_caption(diags, finding, "defined again here");
        finding_label(diags, finding, first->key.span, "first defined here");
        finding_topic(diags, finding, key);
        expansion->has_failed = true;
        return false;
    }
    struct str camel = names_camel(expansion->templates->arena, key);
    first = first_slo(&known->by_alert, camel, slo);
    if (first) {
        struct str other = first->key.str;
        struct finding *finding = diag_report(diags, &kind_duplicate_name, slo->key.span,
            "the alerts of the SLOs `%.*s` and `%.*s` have the same names", STR_ARG(other),
            STR_ARG(key));
        finding_caption(diags, finding, "`%.*s…` again", STR_ARG(camel));
        finding_label(diags, finding, first->key.span, "`%.*s…`", STR_ARG(camel));
        finding_help(diags, finding, "rename one of them");
        expansion->has_failed = true;
        return false;
    }
    return true;
}

/* Decodes the section, or one entry of it; false after a finding. */
static bool
decode_section(
    struct expansion *expansion, const struct value_entry *section, struct slo_list *slos)
{
    struct templates *templates = expansion->templates;
    struct schema_context context = {
        .arena = templates->arena, .diags = templates->diags, .misplaced = &use_misplaced
    };
    struct value *root = value_new_map(templates->arena, section->value->span);
    VEC_PUSH(templates->arena, &root->entries, *section);
    bool is_read = schema_decode(&context, &slo_section_record, root, slos);
    expansion->has_failed = expansion->has_failed || !is_read;
    return is_read;
}

/* Those that are right in themselves: findings have been made about the others. */
static struct slo_list
decode_slos(struct expansion *expansion, const struct value_entry *section)
{
    struct templates *templates = expansion->templates;
    struct arena *arena = templates->arena;
    size_t count = section->value->entries.count;
    struct slo_list slos = { ARENA_ARRAY(arena, struct slo, count), 0 };
    if (section->value->kind != VALUE_KIND_MAP) {
        decode_section(expansion, section, &slos);
        return (struct slo_list){ 0 };
    }
    for (size_t i = 0; i < count; i++) {
        const struct value_entry *entry = &section->value->entries.at[i];
        struct value *lone = value_new_map(arena, section->value->span);
        VEC_PUSH(arena, &lone->entries, *entry);
        struct value_entry part = { section->key, section->key_span, lone };
        struct slo_list one = { 0 };
        diag_set_subject(
            templates->diags, arena_printf(arena, "slos/%.*s", STR_ARG(entry->key)));
        if (decode_section(expansion, &part, &one)) {
            slos.at[slos.count++] = one.at[0];
        }
    }
    diag_set_subject(templates->diags, STR(""));
    return slos;
}

/* The use of the template `slo` that an SLO is. */
static struct template_use *
use_of_slo(struct arena *arena, const struct slo *slo, const struct template_use *parent)
{
    struct use use = { .key = slo->key,
        .template = { STR("slo"), slo->key.span },
        .with = parameters_of_slo(arena, slo),
        .span = slo->span };
    struct str subject = arena_printf(arena, "slos/%.*s", STR_ARG(slo->key.str));
    struct use_place place = { TEMPLATE_KIND_SPEC, subject, parent };
    return use_make(arena, &place, &use);
}

/* Hands every SLO of the part to the template `slo`; what it returns becomes further parts. */
static void
expand_slos(
    struct expansion *expansion, size_t index, struct part_vec *parts, struct known_slos *known)
{
    struct templates *templates = expansion->templates;
    struct arena *arena = templates->arena;
    const struct value_entry *section = value_find(parts->at[index].sections, "slos");
    if (!section) {
        return;
    }
    const struct template_use *parent = parts->at[index].use;
    parts->at[index].sections = without_section(arena, parts->at[index].sections, "slos");
    struct slo_list slos = decode_slos(expansion, section);
    struct part_vec *made = ARENA_ARRAY(arena, struct part_vec, slos.count);
    struct template_use **uses = ARENA_ARRAY(arena, struct template_use *, slos.count);
    for (size_t i = 0; i < slos.count; i++) {
        size_t at = templates->is_reversed ? slos.count - 1 - i : i;
        uses[i] = use_of_slo(arena, &slos.at[at], parent);
    }
    crew_run(templates, uses, slos.count);
    for (size_t i = 0; i < slos.count; i++) {
        size_t at = templates->is_reversed ? slos.count - 1 - i : i;
        if (check_slo_name(expansion, &slos.at[at], known)) {
            expand_use(expansion, uses[i], &made[at]);
        }
    }
    for (size_t i = 0; i < slos.count; i++) {
        for (size_t j = 0; j < made[i].count; j++) {
            VEC_PUSH(arena, parts, made[i].at[j]);
        }
    }
}

/* Inhibitions are for those who let `routing` be written here: where nobody says `routing`,
 * Alertmanager is configured elsewhere and what SLOs would add to it is left out. */
static void
drop_lone_routing(struct expansion *expansion, size_t first, struct part_vec *parts)
{
    for (size_t i = 0; i < first; i++) {
        if (value_find(parts->at[i].sections, "routing")) {
            return;
        }
    }
    for (size_t i = first; i < parts->count; i++) {
        parts->at[i].sections =
            without_section(expansion->templates->arena, parts->at[i].sections, "routing");
    }
}

static int
compare_slos(const void *left, const void *right)
{
    return str_compare(
        ((const struct slo *)left)->key.str, ((const struct slo *)right)->key.str);
}

/* From now on templates may ask which there are. In byte order of their names, whichever ran
 * first. */
static void
publish_slos(struct templates *templates, const struct map *known)
{
    struct slo_list *slos = ARENA_NEW(templates->arena, struct slo_list);
    slos->at = ARENA_ARRAY(templates->arena, struct slo, known->count);
    for (size_t i = 0; i < known->count; i++) {
        slos->at[slos->count++] = *(const struct slo *)known->entries[i].value;
    }
    if (slos->count > 0) {
        qsort(slos->at, slos->count, sizeof *slos->at, compare_slos);
    }
    templates->slos = slos;
}

static void
expand_all_slos(struct expansion *expansion, struct part_vec *parts)
{
    struct known_slos known;
    size_t count = parts->count;
    map_init(&known.by_key, expansion->templates->arena);
    map_init(&known.by_alert, expansion->templates->arena);
    for (size_t i = 0; i < parts->count; i++) {
        expand_slos(expansion, i, parts, &known);
    }
    drop_lone_routing(expansion, count, parts);
    map_init(&expansion->templates->objectives, expansion->templates->arena);
    for (size_t i = 0; i < parts->count; i++) {
        expand_objectives(expansion->templates, parts->at[i].sections);
    }
    publish_slos(expansion->templates, &known.by_key);
    expansion->templates->lacks_slos = expansion->has_failed;
}

bool
templates_expand(
    struct templates *templates, const struct value *root, const struct value **expanded)
{
    struct expansion expansion = { .templates = templates, .budget = TEMPLATE_MOST_VALUES };
    struct part_vec parts = { 0 };
    templates->slos = NULL;
    templates->metrics = NULL;
    templates->lacks_slos = false;
    VEC_PUSH(templates->arena, &parts, ((struct part){ root, NULL }));
    if (value_find(root, "use")) {
        parts.at[0].sections = without_section(templates->arena, root, "use");
        struct use_place place = { TEMPLATE_KIND_SPEC, STR("use"), NULL };
        expand_uses(&expansion, root, &place, &parts);
    }
    expand_all_slos(&expansion, &parts);
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
