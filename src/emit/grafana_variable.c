/*
 * `templating.list`: the variables of a dashboard, each kind in Grafana's words.
 *
 * What Grafana asks a data source for (the options of a query) stays empty; what the spec says
 * (custom values, intervals, constants) is written out.
 */
#include "emit/grafana.h"

static const struct str all_value = { "$__all", 6 };

static struct value *
option(struct grafana *grafana, struct str text, struct str value, bool is_selected)
{
    struct value *map = grafana_map(grafana);
    grafana_set_bool(grafana, map, "selected", is_selected);
    grafana_set_text(grafana, map, "text", text);
    grafana_set_text(grafana, map, "value", value);
    return map;
}

static bool
is_selected(const struct loaded_variable *variable, struct str value)
{
    for (size_t i = 0; i < variable->selected.count; i++) {
        if (str_equal(variable->selected.at[i], value)) {
            return true;
        }
    }
    return false;
}

/* The text that stands for a value where the two differ. */
static struct str
text_of(const struct loaded_variable *variable, struct str value)
{
    if (str_equal(value, all_value)) {
        return STR("All");
    }
    const struct named_text_list none = { 0 };
    const struct named_text_list *values =
        variable->variable ? &variable->variable->values : &none;
    for (size_t i = 0; i < values->count; i++) {
        if (str_equal(values->at[i].value.str, value)) {
            return values->at[i].key.str;
        }
    }
    return value;
}

/* Nothing is selected: Grafana takes the first option. */
static struct value *
current(struct grafana *grafana, const struct loaded_variable *variable)
{
    struct value *map = grafana_map(grafana);
    struct value *texts = grafana_list(grafana);
    struct value *values = grafana_list(grafana);
    for (size_t i = 0; i < variable->selected.count; i++) {
        struct str value = variable->selected.at[i];
        struct value *text = grafana_text(grafana, text_of(variable, value));
        value_add_item(grafana->arena, texts, text);
        value_add_item(grafana->arena, values, grafana_text(grafana, value));
    }
    if (variable->selected.count == 0) {
        return map;
    }
    grafana_set(grafana, map, "text", variable->is_multi ? texts : texts->items.at[0]);
    grafana_set(grafana, map, "value", variable->is_multi ? values : values->items.at[0]);
    return map;
}

static void
set_current_text(struct grafana *grafana, struct value *map, struct str value)
{
    struct value *now = grafana_map(grafana);
    grafana_set_text(grafana, now, "text", value);
    grafana_set_text(grafana, now, "value", value);
    grafana_set(grafana, map, "current", now);
}

/* The kinds with options to choose from. */
static void
set_choice(struct grafana *grafana, struct value *map, const struct loaded_variable *variable,
    struct value *options)
{
    grafana_set(grafana, map, "current", current(grafana, variable));
    grafana_set(grafana, map, "options", options);
    grafana_set_bool(grafana, map, "multi", variable->is_multi);
    grafana_set_bool(grafana, map, "includeAll", variable->includes_all);
    grafana_add_text(grafana, map, "allValue", variable->all_value);
}

/* The number by which Grafana's editor knows the function of a query. */
static int64_t
query_type(enum variable_query_kind kind)
{
    switch (kind) {
    case VARIABLE_QUERY_LABEL_NAMES:
        return 0;
    case VARIABLE_QUERY_LABEL_VALUES:
        return 1;
    case VARIABLE_QUERY_METRICS:
        return 2;
    case VARIABLE_QUERY_RESULT:
        return 3;
    case VARIABLE_QUERY_UNKNOWN:
        break;
    }
    return 5;
}

/* Only the Prometheus data source takes its queries as a map. */
static void
set_query(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    const struct variable *written = variable->variable;
    grafana_set(grafana, map, "datasource", grafana_datasource(grafana, &variable->datasource));
    grafana_set_text(grafana, map, "definition", variable->definition);
    grafana_set_text(grafana, map, "query", variable->definition);
    if (str_is(variable->datasource.type, "prometheus")) {
        struct value *query = grafana_map(grafana);
        grafana_set_integer(grafana, query, "qryType", query_type(variable->query.kind));
        grafana_set_text(grafana, query, "query", variable->definition);
        grafana_set_text(
            grafana, query, "refId", STR("PrometheusVariableQueryEditor-VariableQuery"));
        grafana_set(grafana, map, "query", query);
    }
    bool on_load = written && written->refresh.is_set && written->refresh.value == 0;
    grafana_set_integer(grafana, map, "refresh", on_load ? 1 : 2);
    grafana_set_text(grafana, map, "regex", written ? written->regex.str : STR(""));
    grafana_set_integer(
        grafana, map, "sort", written && written->sort.is_set ? written->sort.value : 1);
    grafana_set_bool(grafana, map, "allowCustomValue", true);
    set_choice(grafana, map, variable, grafana_list(grafana));
}

/* In Grafana's list a comma separates and a backslash takes that from it. */
static void
add_escaped(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        buf_add_text(buf, text.at[i] == ',' ? "\\" : "");
        buf_add_char(buf, text.at[i]);
    }
}

static void
set_custom(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    const struct named_text_list *values = &variable->variable->values;
    struct value *options = grafana_list(grafana);
    if (variable->includes_all) {
        value_add_item(grafana->arena, options,
            option(grafana, STR("All"), all_value, is_selected(variable, all_value)));
    }
    struct buf query;
    buf_init(&query);
    for (size_t i = 0; i < values->count; i++) {
        struct str text = values->at[i].key.str;
        struct str value = values->at[i].value.str;
        buf_add_text(&query, i > 0 ? "," : "");
        if (!str_equal(text, value)) {
            add_escaped(&query, text);
            buf_add_text(&query, " : ");
        }
        add_escaped(&query, value);
        value_add_item(grafana->arena, options,
            option(grafana, text, value, is_selected(variable, value)));
    }
    grafana_set_text(grafana, map, "query", arena_copy(grafana->arena, buf_str(&query)));
    buf_finish(&query);
    grafana_set_bool(grafana, map, "allowCustomValue", false);
    set_choice(grafana, map, variable, options);
}

static void
set_interval(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    const struct variable *written = variable->variable;
    struct value *options = grafana_list(grafana);
    struct str automatic =
        arena_printf(grafana->arena, "$__auto_interval_%.*s", STR_ARG(variable->name.str));
    if (written->automatic.truth) {
        value_add_item(grafana->arena, options,
            option(grafana, STR("auto"), automatic, is_selected(variable, automatic)));
    }
    struct buf query;
    buf_init(&query);
    for (size_t i = 0; i < written->intervals.count; i++) {
        struct str interval = written->intervals.at[i].str;
        buf_add_text(&query, i > 0 ? "," : "");
        buf_add(&query, interval);
        value_add_item(grafana->arena, options,
            option(grafana, interval, interval, is_selected(variable, interval)));
    }
    grafana_set_text(grafana, map, "query", arena_copy(grafana->arena, buf_str(&query)));
    buf_finish(&query);
    struct str least = written->auto_min.str;
    grafana_set_bool(grafana, map, "auto", written->automatic.truth);
    grafana_set_integer(grafana, map, "auto_count",
        written->auto_count.is_set ? written->auto_count.value : 30);
    grafana_set_text(grafana, map, "auto_min", least.len > 0 ? least : STR("10s"));
    grafana_set_integer(grafana, map, "refresh", 2);
    grafana_set(grafana, map, "options", options);
    grafana_set(grafana, map, "current", current(grafana, variable));
}

static void
set_datasource(
    struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    const struct variable *written = variable->variable;
    struct str type = written ? written->datasource_type.str : variable->definition;
    grafana_set_text(grafana, map, "query", type.len > 0 ? type : STR("prometheus"));
    grafana_set_text(grafana, map, "regex", written ? written->regex.str : STR(""));
    grafana_set_integer(grafana, map, "refresh", 1);
    set_choice(grafana, map, variable, grafana_list(grafana));
}

/* A value that there is nothing to choose for: a constant, or what a text box starts with. */
static void
set_fixed(struct grafana *grafana, struct value *map, struct str text)
{
    grafana_set_text(grafana, map, "query", text);
    set_current_text(grafana, map, text);
    struct value *options = grafana_list(grafana);
    value_add_item(grafana->arena, options, option(grafana, text, text, true));
    grafana_set(grafana, map, "options", options);
}

static void
set_adhoc(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    grafana_set(grafana, map, "datasource", grafana_datasource(grafana, &variable->datasource));
    grafana_set(grafana, map, "filters", grafana_list(grafana));
    grafana_set(grafana, map, "baseFilters", grafana_list(grafana));
    grafana_set_bool(grafana, map, "allowCustomValue", true);
}

static void
set_groupby(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    grafana_set(grafana, map, "datasource", grafana_datasource(grafana, &variable->datasource));
    grafana_set(grafana, map, "current", current(grafana, variable));
    grafana_set(grafana, map, "options", grafana_list(grafana));
    grafana_set_bool(grafana, map, "allowCustomValue", true);
}

/* The first option is the value of a switch that is on, the second of one that is off. */
static void
set_switch(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    static const char *const keys[] = { "on", "off" };
    struct value *options = grafana_list(grafana);
    struct str now = STR("false");
    for (size_t i = 0; i < 2; i++) {
        const struct value *values = variable->variable->switch_values;
        const struct value_entry *entry = values ? value_find(values, keys[i]) : NULL;
        struct str value = entry ? entry->value->text : i == 0 ? STR("true") : STR("false");
        bool is_now = variable->selected.count > 0 ? is_selected(variable, value) : i == 1;
        now = is_now ? value : now;
        value_add_item(grafana->arena, options, option(grafana, value, value, is_now));
    }
    grafana_set(grafana, map, "options", options);
    set_current_text(grafana, map, now);
}

static const char *
type_of(enum variable_kind kind)
{
    static const char *const types[] = {
        [VARIABLE_KIND_QUERY] = "query",
        [VARIABLE_KIND_CUSTOM] = "custom",
        [VARIABLE_KIND_INTERVAL] = "interval",
        [VARIABLE_KIND_DATASOURCE] = "datasource",
        [VARIABLE_KIND_CONSTANT] = "constant",
        [VARIABLE_KIND_TEXTBOX] = "textbox",
        [VARIABLE_KIND_ADHOC] = "adhoc",
        [VARIABLE_KIND_GROUPBY] = "groupby",
        [VARIABLE_KIND_SWITCH] = "switch",
    };
    return types[kind];
}

static void
set_kind(struct grafana *grafana, struct value *map, const struct loaded_variable *variable)
{
    switch (variable->kind) {
    case VARIABLE_KIND_QUERY:
        set_query(grafana, map, variable);
        return;
    case VARIABLE_KIND_CUSTOM:
        set_custom(grafana, map, variable);
        return;
    case VARIABLE_KIND_INTERVAL:
        set_interval(grafana, map, variable);
        return;
    case VARIABLE_KIND_DATASOURCE:
        set_datasource(grafana, map, variable);
        return;
    case VARIABLE_KIND_CONSTANT:
        set_fixed(grafana, map, variable->variable->constant.str);
        return;
    case VARIABLE_KIND_TEXTBOX:
        set_fixed(grafana, map, variable->variable->textbox.str);
        return;
    case VARIABLE_KIND_ADHOC:
        set_adhoc(grafana, map, variable);
        return;
    case VARIABLE_KIND_GROUPBY:
        set_groupby(grafana, map, variable);
        return;
    case VARIABLE_KIND_SWITCH:
        set_switch(grafana, map, variable);
        return;
    }
}

struct value *
grafana_variable(struct grafana *grafana, const struct loaded_variable *variable)
{
    const struct variable *written = variable->variable;
    bool is_constant = variable->kind == VARIABLE_KIND_CONSTANT;
    struct value *map = grafana_map(grafana);
    grafana_set_text(grafana, map, "name", variable->name.str);
    grafana_set_text(grafana, map, "type", str_from(type_of(variable->kind)));
    struct str label = written ? written->label.str : STR("Data source");
    grafana_add_text(grafana, map, "label", label);
    int64_t hide = is_constant ? 2 : 0;
    if (written) {
        grafana_add_text(grafana, map, "description", written->help.str);
        hide = written->hide.is_set ? written->hide.value : hide;
    }
    bool skips =
        written && written->skip_url_sync.is_set ? written->skip_url_sync.truth : is_constant;
    grafana_set_integer(grafana, map, "hide", hide);
    grafana_set_bool(grafana, map, "skipUrlSync", skips);
    set_kind(grafana, map, variable);
    return map;
}
