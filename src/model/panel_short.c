/*
 * The short forms of dashboards, rewritten to their long forms as values, places kept.
 *
 * A panel's kind is the key of its queries, and these may be one expression, a map from
 * legends, one query's map or a list; all become a list of queries. The same is done for
 * overrides, legends of charts, texts, values of variables.
 */
#include "base/nearest.h"
#include "model/panel_parts.h"
#include "schema/complain.h"
#include "schema/walk.h"

static void
add(struct schema_context *context, struct value *map, const char *key, struct span span,
    const struct value *value)
{
    value_add_entry(context->arena, map, str_from(key), span, value);
}

static void
add_copy(struct schema_context *context, struct value *map, const struct value_entry *entry)
{
    value_add_entry(context->arena, map, entry->key, entry->key_span, entry->value);
}

static const struct value *
key_value(struct schema_context *context, const struct value_entry *entry)
{
    return value_new_text(context->arena, entry->key, entry->key_span);
}

static const struct value *
plain_word(struct schema_context *context, const char *word, struct span span)
{
    struct value *value = value_new_text(context->arena, str_from(word), span);
    value->is_plain = true;
    return value;
}

/* `{KEY: TEXT}` or `{KEY: {…}}` as `{NAME: KEY, FIELD: TEXT}` or `{NAME: KEY, …}`. */
static const struct value *
name_entry(struct schema_context *context, const struct value_entry *entry, const char *name,
    const char *field)
{
    const struct value *value = entry->value;
    if (value->kind != VALUE_KIND_MAP && !walk_is_scalar(value)) {
        return value;
    }
    struct value *map = value_new_map(context->arena, value->span);
    if (!value_find(value, name)) {
        add(context, map, name, entry->key_span, key_value(context, entry));
    }
    if (walk_is_scalar(value)) {
        add(context, map, field, value->span, value);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        add_copy(context, map, &value->entries.at[i]);
    }
    return map;
}

static const struct value *
name_entries(struct schema_context *context, const struct value *map, const char *name,
    const char *field)
{
    struct value *list = value_new_list(context->arena, map->span);
    for (size_t i = 0; i < map->entries.count; i++) {
        value_add_item(
            context->arena, list, name_entry(context, &map->entries.at[i], name, field));
    }
    return list;
}

/* One query rather than a map from legends: it says a query's kind, or its own legend. */
static bool
is_one_query(const struct value *map)
{
    static const char *const keys[] = { "expr", "logql", "panel", "raw", "legend" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (value_find(map, keys[i])) {
            return true;
        }
    }
    return false;
}

static const struct value *
list_queries(struct schema_context *context, const struct value_entry *entry)
{
    if (entry->value->kind != VALUE_KIND_MAP || is_one_query(entry->value)) {
        return entry->value;
    }
    const char *language = str_is(entry->key, "logs") ? "logql" : "expr";
    return name_entries(context, entry->value, "legend", language);
}

/* `overrides: {p99: {…}}` as a list; a map with `match` is a single override. */
static const struct value *
list_overrides(struct schema_context *context, const struct value *value)
{
    bool is_map = value->kind == VALUE_KIND_MAP && !value_find(value, "match");
    return is_map ? name_entries(context, value, "match", "color") : value;
}

/* `text: {content: …, mode: html}`: the content stays, the rest are options. */
static void
add_text(struct schema_context *context, struct value *panel, const struct value_entry *entry)
{
    const struct value_entry *content = value_find(entry->value, "content");
    if (!content) {
        add_copy(context, panel, entry);
        return;
    }
    add(context, panel, "text", entry->key_span, content->value);
    struct value *options = value_new_map(context->arena, entry->value->span);
    for (size_t i = 0; i < entry->value->entries.count; i++) {
        if (&entry->value->entries.at[i] != content) {
            add_copy(context, options, &entry->value->entries.at[i]);
        }
    }
    if (options->entries.count > 0) {
        add(context, panel, "options", entry->key_span, options);
    }
}

/* The options of a list of alerts stand under its kind; a bare text picks by labels. */
static void
add_alertlist(
    struct schema_context *context, struct value *panel, const struct value_entry *entry)
{
    const struct value *options = entry->value;
    if (options->kind == VALUE_KIND_TEXT && !str_is(options->text, "true")) {
        struct value *map = value_new_map(context->arena, options->span);
        add(context, map, "alertInstanceLabelFilter", options->span, options);
        options = map;
    }
    add_copy(context, panel, entry);
    if (options->kind == VALUE_KIND_MAP) {
        add(context, panel, "options", entry->key_span, options);
    }
}

/* `mode` among the thresholds becomes a key beside them. */
static void
add_thresholds(
    struct schema_context *context, struct value *owner, const struct value_entry *entry)
{
    const struct value_entry *mode = value_find(entry->value, "mode");
    if (!mode) {
        add_copy(context, owner, entry);
        return;
    }
    struct value *steps = value_new_map(context->arena, entry->value->span);
    for (size_t i = 0; i < entry->value->entries.count; i++) {
        if (&entry->value->entries.at[i] != mode) {
            add_copy(context, steps, &entry->value->entries.at[i]);
        }
    }
    add(context, owner, "thresholds", entry->key_span, steps);
    add(context, owner, "thresholds_mode", mode->key_span, mode->value);
}

static const char *const legend_words[] = { "list", "table", "bottom", "right", "hidden" };
enum { LEGEND_WORD_COUNT = sizeof legend_words / sizeof legend_words[0] };

static void
report_legend_word(struct schema_context *context, const struct value *word)
{
    struct str quoted = complain_quote(context->arena, word->text);
    struct finding *finding = diag_report(context->diags, &kind_invalid_value, word->span,
        "%.*s is no way to show a legend", STR_ARG(quoted));
    finding_caption(
        context->diags, finding, "expected `list`, `table`, `bottom`, `right` or `hidden`");
    struct nearest nearest;
    nearest_begin(&nearest, word->text);
    for (size_t i = 0; i < LEGEND_WORD_COUNT; i++) {
        nearest_offer(&nearest, str_from(legend_words[i]));
    }
    if (nearest.best.len > 0) {
        finding_help(context->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    }
}

/* Adds what one word says of a legend; false when it is none. */
static bool
add_legend_word(struct schema_context *context, struct value *legend, const struct value *word)
{
    size_t index = 0;
    while (index < LEGEND_WORD_COUNT && !str_is(word->text, legend_words[index])) {
        index++;
    }
    if (index == LEGEND_WORD_COUNT) {
        return false;
    }
    const char *text = legend_words[index];
    const char *key = index < 2 ? "displayMode" : index < 4 ? "placement" : "showLegend";
    if (index == 4) {
        text = "false";
    }
    if (!value_find(legend, key)) {
        add(context, legend, key, word->span, plain_word(context, text, word->span));
    }
    return true;
}

/* `table`, `[table, right]`: Grafana's own map of it. NULL after a finding. */
static const struct value *
long_legend(struct schema_context *context, const struct value *value)
{
    if (value->kind != VALUE_KIND_TEXT && value->kind != VALUE_KIND_LIST) {
        return value;
    }
    struct value *legend = value_new_map(context->arena, value->span);
    size_t count = value->kind == VALUE_KIND_LIST ? value->items.count : 1;
    for (size_t i = 0; i < count; i++) {
        const struct value *word = value->kind == VALUE_KIND_LIST ? value->items.at[i] : value;
        if (word->kind != VALUE_KIND_TEXT) {
            return value;
        }
        if (!add_legend_word(context, legend, word)) {
            report_legend_word(context, word);
            return NULL;
        }
    }
    return legend;
}

static bool
is_query_kind(struct str key)
{
    for (int kind = 0; kind < PANEL_KIND_COUNT; kind++) {
        if (str_is(key, panel_kind_text((enum panel_kind)kind))) {
            return kind != PANEL_KIND_TEXT && kind != PANEL_KIND_ALERTLIST;
        }
    }
    return false;
}

static void
add_panel_entry(
    struct schema_context *context, struct value *panel, const struct value_entry *entry)
{
    if (is_query_kind(entry->key)) {
        value_add_entry(
            context->arena, panel, entry->key, entry->key_span, list_queries(context, entry));
    } else if (str_is(entry->key, "text")) {
        add_text(context, panel, entry);
    } else if (str_is(entry->key, "alertlist")) {
        add_alertlist(context, panel, entry);
    } else if (str_is(entry->key, "thresholds")) {
        add_thresholds(context, panel, entry);
    } else if (str_is(entry->key, "overrides")) {
        add(context, panel, "overrides", entry->key_span,
            list_overrides(context, entry->value));
    } else if (str_is(entry->key, "legend")) {
        const struct value *legend = long_legend(context, entry->value);
        if (legend) {
            add(context, panel, "legend", entry->key_span, legend);
        }
    } else {
        add_copy(context, panel, entry);
    }
}

const struct value *
panel_rewrite(struct schema_context *context, const struct value *value)
{
    if (value->kind != VALUE_KIND_MAP) {
        return value;
    }
    struct value *panel = value_new_map(context->arena, value->span);
    VEC_RESERVE(context->arena, &panel->entries, value->entries.count);
    for (size_t i = 0; i < value->entries.count; i++) {
        add_panel_entry(context, panel, &value->entries.at[i]);
    }
    return panel;
}

const struct value *
override_rewrite(struct schema_context *context, const struct value *value)
{
    if (!value_find(
            value_find(value, "thresholds") ? value_find(value, "thresholds")->value : NULL,
            "mode")) {
        return value;
    }
    struct value *owner = value_new_map(context->arena, value->span);
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        if (str_is(entry->key, "thresholds")) {
            add_thresholds(context, owner, entry);
        } else {
            add_copy(context, owner, entry);
        }
    }
    return owner;
}

/* `organize: {…}` is `{id: organize, options: {…}}`; other keys may stand beside it. */
const struct value *
transformation_rewrite(struct schema_context *context, const struct value *value)
{
    bool is_long = value->kind != VALUE_KIND_MAP || value_find(value, "id");
    if (is_long || value->entries.count != 1 || value_find(value, "options")) {
        return value;
    }
    const struct value_entry *entry = &value->entries.at[0];
    struct value *map = value_new_map(context->arena, value->span);
    add(context, map, "id", entry->key_span, key_value(context, entry));
    bool is_bare = entry->value->kind == VALUE_KIND_NULL ||
                   (entry->value->kind == VALUE_KIND_MAP && entry->value->entries.count == 0);
    if (!is_bare) {
        add(context, map, "options", entry->key_span, entry->value);
    }
    return map;
}

/* `values: [a, b]`: each is shown as it is. */
static const struct value *
map_values(struct schema_context *context, const struct value *value)
{
    struct value *map = value_new_map(context->arena, value->span);
    for (size_t i = 0; i < value->items.count; i++) {
        const struct value *item = value->items.at[i];
        struct str text = walk_is_scalar(item) ? walk_scalar_text(item)
                                               : arena_printf(context->arena, "%zu", i);
        value_add_entry(context->arena, map, text, item->span, item);
    }
    return map;
}

/* A word for which `filter` is no label: what the decoder judges as a boolean. */
static bool
is_boolean_word(const struct value *value)
{
    static const char *const words[] = { "true", "false", "yes", "no", "on", "off" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_is(value->text, words[i])) {
            return true;
        }
    }
    return false;
}

static void
add_variable_entry(
    struct schema_context *context, struct value *variable, const struct value_entry *entry)
{
    const struct value *value = entry->value;
    if (str_is(entry->key, "values") && value->kind == VALUE_KIND_LIST) {
        add(context, variable, "values", entry->key_span, map_values(context, value));
    } else if (str_is(entry->key, "filter") && value->kind == VALUE_KIND_TEXT &&
               !is_boolean_word(value)) {
        add(context, variable, "filter", entry->key_span,
            plain_word(context, "true", value->span));
        add(context, variable, "filter_label", entry->key_span, value);
    } else {
        add_copy(context, variable, entry);
    }
}

const struct value *
variable_rewrite(struct schema_context *context, const struct value *value)
{
    if (value->kind != VALUE_KIND_MAP) {
        return value;
    }
    struct value *variable = value_new_map(context->arena, value->span);
    for (size_t i = 0; i < value->entries.count; i++) {
        add_variable_entry(context, variable, &value->entries.at[i]);
    }
    return variable;
}
