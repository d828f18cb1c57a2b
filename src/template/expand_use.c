/*
 * One use: reading it, running its template, judging what came back.
 */
#include "template/expand.h"

enum {
    COST_OF_INNER_USE = 256, /* values; templates can make many uses of few bytes */
};

bool
use_is(const struct value *value)
{
    return value->kind == VALUE_KIND_MAP && value_find(value, "template");
}

const struct value *
value_with_entry(struct arena *arena, const struct value *map, const struct value_entry *entry)
{
    struct value *copy = value_new_map(arena, map->span);
    bool is_replaced = false;
    for (size_t i = 0; i < map->entries.count; i++) {
        const struct value_entry *old = &map->entries.at[i];
        bool is_it = str_equal(old->key, entry->key);
        VEC_PUSH(arena, &copy->entries, is_it ? *entry : *old);
        is_replaced = is_replaced || is_it;
    }
    if (!is_replaced) {
        VEC_PUSH(arena, &copy->entries, *entry);
    }
    return copy;
}

/* Takes values off the budget, as many as are left; false when it is spent. */
static bool
pay(size_t *budget, size_t count)
{
    bool is_paid = count <= *budget;
    *budget -= is_paid ? count : *budget;
    return is_paid;
}

static void
report_spent(struct expansion *expansion, const struct template_use *use)
{
    struct diags *diags = expansion->templates->diags;
    struct finding *finding = diag_report(diags, &kind_lua_limit, use->name_span,
        "the Lua templates of this spec return more than %d values together",
        TEMPLATE_MOST_VALUES);
    finding_caption(diags, finding, "this use goes over it");
    finding_note(diags, finding, "what stands behind it in the spec has not been expanded");
    expansion->is_spent = true;
}

/* "`a` uses `b`, which uses `c`": from the spec inwards. */
static struct str
print_chain(struct arena *arena, const struct template_use *use)
{
    struct str chain = arena_printf(arena, "`%.*s`", STR_ARG(use->name));
    for (const struct template_use *user = use->parent; user; user = user->parent) {
        chain = arena_printf(arena, "`%.*s` > %.*s", STR_ARG(user->name), STR_ARG(chain));
    }
    return chain;
}

/* The use of the spec itself in whose result this one stands. */
static const struct template_use *
outermost(const struct template_use *use)
{
    while (use->parent) {
        use = use->parent;
    }
    return use;
}

static void
report_depth(struct expansion *expansion, const struct template_use *use)
{
    struct diags *diags = expansion->templates->diags;
    struct str chain = print_chain(expansion->templates->arena, use);
    struct finding *finding = diag_report(diags, &kind_lua_limit, use->name_span,
        "Lua templates use each other more than %d deep", TEMPLATE_DEEPEST_USE);
    finding_note(diags, finding, "the chain of uses: %.*s", STR_ARG(chain));
    finding_topic(diags, finding, use->name);
    expansion->too_deep = outermost(use); /* it would go there many times */
}

static const char *
wanted_of(enum template_kind kind)
{
    switch (kind) {
    case TEMPLATE_KIND_ROW:
        return "a row or a list of rows";
    case TEMPLATE_KIND_PANEL:
        return "a panel or a list of panels";
    case TEMPLATE_KIND_RULES:
        return "a map of rules";
    case TEMPLATE_KIND_SPEC:
        return "a map of sections";
    }
    return "";
}

/* The result in its one form. An empty table of Lua is a list as well as a map. NULL after a
 * finding. */
static const struct value *
take_result(
    struct expansion *expansion, const struct template_use *use, const struct value *result)
{
    struct templates *templates = expansion->templates;
    bool is_empty = result->items.count + result->entries.count == 0;
    bool is_table = result->kind == VALUE_KIND_LIST || result->kind == VALUE_KIND_MAP;
    bool wants_list = use->kind == TEMPLATE_KIND_ROW || use->kind == TEMPLATE_KIND_PANEL;
    if (is_table && is_empty) {
        return wants_list ? value_new_list(templates->arena, result->span)
                          : value_new_map(templates->arena, result->span);
    }
    if (wants_list && result->kind == VALUE_KIND_LIST) {
        return result;
    }
    if (result->kind != VALUE_KIND_MAP) {
        diag_report(templates->diags, &kind_lua_error,
            span_is_set(result->span) ? result->span : use->name_span,
            "template `%.*s` returned %s, and %s was asked for", STR_ARG(use->name),
            value_kind_text(result), wanted_of(use->kind));
        return NULL;
    }
    if (wants_list) {
        struct value *list = value_new_list(templates->arena, result->span);
        value_add_item(templates->arena, list, result);
        return list;
    }
    return result;
}

/* What the template returns; NULL after a finding, or in silence when one has been made that
 * speaks for this use too. */
static struct template_result
run_template(struct expansion *expansion, const struct template_use *use)
{
    struct templates *templates = expansion->templates;
    if (expansion->is_spent || expansion->too_deep == outermost(use)) {
        return (struct template_result){ .value = NULL };
    }
    if (use->depth > TEMPLATE_DEEPEST_USE) {
        report_depth(expansion, use);
        return (struct template_result){ .value = NULL };
    }
    templates_open(templates);
    return template_run(templates, use);
}

struct template_use *
use_make(struct arena *arena, const struct use_place *place, const struct use *use)
{
    struct template_use *made = ARENA_NEW(arena, struct template_use);
    *made = (struct template_use){ .kind = place->kind,
        .name = use->template.str,
        .name_span = use->template.span,
        .with = use->with,
        .span = use->span,
        .subject = place->subject,
        .parent = place->parent,
        .depth = place->parent ? place->parent->depth + 1 : 1 };
    return made;
}

const struct value *
use_run(struct expansion *expansion, const struct template_use *use)
{
    struct templates *templates = expansion->templates;
    diag_set_subject(templates->diags, use->subject);
    struct template_result ran = run_template(expansion, use);
    pay(&expansion->budget, use->parent ? COST_OF_INNER_USE : 1);
    const struct value *result = NULL;
    if (ran.value && pay(&expansion->budget, ran.count)) {
        result = take_result(expansion, use, ran.value);
    } else if (ran.value) {
        report_spent(expansion, use);
    }
    diag_set_subject(templates->diags, STR(""));
    expansion->has_failed = expansion->has_failed || !result;
    return result;
}

static const struct record *
record_of(enum template_kind kind)
{
    switch (kind) {
    case TEMPLATE_KIND_ROW:
        return &use_row_record;
    case TEMPLATE_KIND_PANEL:
        return &use_panel_record;
    case TEMPLATE_KIND_RULES:
        return &use_rules_record;
    case TEMPLATE_KIND_SPEC:
        return &use_record;
    }
    return NULL;
}

const struct value *
use_run_value(struct expansion *expansion, const struct use_place *place,
    const struct value *value, const struct template_use **running)
{
    struct templates *templates = expansion->templates;
    struct schema_context context = { .arena = templates->arena, .diags = templates->diags };
    struct use use = { .span = value->span };
    diag_set_subject(templates->diags, place->subject);
    bool is_read = schema_decode(&context, record_of(place->kind), value, &use);
    diag_set_subject(templates->diags, STR(""));
    if (!is_read) {
        expansion->has_failed = true;
        return NULL;
    }
    *running = use_make(templates->arena, place, &use);
    return use_run(expansion, *running);
}
