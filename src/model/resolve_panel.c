/*
 * What the tables cannot tell of panels: their queries, widths, and Grafana's own words.
 */
#include "model/resolve_dashboard.h"

#include "base/ratio.h"
#include "model/grafana_options.h"
#include "schema/walk.h"
#include "schema/complain.h"

enum { GRID_COLUMNS = 24 };

/* `8`, `1/3`, `50%` of the columns, as an exact number. */
static bool
read_width(struct str text, struct ratio *columns)
{
    size_t slash = str_find_char(text, '/');
    struct ratio above;
    struct ratio below;
    struct ratio share;
    if (slash != SIZE_MAX) {
        return ratio_parse(str_slice(text, 0, slash), &above) &&
               ratio_parse(str_slice(text, slash + 1, text.len), &below) &&
               ratio_divide(above, below, &share) &&
               ratio_multiply(share, ratio_from(GRID_COLUMNS), columns);
    }
    if (!str_ends_with(text, STR("%"))) {
        return ratio_parse(text, columns);
    }
    return ratio_parse(str_slice(text, 0, text.len - 1), &above) &&
           ratio_divide(above, ratio_from(100), &share) &&
           ratio_multiply(share, ratio_from(GRID_COLUMNS), columns);
}

static void
resolve_width(struct dashboard_scope *scope, struct panel *panel)
{
    struct ratio columns;
    if (!panel->width.str.at) {
        return;
    }
    bool is_number = read_width(panel->width.str, &columns);
    bool is_inside = is_number && ratio_compare(columns, ratio_from(0)) > 0 &&
                     ratio_compare(columns, ratio_from(GRID_COLUMNS)) <= 0;
    if (is_inside && columns.den == 1) {
        panel->columns = (int)columns.num;
        return;
    }
    struct str quoted = complain_quote(scope->arena, panel->width.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, panel->width.span,
        "%.*s is no width of a panel", STR_ARG(quoted));
    if (!is_inside) {
        finding_caption(scope->diags, finding,
            "expected 1 to 24 columns (`8`), a fraction (`1/3`) or a share (`50%%`)");
        return;
    }
    int64_t below = columns.num / columns.den;
    finding_caption(scope->diags, finding, "not a whole number of the 24 columns");
    finding_help(scope->diags, finding, "write `%lld` or `%lld`",
        (long long)(below > 0 ? below : 1), (long long)below + 1);
}

enum { LOWEST_LINE = 10000 };

/* The first of the four numbers of a place that is not given, or NULL. */
static const char *
missing_of_place(const struct panel *panel)
{
    if (!panel->x.is_set || !panel->y.is_set) {
        return panel->x.is_set ? "y" : "x";
    }
    if (!panel->width.str.at || !panel->height.is_set) {
        return panel->width.str.at ? "h" : "w";
    }
    return NULL;
}

/* A panel that stands where the writer put it says all four numbers. */
static void
resolve_place(struct dashboard_scope *scope, struct panel *panel)
{
    const struct count *given = panel->x.is_set ? &panel->x : &panel->y;
    if (!given->is_set) {
        return;
    }
    const char *missing = missing_of_place(panel);
    if (missing) {
        struct finding *finding = diag_report(scope->diags, &kind_missing_key, given->span,
            "a panel with a place of its own needs `%s` too", missing);
        finding_help(scope->diags, finding,
            "give `x`, `y`, `w` and `h`, or leave `x` and `y` out: panels lay themselves out");
        panel->x.is_set = false;
        return;
    }
    if (panel->x.value + panel->columns > GRID_COLUMNS || panel->y.value > LOWEST_LINE) {
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value, given->span,
            "the panel would stand outside of the grid");
        finding_caption(scope->diags, finding, "with `w: %d` it ends in column %lld of %d",
            panel->columns, (long long)(panel->x.value + panel->columns), GRID_COLUMNS);
        panel->x.is_set = false;
    }
}

static void
resolve_id(struct dashboard_scope *scope, struct panel *panel)
{
    if (panel->id.is_set && (panel->id.value < 1 || panel->id.value > INT32_MAX)) {
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value, panel->id.span,
            "the id of a panel is a number from 1 to %d", INT32_MAX);
        finding_help(
            scope->diags, finding, "leave `id` out unless links to the panel have to survive");
        panel->id.is_set = false;
    }
}

static void
resolve_target(struct dashboard_scope *scope, struct target *target)
{
    resolve_expression(scope->resolver, &scope->options, &target->expr);
    resolve_interval(scope, "interval", target->interval);
    if (target->raw) {
        target->raw = grafana_type_plain(scope->arena, target->raw);
    }
}

static bool
is_map(struct dashboard_scope *scope, const char *key, const struct value *value)
{
    if (!value || value->kind == VALUE_KIND_MAP) {
        return value != NULL;
    }
    struct finding *finding = diag_report(scope->diags, &kind_wrong_type, value->span,
        "`%s` expects a map, but this is %s", key, value_kind_text(value));
    finding_help(scope->diags, finding, "write Grafana's own keys and values below it");
    return false;
}

/* Grafana's own words of a panel, checked and typed. NULL stays NULL. */
static const struct value *
resolve_words(struct dashboard_scope *scope, const char *key, const struct record *record,
    const struct value *value)
{
    if (!is_map(scope, key, value)) {
        return NULL;
    }
    if (!record) {
        return grafana_type_plain(scope->arena, value);
    }
    schema_decode(&scope->context, record, value, NULL);
    return grafana_type_options(scope->arena, record, value);
}

/* `hidden`, the only word that a heatmap's legend shares with the others. */
static const struct value *
heatmap_legend(struct dashboard_scope *scope, const struct value *legend)
{
    const struct value_entry *shown = value_find(legend, "showLegend");
    if (!shown || legend->entries.count != 1) {
        return legend;
    }
    struct value *map = value_new_map(scope->arena, legend->span);
    value_add_entry(scope->arena, map, STR("show"), shown->key_span, shown->value);
    return map;
}

static void
report_no_words(struct dashboard_scope *scope, const char *key, enum panel_kind kind,
    const struct value *value)
{
    struct finding *finding = diag_report(scope->diags, &kind_conflicting_keys, value->span,
        "a panel of the kind `%s` has no `%s`", panel_kind_text(kind), key);
    finding_help(scope->diags, finding, "remove `%s`", key);
}

static void
resolve_legend(struct dashboard_scope *scope, struct panel *panel, enum panel_kind kind)
{
    const struct field *field = walk_find_field(grafana_option_record(kind), STR("legend"));
    if (!panel->legend) {
        return;
    }
    if (!field) {
        report_no_words(scope, "legend", kind, panel->legend);
        panel->legend = NULL;
        return;
    }
    if (kind == PANEL_KIND_HEATMAP) {
        panel->legend = heatmap_legend(scope, panel->legend);
    }
    panel->legend = resolve_words(scope, "legend", field->record, panel->legend);
}

/* A panel of no kind has its finding, and words of which nobody knows what they mean. */
static bool
has_words(const struct panel *panel)
{
    return panel->kind >= 0 || panel->alert.str.at || panel->library.str.at;
}

/* An alert is drawn as a timeseries. */
static enum panel_kind
words_kind(const struct panel *panel)
{
    return panel->kind < 0 ? PANEL_KIND_TIMESERIES : (enum panel_kind)panel->kind;
}

static void
resolve_options(struct dashboard_scope *scope, struct panel *panel)
{
    enum panel_kind kind = words_kind(panel);
    const struct record *custom = grafana_custom_record(kind);
    panel->options =
        resolve_words(scope, "options", grafana_option_record(kind), panel->options);
    resolve_legend(scope, panel, kind);
    if (panel->config.custom && !custom) {
        report_no_words(scope, "custom", kind, panel->config.custom);
        panel->config.custom = NULL;
    }
    panel->config.custom = resolve_words(scope, "custom", custom, panel->config.custom);
    if (panel->stack.is_set && panel->stack.truth && kind != PANEL_KIND_TIMESERIES) {
        struct finding *finding =
            diag_report(scope->diags, &kind_conflicting_keys, panel->stack.span,
                "`stack` has no meaning for a panel of the kind `%s`", panel_kind_text(kind));
        finding_help(scope->diags, finding, "remove `stack`, or draw it as a `timeseries`");
    }
}

/* `custom.hideFrom` → `{hideFrom: …}`, read as the custom settings of the panel's kind. */
static void
check_property(struct dashboard_scope *scope, const struct record *record,
    const struct value_entry *property, size_t skip)
{
    struct str key = str_slice(property->key, skip, property->key.len);
    bool is_direct = property->key_span.len == property->key.len;
    struct span span = is_direct ? span_slice(property->key_span, skip, property->key.len)
                                 : property->key_span;
    size_t dot = str_find_char(key, '.');
    struct value *map = value_new_map(scope->arena, property->value->span);
    struct value *inner = map;
    if (dot != SIZE_MAX) { /* one level deeper: `custom.hideFrom.viz` */
        inner = value_new_map(scope->arena, property->value->span);
        value_add_entry(scope->arena, map, str_slice(key, 0, dot),
            is_direct ? span_slice(span, 0, dot) : span, inner);
        span = is_direct ? span_slice(span, dot + 1, key.len) : span;
        key = str_slice(key, dot + 1, key.len);
    }
    value_add_entry(scope->arena, inner, key, span, property->value);
    schema_decode(&scope->context, record, map, NULL);
}

/* Before they are typed: Grafana takes any value of any property, and shows nothing of it. */
static void
check_properties(
    struct dashboard_scope *scope, const struct panel *panel, const struct value *properties)
{
    static const char prefix[] = "custom.";
    const struct record *custom = grafana_custom_record(words_kind(panel));
    for (size_t i = 0; properties && i < properties->entries.count; i++) {
        const struct value_entry *property = &properties->entries.at[i];
        if (str_starts_with(property->key, str_from(prefix))) {
            if (custom) {
                check_property(scope, custom, property, strlen(prefix));
            }
        } else if (walk_find_field(&grafana_property_record, property->key)) {
            check_property(scope, &grafana_property_record, property, 0);
        }
    }
}

static void
resolve_override(
    struct dashboard_scope *scope, const struct panel *panel, struct override *override)
{
    const struct value *match = override->match;
    resolve_field_config(scope, &override->config);
    check_properties(scope, panel, override->properties);
    override->properties = resolve_words(scope, "properties", NULL, override->properties);
    override->config.custom = resolve_words(
        scope, "custom", grafana_custom_record(words_kind(panel)), override->config.custom);
    if (match && walk_is_scalar(match)) {
        override->key = (struct text){ walk_scalar_text(match), match->span };
        if (str_starts_with(override->key.str, STR("/"))) {
            resolve_pattern(scope, override->key);
        }
    } else if (match && match->kind == VALUE_KIND_MAP && match->entries.count == 1) {
        override->match = grafana_type_plain(scope->arena, match);
    } else if (match) {
        struct finding *finding = diag_report(scope->diags, &kind_wrong_type, match->span,
            "`match` does not say which fields this override is for");
        finding_caption(scope->diags, finding,
            "expected a legend, a `/pattern/` or one matcher, such as `{byType: number}`");
        override->match = NULL;
    }
}

static void
resolve_transformation(struct dashboard_scope *scope, struct transformation *transformation)
{
    transformation->options = resolve_words(scope, "options", NULL, transformation->options);
    static const char *const topics[] = { "series", "annotations", "alertStates", NULL };
    resolve_word(scope, "topic", transformation->topic, topics);
    transformation->filter = resolve_words(scope, "filter", NULL, transformation->filter);
}

/* `1d`, `1d/d`, `now/d`: Grafana's own ranges of a panel. */
static void
resolve_relative_time(struct dashboard_scope *scope, const char *key, struct text text)
{
    size_t slash = str_find_char(text.str, '/');
    struct text interval = text;
    if (slash != SIZE_MAX && slash + 2 == text.str.len) {
        interval.str = str_slice(text.str, 0, slash);
    }
    if (!str_is(interval.str, "now")) {
        resolve_interval(scope, key, interval);
    }
}

void
resolve_panel(struct dashboard_scope *scope, struct panel *panel)
{
    resolve_width(scope, panel);
    resolve_place(scope, panel);
    resolve_id(scope, panel);
    if (panel->height.is_set && panel->height.value == 0) {
        struct finding *finding = diag_report(
            scope->diags, &kind_invalid_value, panel->height.span, "a panel of height 0");
        finding_caption(scope->diags, finding, "expected at least 1; most have 8");
    }
    if (panel->max_per_row.is_set && panel->max_per_row.value == 0) {
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value,
            panel->max_per_row.span, "no panels would stand beside each other");
        finding_caption(scope->diags, finding, "expected at least 1; Grafana's default is 4");
    }
    for (size_t i = 0; i < panel->targets.count; i++) {
        resolve_target(scope, &panel->targets.at[i]);
    }
    resolve_field_config(scope, &panel->config);
    if (has_words(panel)) {
        resolve_options(scope, panel);
    }
    for (size_t i = 0; has_words(panel) && i < panel->overrides.count; i++) {
        resolve_override(scope, panel, &panel->overrides.at[i]);
    }
    for (size_t i = 0; i < panel->transformations.count; i++) {
        resolve_transformation(scope, &panel->transformations.at[i]);
    }
    resolve_variable_name(scope, &panel->repeat);
    resolve_interval(scope, "interval", panel->interval);
    resolve_relative_time(scope, "time_from", panel->time_from);
    resolve_relative_time(scope, "time_shift", panel->time_shift);
}
