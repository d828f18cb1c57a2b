/*
 * How values are shown: unit, colours, limits, words for states; and where series differ.
 *
 * What is written wins. Else the unit follows from the queries; a ratio begins at zero; what
 * has no thresholds gets a neutral colour, since green would say that all is well.
 */
#include "dashboard/make.h"
#include "model/grafana_options.h"
#include "model/grafana_registry.h"

static struct text
derived_text(struct str str)
{
    return (struct text){ .str = str };
}

/* Kinds that show a number in the colour of its step. */
static bool
is_number_kind(enum panel_kind kind)
{
    return kind == PANEL_KIND_STAT || kind == PANEL_KIND_GAUGE || kind == PANEL_KIND_BARGAUGE;
}

static bool
has_scale(enum panel_kind kind)
{
    return kind == PANEL_KIND_GAUGE || kind == PANEL_KIND_BARGAUGE;
}

/* A colour, or one of Grafana's ways to choose one. */
static void
set_color(struct loaded_field *field, struct text color)
{
    if (grafana_knows(GRAFANA_LIST_COLOR_MODES, color.str)) {
        field->color_mode = color;
    } else {
        field->color_mode = derived_text(STR("fixed"));
        field->fixed_color = color;
    }
}

/* In the panel's unit: `500ms` is 0.5 s, but 500 where the panel shows ms; `80%` is 0.8, but 80
 * where it counts per cent. */
static struct ratio
scaled_number(struct str unit, bool is_percentage, const struct number *number)
{
    struct ratio value = number->value;
    bool is_duration = str_ends_with(number->text, STR("s")) ||
                       str_ends_with(number->text, STR("m")) ||
                       str_ends_with(number->text, STR("h"));
    bool is_share = str_ends_with(number->text, STR("%"));
    if (str_is(unit, "ms") && is_duration) {
        ratio_multiply(value, ratio_from(1000), &value);
    } else if ((str_is(unit, "percent") || is_percentage) && is_share) {
        ratio_multiply(value, ratio_from(100), &value);
    }
    return value;
}

static void
copy_thresholds(
    struct arena *arena, const struct field_config *config, struct loaded_field *field)
{
    if (config->thresholds.count == 0) {
        return;
    }
    field->thresholds = (struct loaded_threshold_vec){ 0 };
    field->has_thresholds = true;
    field->is_percentage = config->thresholds_mode.value == 1;
    for (size_t i = 0; i < config->thresholds.count; i++) {
        const struct threshold *written = &config->thresholds.at[i];
        if (!written->is_base && !written->value.is_set) {
            continue;
        }
        struct loaded_threshold step = { .is_base = written->is_base,
            .value = written->is_base ? ratio_from(0)
                                      : scaled_number(field->unit.str, field->is_percentage,
                                            &written->value),
            .color = written->color };
        VEC_PUSH(arena, &field->thresholds, step);
    }
}

static void
copy_mappings(
    struct arena *arena, const struct field_config *config, struct loaded_field *field)
{
    for (size_t i = 0; i < config->mappings.count; i++) {
        VEC_PUSH(arena, &field->mappings, config->mappings.at[i]);
    }
}

/* What is written of a field, whole panel or override alike. */
static void
copy_config(struct arena *arena, const struct field_config *config, struct loaded_field *field)
{
    if (config->unit.str.len > 0) {
        struct str id = grafana_unit_id(config->unit.str);
        field->unit = config->unit;
        field->unit.str = id.len > 0 ? id : config->unit.str;
        field->unit_origin = UNIT_ORIGIN_GIVEN;
    }
    field->decimals = config->decimals.is_set ? config->decimals : field->decimals;
    field->min = config->min;
    field->max = config->max;
    field->min.value = scaled_number(field->unit.str, false, &config->min);
    field->max.value = scaled_number(field->unit.str, false, &config->max);
    field->display_name = config->display_name;
    field->no_value = config->no_value;
    field->description = config->description;
    field->filterable = config->filterable;
    if (config->color.str.len > 0) {
        set_color(field, config->color);
    }
    copy_thresholds(arena, config, field);
    copy_mappings(arena, config, field);
}

/* Grafana's unit of a query's values, or nothing. */
static struct str
query_unit(struct panel_maker *panel, size_t query)
{
    const struct shape *shape = panel->queries.at[query].shape;
    bool is_known = shape && !shape->is_unknown;
    return is_known ? unit_grafana_id(panel->maker->arena, shape->unit) : STR("");
}

/* Whether a limit of the alert was written as a share: `above: {warning: 80%}`. */
static bool
has_percentages(const struct alert *alert)
{
    const struct alert_limit_list *lists[] = { &alert->above, &alert->below };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (size_t j = 0; j < lists[i]->count; j++) {
            if (str_ends_with(lists[i]->at[j].limit.text, STR("%"))) {
                return true;
            }
        }
    }
    return false;
}

/* The unit of the first query of which one is known; else what the limits tell. */
static void
infer_unit(struct panel_maker *panel)
{
    struct loaded_field *field = &panel->panel->field;
    for (size_t i = 0; i < panel->queries.count && field->unit.str.len == 0; i++) {
        field->unit.str = query_unit(panel, i);
        field->unit_origin = field->unit.str.len > 0 ? UNIT_ORIGIN_INFERRED : UNIT_ORIGIN_NONE;
    }
    const struct alert *alert = panel->panel->alert;
    if (field->unit.str.len == 0 && alert && has_percentages(alert)) {
        field->unit.str = STR("percentunit");
        field->unit_origin = UNIT_ORIGIN_INFERRED;
    }
}

static struct number
whole_number(int64_t number)
{
    return (struct number){ .value = ratio_from(number), .is_set = true };
}

/* What can make a rate negative: a difference, or a function that is one. */
static bool
may_be_negative(const struct promql_tree *tree)
{
    static const char *const functions[] = { "delta", "idelta", "deriv", "predict_linear" };
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct promql_node *node = &tree->nodes[i];
        bool is_operation = node->kind == PROMQL_KIND_BINARY || node->kind == PROMQL_KIND_UNARY;
        if (is_operation && node->op == PROMQL_OP_SUB) {
            return true;
        }
        for (size_t j = 0; node->kind == PROMQL_KIND_CALL && j < 4; j++) {
            if (str_is(promql_call_of(tree, i)->name, functions[j])) {
                return true;
            }
        }
    }
    return false;
}

/* Rates begin at zero, so that a small wave does not look like a storm. */
static void
bound_rate(struct panel_maker *panel)
{
    for (size_t i = 0; i < panel->queries.count; i++) {
        const struct query *query = &panel->queries.at[i];
        if (!query->tree || query->shape->is_unknown || !query->shape->unit.is_rate ||
            may_be_negative(query->tree)) {
            return;
        }
    }
    if (panel->queries.count > 0 && !panel->panel->field.min.is_set) {
        panel->panel->field.min = whole_number(0);
    }
}

/* A share lies between none and all; a graph finds its own axis, a scale may not. */
static void
bound_ratio(struct panel_maker *panel)
{
    struct loaded_field *field = &panel->panel->field;
    bool is_percent = str_is(field->unit.str, "percent");
    if (!is_percent && !str_is(field->unit.str, "percentunit")) {
        return;
    }
    if (has_scale(panel->panel->kind)) {
        field->min = field->min.is_set ? field->min : whole_number(0);
        field->max = field->max.is_set ? field->max : whole_number(is_percent ? 100 : 1);
    }
    if (!field->decimals.is_set && is_number_kind(panel->panel->kind)) {
        field->decimals = (struct count){ .value = 2, .is_set = true };
    }
}

/* The catalog's `range:` bounds a scale that shows the metric as it is. */
static void
bound_by_catalog(struct panel_maker *panel)
{
    struct loaded_field *field = &panel->panel->field;
    const struct query *query = panel->queries.count > 0 ? &panel->queries.at[0] : NULL;
    bool is_plain = query && query_shows_samples(query) && query->shape->count == 1 &&
                    query->shape->alternatives[0].source;
    const struct metric *metric =
        is_plain ? query->shape->alternatives[0].source->metric : NULL;
    if (!metric || metric->kind != METRIC_KIND_GAUGE || metric->range.count != 2 ||
        !has_scale(panel->panel->kind)) {
        return;
    }
    field->min = field->min.is_set ? field->min : metric->range.at[0];
    field->max = field->max.is_set ? field->max : metric->range.at[1];
}

/* A colour for what nobody gave one. */
static void
choose_color(struct panel_maker *panel, bool has_limits)
{
    struct loaded_field *field = &panel->panel->field;
    enum panel_kind kind = panel->panel->kind;
    if (field->color_mode.str.len > 0) {
        return;
    }
    bool shows_steps = is_number_kind(kind) || kind == PANEL_KIND_TABLE ||
                       kind == PANEL_KIND_STATE_TIMELINE || kind == PANEL_KIND_STATUS_HISTORY;
    if (has_limits && shows_steps) {
        field->color_mode = derived_text(STR("thresholds"));
    } else if (kind == PANEL_KIND_STAT || kind == PANEL_KIND_GAUGE) {
        field->color_mode = derived_text(STR("fixed"));
        field->fixed_color = derived_text(STR("blue"));
    } else {
        field->color_mode = derived_text(STR("palette-classic"));
    }
}

/* Grafana wants a base step even where no threshold is. */
static void
complete_thresholds(struct panel_maker *panel)
{
    struct loaded_field *field = &panel->panel->field;
    if (field->has_thresholds && field->thresholds.count > 0 &&
        field->thresholds.at[0].is_base) {
        return;
    }
    struct loaded_threshold_vec steps = { 0 };
    bool is_neutral = !field->has_thresholds && is_number_kind(panel->panel->kind);
    struct loaded_threshold base = { .is_base = true,
        .value = ratio_from(0),
        .color = derived_text(is_neutral ? STR("blue") : STR("green")) };
    VEC_RESERVE(panel->maker->arena, &steps, field->thresholds.count + 1);
    VEC_PUSH(panel->maker->arena, &steps, base);
    for (size_t i = 0; i < field->thresholds.count; i++) {
        VEC_PUSH(panel->maker->arena, &steps, field->thresholds.at[i]);
    }
    field->thresholds = steps;
    field->has_thresholds = true;
}

/* What a query's fields are found by: a table has merged its queries into columns by name. */
static struct loaded_override *
add_override_of_query(struct panel_maker *panel, size_t query)
{
    struct arena *arena = panel->maker->arena;
    const struct loaded_target *target = &panel->panel->targets.at[query];
    bool is_column = target->format == TARGET_FORMAT_TABLE;
    struct loaded_override *override = VEC_ADD(arena, &panel->panel->overrides);
    override->matcher = derived_text(is_column ? STR("byName") : STR("byFrameRefID"));
    override->options = value_of_text(arena, is_column ? target->legend.str : target->ref);
    return override;
}

/* Queries of another unit than the panel's show their own, on the other axis. */
static void
derive_units(struct panel_maker *panel)
{
    if (panel->panel->field.unit_origin != UNIT_ORIGIN_INFERRED) {
        return;
    }
    struct arena *arena = panel->maker->arena;
    for (size_t i = 0; i < panel->queries.count; i++) {
        struct str unit = query_unit(panel, i);
        if (unit.len == 0 || str_equal(unit, panel->panel->field.unit.str)) {
            continue;
        }
        struct loaded_override *override = add_override_of_query(panel, i);
        override->field.unit = derived_text(unit);
        override->field.unit_origin = UNIT_ORIGIN_INFERRED;
        if (panel->panel->kind == PANEL_KIND_TIMESERIES) {
            struct value *properties = value_of_map(arena);
            value_put(arena, properties, "custom.axisPlacement", value_of_word(arena, "right"));
            override->properties = properties;
        }
    }
}

/* A bare text is a name, one between slashes a pattern, a map one of Grafana's matchers. */
static void
set_matcher(struct arena *arena, const struct override *written, struct loaded_override *made)
{
    const struct value *match = written->match;
    if (match && match->kind == VALUE_KIND_MAP && match->entries.count > 0) {
        const struct value_entry *entry = &match->entries.at[0];
        made->matcher = (struct text){ entry->key, entry->key_span };
        made->options = entry->value;
        return;
    }
    struct text key = written->key;
    if (key.str.len == 0 && match && match->kind == VALUE_KIND_TEXT) {
        key = (struct text){ match->text, match->span };
    }
    bool is_pattern =
        key.str.len > 2 && key.str.at[0] == '/' && key.str.at[key.str.len - 1] == '/';
    made->matcher = (struct text){ is_pattern ? STR("byRegexp") : STR("byName"), key.span };
    made->options = value_new_text(arena, key.str, key.span);
}

static void
copy_override(struct panel_maker *panel, const struct override *written)
{
    static const char *const axes[] = { "left", "right", "hidden" };
    struct arena *arena = panel->maker->arena;
    struct loaded_override *made = VEC_ADD(arena, &panel->panel->overrides);
    made->override = written;
    set_matcher(arena, written, made);
    made->field.unit.str = panel->panel->field.unit.str; /* thresholds are in the panel's */
    copy_config(arena, &written->config, &made->field);
    if (written->config.unit.str.len == 0) {
        made->field.unit = (struct text){ 0 };
    }
    made->field.custom = written->config.custom;
    struct value *axis = value_of_map(arena);
    if (written->axis.is_set) {
        value_put(arena, axis, "custom.axisPlacement",
            value_of_word(arena, axes[written->axis.value]));
    }
    made->properties = written->axis.is_set ? grafana_merge(arena, axis, written->properties)
                                            : written->properties;
}

/* Words for the values of all queries, which leave no unit beside them. False: there are none.
 */
static bool
derive_states(struct panel_maker *panel)
{
    struct loaded_field *field = &panel->panel->field;
    if (field->mappings.count > 0) {
        return false;
    }
    states_add(panel, &field->mappings);
    bool has_words = field->mappings.count > 0;
    if (has_words && panel->written->config.unit.str.len == 0) {
        field->unit.str = STR("none");
    }
    return has_words;
}

void
field_make(struct panel_maker *panel)
{
    struct loaded_field *field = &panel->panel->field;
    const struct field_config *config = &panel->written->config;
    if (config->unit.str.len > 0) {
        struct str id = grafana_unit_id(config->unit.str);
        field->unit.str = id.len > 0 ? id : config->unit.str;
    } else {
        infer_unit(panel);
    }
    copy_config(panel->maker->arena, config, field);
    bound_ratio(panel);
    bound_rate(panel);
    bound_by_catalog(panel);
    bool has_words = derive_states(panel);
    choose_color(panel, field->has_thresholds);
    complete_thresholds(panel);
    if (!has_words) {
        derive_units(panel);
    }
    for (size_t i = 0; i < panel->written->overrides.count; i++) {
        copy_override(panel, &panel->written->overrides.at[i]);
    }
}
