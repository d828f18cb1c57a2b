/*
 * Cross references from routing: routes, inhibitions, receivers and notification templates.
 */
#include "analysis/xref_fill.h"

static void
add_texts(struct xref_filler *filler, enum xref_entity entity, struct text_list texts,
    enum xref_how how)
{
    for (size_t i = 0; i < texts.count; i++) {
        if (!str_is(texts.at[i].str, "...")) {
            xref_add(filler, entity, texts.at[i].str, how, texts.at[i].span);
        }
    }
}

/* A matcher names a label, and often an alert or a severity as its value. */
static void
add_matchers(
    struct xref_filler *filler, const struct matcher *matchers, size_t count, enum xref_how how)
{
    for (size_t i = 0; i < count; i++) {
        const struct matcher *matcher = &matchers[i];
        xref_add(filler, XREF_ENTITY_LABEL, matcher->name, how, matcher->name_span);
        bool is_alert = str_is(matcher->name, "alertname");
        if ((is_alert || str_is(matcher->name, "severity")) &&
            matcher->op == MATCHER_OP_EQUAL) {
            xref_add(filler, is_alert ? XREF_ENTITY_ALERT : XREF_ENTITY_SEVERITY,
                matcher->value, how, matcher->value_span);
        }
    }
}

/* Branches made for a list of receivers repeat their route's words; only their receiver is new.
 */
static void
fill_routes(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->rules->routes.count; i++) {
        const struct loaded_route *route = &filler->rules->routes.at[i];
        filler->subject = route->subject;
        xref_add(filler, XREF_ENTITY_RECEIVER, route->receiver, XREF_HOW_ROUTED,
            route->receiver_span);
        if (i > 0 && !route->route) {
            continue;
        }
        add_matchers(filler, route->matchers, route->matcher_count, XREF_HOW_ROUTED);
        add_texts(filler, XREF_ENTITY_LABEL, route->group_by, XREF_HOW_ROUTED);
        const struct route *written = route->route;
        if (written) {
            add_texts(filler, XREF_ENTITY_TIME_INTERVAL, written->mute_time_intervals,
                XREF_HOW_ROUTED);
            add_texts(filler, XREF_ENTITY_TIME_INTERVAL, written->active_time_intervals,
                XREF_HOW_ROUTED);
        }
    }
}

static void
fill_inhibitions(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->rules->inhibitions.count; i++) {
        const struct loaded_inhibition *inhibition = &filler->rules->inhibitions.at[i];
        if (inhibition->inhibition) {
            filler->subject = inhibition->subject;
            add_matchers(
                filler, inhibition->source, inhibition->source_count, XREF_HOW_INHIBITED);
            add_matchers(
                filler, inhibition->target, inhibition->target_count, XREF_HOW_INHIBITED);
            add_texts(filler, XREF_ENTITY_LABEL, inhibition->equal, XREF_HOW_INHIBITED);
        }
    }
}

static void
add_template_uses(struct xref_filler *filler, const struct gotmpl *template)
{
    struct gotmpl_uses uses = { 0 };
    struct diags ignored;
    struct gotmpl looked_at = *template;
    looked_at.arena = &filler->scratch; /* its own may be another thread's */
    diags_init(&ignored, &filler->scratch);
    gotmpl_check(&looked_at, NULL, &ignored, &uses);
    for (size_t i = 0; i < uses.all.count; i++) {
        const struct gotmpl_use *use = &uses.all.at[i];
        switch (use->kind) {
        case GOTMPL_USE_TEMPLATE:
            xref_add(filler, XREF_ENTITY_TEMPLATE, use->name, XREF_HOW_USED, use->span);
            break;
        case GOTMPL_USE_GROUP_LABEL:
        case GOTMPL_USE_COMMON_LABEL:
        case GOTMPL_USE_ALERT_LABEL:
            xref_add(filler, XREF_ENTITY_LABEL, use->name, XREF_HOW_READ, use->span);
            break;
        case GOTMPL_USE_LABEL:
        case GOTMPL_USE_EXTERNAL_LABEL:
        case GOTMPL_USE_VALUE:
        case GOTMPL_USE_LIMIT:
        case GOTMPL_USE_QUERY:
        case GOTMPL_USE_COMMON_ANNOTATION:
        case GOTMPL_USE_ALERT_ANNOTATION:
            break;
        }
    }
}

/* The texts of a receiver that are templates. Recursion is bounded by the readers' depth. */
static void
add_value(struct xref_filler *filler, const struct value *value)
{
    if (value->kind == VALUE_KIND_TEXT && str_contains(value->text, STR("{{"))) {
        struct gotmpl_options options = { .dialect = GOTMPL_DIALECT_ALERTMANAGER };
        struct diags ignored;
        diags_init(&ignored, &filler->scratch);
        const struct gotmpl *template =
            gotmpl_parse(filler->arena, value->text, value->span, &options, &ignored);
        if (template) {
            add_template_uses(filler, template);
        }
    }
    for (size_t i = 0; i < value->items.count; i++) {
        add_value(filler, value->items.at[i]);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        add_value(filler, value->entries.at[i].value);
    }
}

static void
fill_receivers(struct xref_filler *filler)
{
    const struct routing *routing = &filler->model->routing;
    for (size_t i = 0; i < routing->receivers.count; i++) {
        const struct receiver *receiver = &routing->receivers.at[i];
        filler->subject =
            arena_printf(filler->arena, "routing/receivers/%.*s", STR_ARG(receiver->key.str));
        xref_add(filler, XREF_ENTITY_RECEIVER, receiver->key.str, XREF_HOW_DEFINED,
            receiver->key.span);
        if (receiver->value) {
            add_value(filler, receiver->value);
        }
    }
    for (size_t i = 0; i < routing->time_intervals.count; i++) {
        struct text key = routing->time_intervals.at[i].key;
        filler->subject =
            arena_printf(filler->arena, "routing/time_intervals/%.*s", STR_ARG(key.str));
        xref_add(filler, XREF_ENTITY_TIME_INTERVAL, key.str, XREF_HOW_DEFINED, key.span);
    }
}

static void
fill_templates(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->rules->templates.count; i++) {
        const struct loaded_template *loaded = &filler->rules->templates.at[i];
        filler->subject =
            arena_printf(filler->arena, "routing/templates/%.*s", STR_ARG(loaded->file));
        for (size_t j = 0; loaded->template && j < loaded->template->defines.count; j++) {
            const struct gotmpl_define *define = &loaded->template->defines.at[j];
            xref_add(filler, XREF_ENTITY_TEMPLATE, define->name, XREF_HOW_DEFINED,
                define->name_span);
        }
        if (loaded->template) {
            add_template_uses(filler, loaded->template);
        }
    }
}

void
xref_fill_routing(struct xref_filler *filler)
{
    fill_routes(filler);
    fill_inhibitions(filler);
    fill_receivers(filler);
    fill_templates(filler);
}
