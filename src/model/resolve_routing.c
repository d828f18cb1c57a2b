/*
 * Reading the conditions of routes and inhibitions.
 *
 * `when: {severity: critical}` compares, a list of values is any of them (an alternation of
 * quoted texts), and a text or a list of texts is Alertmanager's own matcher syntax.
 */
#include "model/resolve.h"

struct condition_reader {
    struct resolver *resolver;
    struct matcher_vec matchers;
    bool is_broken;
};

/* A text as a regular expression that matches just it. */
static void
add_literal(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr("\\.+*?()|[]{}^$", text.at[i])) {
            buf_add_char(buf, '\\');
        }
        buf_add_char(buf, text.at[i]);
    }
}

static struct str
alternation(struct arena *arena, const struct value *list)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < list->items.count; i++) {
        buf_add_text(&buf, i > 0 ? "|" : "");
        add_literal(&buf, list->items.at[i]->text);
    }
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
report_wrong_type(struct condition_reader *reader, const struct value *value)
{
    struct finding *finding = diag_report(reader->resolver->diags, &kind_wrong_type,
        value->span, "a condition is a map of labels or matchers as text, and this is %s",
        value_kind_text(value));
    finding_help(reader->resolver->diags, finding,
        "write `{severity: critical}` or `'severity=~\"critical|warning\"'`");
    reader->is_broken = true;
}

static bool
is_list_of_texts(const struct value *value)
{
    for (size_t i = 0; i < value->items.count; i++) {
        if (value->items.at[i]->kind != VALUE_KIND_TEXT) {
            return false;
        }
    }
    return value->kind == VALUE_KIND_LIST && value->items.count > 0;
}

/* Whether a map's value was meant as a matcher: `severity: =~"a|b"`. */
static bool
looks_like_operator(struct str text)
{
    return str_starts_with(text, STR("=")) || str_starts_with(text, STR("!=")) ||
           str_starts_with(text, STR("!~"));
}

static void
read_pair(struct condition_reader *reader, const struct value_entry *entry)
{
    struct model *model = reader->resolver->model;
    const struct value *value = entry->value;
    struct matcher matcher = { .name = entry->key,
        .op = MATCHER_OP_EQUAL,
        .name_span = entry->key_span,
        .value_span = value->span };
    if (value->kind == VALUE_KIND_TEXT || value->kind == VALUE_KIND_NUMBER) {
        matcher.value = value->text;
    } else if (is_list_of_texts(value)) {
        matcher.op = value->items.count > 1 ? MATCHER_OP_REGEX : MATCHER_OP_EQUAL;
        matcher.value = value->items.count > 1 ? alternation(model->arena, value)
                                               : value->items.at[0]->text;
        matcher_compile(model->regexes, &matcher, reader->resolver->diags);
    } else {
        report_wrong_type(reader, value);
        return;
    }
    if (value->kind == VALUE_KIND_TEXT && looks_like_operator(value->text)) {
        struct finding *finding =
            diag_report(reader->resolver->diags, &kind_matcher_syntax, value->span,
                "in a map, the value of `%.*s` is compared as it stands", STR_ARG(entry->key));
        finding_help(reader->resolver->diags, finding,
            "write the whole matcher as text: '%.*s%.*s'", STR_ARG(entry->key),
            STR_ARG(value->text));
        reader->is_broken = true;
    }
    VEC_PUSH(model->arena, &reader->matchers, matcher);
}

static void
read_text(struct condition_reader *reader, const struct value *value)
{
    struct model *model = reader->resolver->model;
    if (value->kind != VALUE_KIND_TEXT) {
        report_wrong_type(reader, value);
        return;
    }
    struct matcher_reader matchers = {
        .arena = model->arena,
        .regexes = model->regexes,
        .diags = reader->resolver->diags,
        .version = model->versions.alertmanager.version,
    };
    struct matcher_list list = { 0 };
    reader->is_broken |= !matcher_parse(&matchers, value->text, value->span, &list);
    for (size_t i = 0; i < list.all.count; i++) {
        VEC_PUSH(model->arena, &reader->matchers, list.all.at[i]);
    }
}

static void
resolve_condition(struct resolver *resolver, struct condition *condition)
{
    struct condition_reader reader = { .resolver = resolver };
    const struct value *value = condition->value;
    if (!value) {
        condition->is_broken = true;
        return;
    }
    if (value->kind == VALUE_KIND_MAP) {
        for (size_t i = 0; i < value->entries.count; i++) {
            read_pair(&reader, &value->entries.at[i]);
        }
    } else if (value->kind == VALUE_KIND_LIST) {
        for (size_t i = 0; i < value->items.count; i++) {
            read_text(&reader, value->items.at[i]);
        }
    } else {
        read_text(&reader, value);
    }
    condition->matchers = reader.matchers.at;
    condition->count = reader.matchers.count;
    condition->is_broken = reader.is_broken;
}

/* Recursion is bounded by the readers' depth limit. */
static void
resolve_routes(struct resolver *resolver, struct route_list routes, struct str above)
{
    for (size_t i = 0; i < routes.count; i++) {
        struct route *route = &routes.at[i];
        struct str subject =
            arena_printf(resolver->model->arena, "%.*s/%zu", STR_ARG(above), i);
        diag_set_subject(resolver->diags, subject);
        resolve_condition(resolver, &route->when);
        resolve_routes(resolver, route->routes, subject);
    }
}

void
resolve_routing(struct resolver *resolver)
{
    struct routing *routing = &resolver->model->routing;
    resolve_routes(resolver, routing->routes, STR("routing/routes"));
    for (size_t i = 0; i < routing->inhibit.count; i++) {
        diag_set_subject(
            resolver->diags, arena_printf(resolver->model->arena, "routing/inhibit/%zu", i));
        resolve_condition(resolver, &routing->inhibit.at[i].when);
        resolve_condition(resolver, &routing->inhibit.at[i].mute);
    }
    for (size_t i = 0; i < routing->receivers.count; i++) {
        struct receiver *receiver = &routing->receivers.at[i];
        receiver->is_own = model_is_own(resolver->model, receiver->key.span);
    }
}
