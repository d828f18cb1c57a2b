/*
 * Where uses may stand: in place of a row or a panel of a dashboard, and beside the `rules` of
 * a group. The one place that says so in code; the record tables say it in `.also`.
 *
 * Values are immutable: what holds a use is copied on the way down to it, all else is shared.
 */
#include "template/expand.h"

/* Replaces one item of a list: adds what stands in its place to `out`. */
typedef void item_function(struct expansion *expansion, const struct value *item,
    const struct use_place *place, struct value_vec *out);

/* Replaces an entry of a map: what stands there, or the same value. */
typedef const struct value *entry_function(struct expansion *expansion,
    const struct value_entry *entry, const struct use_place *place);

static size_t
in_order(const struct expansion *expansion, size_t i, size_t count)
{
    return expansion->templates->is_reversed ? count - 1 - i : i;
}

/* The places of an item or an entry in a place. */
static struct use_place
place_below(struct expansion *expansion, const struct use_place *place, struct str key)
{
    struct use_place below = *place;
    below.subject = arena_printf(
        expansion->templates->arena, "%.*s/%.*s", STR_ARG(place->subject), STR_ARG(key));
    return below;
}

/* A list, or one element without its brackets, with every item replaced. */
static const struct value *
expand_items(struct expansion *expansion, const struct value *value,
    const struct use_place *place, item_function *replace)
{
    struct arena *arena = expansion->templates->arena;
    bool is_list = value->kind == VALUE_KIND_LIST;
    size_t count = is_list ? value->items.count : 1;
    struct value_vec *parts = ARENA_ARRAY(arena, struct value_vec, count);
    bool is_same = true;
    for (size_t i = 0; i < count; i++) {
        size_t index = in_order(expansion, i, count);
        const struct value *item = is_list ? value->items.at[index] : value;
        struct use_place below = *place;
        if (!place->parent) {
            below = place_below(expansion, place, arena_printf(arena, "%zu", index));
        }
        replace(expansion, item, &below, &parts[index]);
        is_same = is_same && parts[index].count == 1 && parts[index].at[0] == item;
    }
    if (is_same) {
        return value;
    }
    struct value *list = value_new_list(arena, value->span);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < parts[i].count; j++) {
            value_add_item(arena, list, parts[i].at[j]);
        }
    }
    return list;
}

/* A map with every entry replaced; anything else as it is. */
static const struct value *
expand_entries(struct expansion *expansion, const struct value *map,
    const struct use_place *place, entry_function *replace)
{
    struct arena *arena = expansion->templates->arena;
    size_t count = map->kind == VALUE_KIND_MAP ? map->entries.count : 0;
    const struct value **values = ARENA_ARRAY(arena, const struct value *, count);
    bool is_same = true;
    for (size_t i = 0; i < count; i++) {
        size_t index = in_order(expansion, i, count);
        const struct value_entry *entry = &map->entries.at[index];
        struct use_place below = place_below(expansion, place, entry->key);
        values[index] = replace(expansion, entry, &below);
        is_same = is_same && values[index] == entry->value;
    }
    if (is_same) {
        return map;
    }
    struct value *whole = value_new_map(arena, map->span);
    for (size_t i = 0; i < count; i++) {
        const struct value_entry *entry = &map->entries.at[i];
        value_add_entry(arena, whole, entry->key, entry->key_span, values[i]);
    }
    return whole;
}

/* The list under a key of a map, with every item replaced. */
static const struct value *
expand_list_of(struct expansion *expansion, const struct value *map, const char *key,
    const struct use_place *place, item_function *replace)
{
    const struct value_entry *entry = value_find(map, key);
    if (!entry) {
        return map;
    }
    struct use_place below =
        place->parent ? *place : place_below(expansion, place, str_from(key));
    struct value_entry replaced = *entry;
    replaced.value = expand_items(expansion, entry->value, &below, replace);
    return replaced.value == entry->value
               ? map
               : value_with_entry(expansion->templates->arena, map, &replaced);
}

static void
report_override(struct expansion *expansion, const struct value_entry *entry,
    const struct template_use *use, size_t count)
{
    struct diags *diags = expansion->templates->diags;
    const char *what = use->kind == TEMPLATE_KIND_ROW ? "row" : "panel";
    struct finding *finding = diag_report(diags, &kind_invalid_value, entry->key_span,
        "`%.*s` is for one %s, and template `%.*s` returned %zu", STR_ARG(entry->key), what,
        STR_ARG(use->name), count);
    finding_help(diags, finding, "leave `%.*s` out", STR_ARG(entry->key));
    expansion->has_failed = true;
}

/* What a use says beside its template wins over what that returned. */
static const struct value *
override_result(struct expansion *expansion, const struct value *written,
    const struct template_use *use, const struct value *results)
{
    const struct value *whole = results;
    for (size_t i = 0; i < written->entries.count; i++) {
        const struct value_entry *entry = &written->entries.at[i];
        if (str_is(entry->key, "template") || str_is(entry->key, "with")) {
            continue;
        }
        if (results->items.count != 1) {
            report_override(expansion, entry, use, results->items.count);
            return results;
        }
        struct value *list = value_new_list(expansion->templates->arena, results->span);
        value_add_item(expansion->templates->arena, list,
            value_with_entry(expansion->templates->arena, whole->items.at[0], entry));
        whole = list;
    }
    return whole;
}

/* A use in a list: what it returned is walked again. */
static void
replace_use(struct expansion *expansion, const struct value *item,
    const struct use_place *place, item_function *replace, struct value_vec *out)
{
    const struct template_use *use;
    const struct value *results = use_run_value(expansion, place, item, &use);
    if (!results) {
        return;
    }
    results = override_result(expansion, item, use, results);
    struct use_place inside = { place->kind, place->subject, use };
    const struct value *whole = expand_items(expansion, results, &inside, replace);
    for (size_t i = 0; i < whole->items.count; i++) {
        VEC_PUSH(expansion->templates->arena, out, whole->items.at[i]);
    }
}

static void
replace_panel(struct expansion *expansion, const struct value *item,
    const struct use_place *place, struct value_vec *out)
{
    if (use_is(item)) {
        replace_use(expansion, item, place, replace_panel, out);
    } else {
        VEC_PUSH(expansion->templates->arena, out, item);
    }
}

static const struct value *
expand_panels(
    struct expansion *expansion, const struct value *owner, const struct use_place *place)
{
    struct use_place below = *place;
    below.kind = TEMPLATE_KIND_PANEL;
    return expand_list_of(expansion, owner, "panels", &below, replace_panel);
}

static void
replace_row(struct expansion *expansion, const struct value *item,
    const struct use_place *place, struct value_vec *out)
{
    if (use_is(item)) {
        replace_use(expansion, item, place, replace_row, out);
    } else {
        VEC_PUSH(expansion->templates->arena, out, expand_panels(expansion, item, place));
    }
}

static const struct value *
replace_dashboard(
    struct expansion *expansion, const struct value_entry *entry, const struct use_place *place)
{
    struct use_place below = *place;
    below.kind = TEMPLATE_KIND_ROW;
    const struct value *dashboard = entry->value;
    if (expansion->templates->is_reversed) {
        dashboard = expand_list_of(expansion, dashboard, "rows", &below, replace_row);
        return expand_panels(expansion, dashboard, &below);
    }
    dashboard = expand_panels(expansion, dashboard, &below);
    return expand_list_of(expansion, dashboard, "rows", &below, replace_row);
}

static void
report_double_rule(struct expansion *expansion, const struct value_entry *first,
    const struct value_entry *second)
{
    struct diags *diags = expansion->templates->diags;
    struct finding *finding = diag_report(diags, &kind_duplicate_name, second->key_span,
        "`%.*s` is defined twice", STR_ARG(second->key));
    finding_caption(diags, finding, "defined again here");
    finding_label(diags, finding, first->key_span, "first defined here");
    finding_topic(diags, finding, second->key);
    expansion->has_failed = true;
}

/* Adds rules to those of a group, each name once. */
static void
join_rules(struct expansion *expansion, const struct value *made, struct value *rules)
{
    struct map known;
    map_init(&known, expansion->templates->arena);
    for (size_t i = 0; i < rules->entries.count; i++) {
        map_put(&known, rules->entries.at[i].key, (void *)(i + 1));
    }
    for (size_t i = 0; i < made->entries.count; i++) {
        const struct value_entry *rule = &made->entries.at[i];
        size_t first = (size_t)map_get(&known, rule->key);
        if (first > 0) {
            report_double_rule(expansion, &rules->entries.at[first - 1], rule);
            continue;
        }
        VEC_PUSH(expansion->templates->arena, &rules->entries, *rule);
        map_put(&known, rule->key, (void *)rules->entries.count);
    }
}

/* Adds the rules that a use returned; a result that is a use in turn is run. */
static void
add_rules(struct expansion *expansion, const struct value *written,
    const struct use_place *place, struct value *rules)
{
    const struct template_use *use;
    const struct value *made = use_run_value(expansion, place, written, &use);
    struct use_place inside = *place;
    while (made && use_is(made)) {
        inside.parent = use;
        made = use_run_value(expansion, &inside, made, &use);
    }
    if (made) {
        join_rules(expansion, made, rules);
    }
}

/* A use among the rules instead of beside them. */
static const struct value *
refuse_use_in_rules(struct expansion *expansion, const struct value_entry *rules)
{
    const struct value_entry *entry = value_find(rules->value, "template");
    struct diags *diags = expansion->templates->diags;
    struct finding *finding = diag_report(diags, &kind_unknown_key, entry->key_span,
        "a Lua template cannot stand in place of a rule");
    finding_help(diags, finding, "write `template` and `with` beside `rules`, not below it");
    expansion->has_failed = true;
    struct value *rest = value_new_map(expansion->templates->arena, rules->value->span);
    for (size_t i = 0; i < rules->value->entries.count; i++) {
        const struct value_entry *rule = &rules->value->entries.at[i];
        if (!str_is(rule->key, "template") && !str_is(rule->key, "with")) {
            VEC_PUSH(expansion->templates->arena, &rest->entries, *rule);
        }
    }
    return rest;
}

/* `rules: {template: red, with: {…}}`; a rule may be called `template`, but has no `with`
 * beside it. */
static bool
has_use_in_rules(const struct value_entry *rules)
{
    const struct value_entry *name = rules ? value_find(rules->value, "template") : NULL;
    return name && name->value->kind == VALUE_KIND_TEXT && value_find(rules->value, "with");
}

/* A group loses `template` and `with`; its rules get those that the template returned. */
static const struct value *
replace_group(
    struct expansion *expansion, const struct value_entry *entry, const struct use_place *place)
{
    struct arena *arena = expansion->templates->arena;
    const struct value_entry *own = value_find(entry->value, "rules");
    if (has_use_in_rules(own)) {
        struct value_entry rest = *own;
        rest.value = refuse_use_in_rules(expansion, own);
        return value_with_entry(arena, entry->value, &rest);
    }
    bool has_no_place = own && own->value->kind != VALUE_KIND_MAP;
    if (!use_is(entry->value) || has_no_place) {
        return entry->value;
    }
    struct value *rules = value_new_map(arena, own ? own->value->span : entry->value->span);
    for (size_t i = 0; own && i < own->value->entries.count; i++) {
        VEC_PUSH(arena, &rules->entries, own->value->entries.at[i]);
    }
    add_rules(expansion, entry->value, place, rules);
    struct value *group = value_new_map(arena, entry->value->span);
    for (size_t i = 0; i < entry->value->entries.count; i++) {
        const struct value_entry *part = &entry->value->entries.at[i];
        if (!str_is(part->key, "template") && !str_is(part->key, "with")) {
            VEC_PUSH(arena, &group->entries, *part);
        }
    }
    struct value_entry whole = { STR("rules"), own ? own->key_span : entry->key_span, rules };
    return value_with_entry(arena, group, &whole);
}

const struct value *
expand_places(struct expansion *expansion, const struct value *sections,
    const struct template_use *parent)
{
    static const struct {
        const char *section;
        enum template_kind kind;
        entry_function *replace;
    } places[] = {
        { "recordings", TEMPLATE_KIND_RULES, replace_group },
        { "alerts", TEMPLATE_KIND_RULES, replace_group },
        { "dashboards", TEMPLATE_KIND_ROW, replace_dashboard },
    };
    size_t count = sizeof places / sizeof places[0];
    const struct value *whole = sections;
    for (size_t i = 0; i < count; i++) {
        size_t index = in_order(expansion, i, count);
        const struct value_entry *entry = value_find(sections, places[index].section);
        if (!entry) {
            continue;
        }
        struct use_place place = { places[index].kind, entry->key, parent };
        struct value_entry replaced = *entry;
        replaced.value = expand_entries(expansion, entry->value, &place, places[index].replace);
        if (replaced.value != entry->value) {
            whole = value_with_entry(expansion->templates->arena, whole, &replaced);
        }
    }
    return whole;
}
