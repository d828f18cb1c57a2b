/*
 * Matchers and properties of overrides that Grafana does not know, or that fit nothing of their
 * panel, and the matchers of values and frames inside transformations: Grafana passes over the
 * whole thing in silence.
 */
#include "check/words.h"

static const struct words fields = { .list = GRAFANA_LIST_FIELD_MATCHERS,
    .what = "matcher of fields",
    .note = "Grafana passes over the whole override in silence" };
static const struct words frames = { .list = GRAFANA_LIST_FRAME_MATCHERS,
    .what = "matcher of frames",
    .note = "Grafana applies the transformation to nothing" };
static const struct words values = { .list = GRAFANA_LIST_VALUE_MATCHERS,
    .what = "matcher of values",
    .note = "Grafana shows an error in the place of the panel's data" };
static const struct words properties = { .list = GRAFANA_LIST_PROPERTIES,
    .what = "property of fields",
    .note = "Grafana passes over it in silence" };

/* `filterByValue` has `filters: [{fieldName, config: {id: greater, options}}]`. */
static void
look_at_entry(struct checker *checker, struct str key, const struct value *value)
{
    const struct value_entry *id = str_is(key, "config") ? value_find(value, "id") : NULL;
    if (id) {
        words_verify_value(checker, &values, id->value);
    }
}

static bool
is_among(const char *const *words, struct str word)
{
    for (size_t i = 0; words[i]; i++) {
        if (str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

static void
verify_argument(struct checker *checker, const struct value *value, const char *what,
    const char *const *words)
{
    if (!value || value->kind != VALUE_KIND_TEXT || is_among(words, value->text)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, value->span, "Grafana knows no %s `%.*s`", what, STR_ARG(value->text));
    finding_topic(checker->diags, finding, value->text);
    finding_caption(checker->diags, finding, "not a %s", what);
    finding_note(checker->diags, finding, "%s", fields.note);
    struct nearest nearest;
    nearest_begin(&nearest, value->text);
    for (size_t i = 0; words[i]; i++) {
        nearest_offer(&nearest, str_from(words[i]));
    }
    if (!check_suggest(checker, finding, value->span, &nearest)) {
        struct buf buf;
        buf_init(&buf);
        for (size_t i = 0; words[i]; i++) {
            buf_printf(&buf, "%s`%s`", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
        }
        finding_help(checker->diags, finding, "write %.*s", STR_ARG(buf_str(&buf)));
        buf_finish(&buf);
    }
}

static void
verify_ref(struct checker *checker, const struct loaded_panel *panel, const struct value *value)
{
    struct nearest nearest;
    if (value->kind != VALUE_KIND_TEXT || panel->is_library) {
        return;
    }
    nearest_begin(&nearest, value->text);
    for (size_t i = 0; i < panel->targets.count; i++) {
        if (str_equal(panel->targets.at[i].ref, value->text)) {
            return;
        }
        nearest_offer(&nearest, panel->targets.at[i].ref);
    }
    struct finding *finding = CHECK_REPORT(
        checker, value->span, "no query of the panel has the ref `%.*s`", STR_ARG(value->text));
    finding_topic(checker->diags, finding, value->text);
    finding_caption(checker->diags, finding, "the override is for nothing");
    if (!check_suggest(checker, finding, value->span, &nearest)) {
        finding_help(checker->diags, finding,
            "give the query `ref: %.*s`; without one, queries are A, B, … in order",
            STR_ARG(value->text));
    }
}

/* What stands behind the matcher, as far as its words are Grafana's or the panel's. */
static void
look_at_argument(struct checker *checker, const struct loaded_panel *panel,
    const struct loaded_override *override)
{
    static const char *const types[] = { "time", "number", "string", "boolean", "trace", "geo",
        "enum", "other", "frame", "nestedFrames", NULL };
    static const char *const operators[] = { "eq", "neq", "lt", "lte", "gt", "gte", NULL };
    const struct value *options = override->options;
    if (!options || !span_is_set(override->matcher.span)) {
        return;
    }
    struct str matcher = override->matcher.str;
    if (str_is(matcher, "byType")) {
        verify_argument(checker, options, "type of fields", types);
    } else if (str_is(matcher, "byFrameRefID")) {
        verify_ref(checker, panel, options);
    } else if (str_is(matcher, "byValue")) {
        const struct value_entry *op = value_find(options, "op");
        verify_argument(checker, op ? op->value : NULL, "comparison", operators);
    }
    for (size_t i = 0; str_is(matcher, "byTypes") && i < options->items.count; i++) {
        verify_argument(checker, options->items.at[i], "type of fields", types);
    }
}

/* Kinds whose fields are the series, each called by its legend. */
static bool
has_series(const struct loaded_panel *panel)
{
    return (panel->kind == PANEL_KIND_TIMESERIES || panel->kind == PANEL_KIND_STAT ||
               panel->kind == PANEL_KIND_GAUGE || panel->kind == PANEL_KIND_BARGAUGE ||
               panel->kind == PANEL_KIND_PIECHART) &&
           panel->transformations.count == 0;
}

/* A legend that is the same text for each of its series. */
static bool
is_fixed(struct str legend)
{
    return legend.len > 0 && str_find(legend, STR("{{")) == SIZE_MAX &&
           str_find_char(legend, '$') == SIZE_MAX && !str_is(legend, "__auto");
}

/* What the fields are called below their legends. */
static bool
is_own_name(struct str name)
{
    return str_is(name, "Time") || str_is(name, "Value") ||
           str_starts_with(name, STR("Value #"));
}

/* The override of a legend, where all legends are known and none is it. */
static void
look_at_name(struct checker *checker, const struct loaded_panel *panel,
    const struct loaded_override *override)
{
    const struct value *name = override->options;
    bool is_name = str_is(override->matcher.str, "byName") && name &&
                   name->kind == VALUE_KIND_TEXT && span_is_set(name->span);
    if (!is_name || !has_series(panel) || panel->field.display_name.str.len > 0 ||
        is_own_name(name->text)) {
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, name->text);
    for (size_t i = 0; i < panel->targets.count; i++) {
        const struct loaded_target *target = &panel->targets.at[i];
        bool is_known = target->kind == LOADED_QUERY_PROMQL && is_fixed(target->legend.str);
        if (!is_known || str_equal(target->legend.str, name->text)) {
            return;
        }
        nearest_offer(&nearest, target->legend.str);
    }
    struct finding *finding = CHECK_REPORT(
        checker, name->span, "no series of the panel is called `%.*s`", STR_ARG(name->text));
    finding_topic(checker->diags, finding, name->text);
    finding_caption(checker->diags, finding, "the override is for nothing");
    if (!check_suggest(checker, finding, name->span, &nearest)) {
        finding_help(checker->diags, finding,
            "write the legend of one of its queries, or a pattern between slashes");
    }
}

static void
look_at_override(struct checker *checker, const struct loaded_panel *panel,
    const struct loaded_override *override)
{
    words_verify(checker, &fields, override->matcher);
    look_at_argument(checker, panel, override);
    look_at_name(checker, panel, override);
    const struct value *given = override->properties;
    for (size_t i = 0; given && i < given->entries.count; i++) {
        struct text key = { given->entries.at[i].key, given->entries.at[i].key_span };
        words_verify(checker, &properties, key);
    }
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    for (size_t i = 0; i < panel->overrides.count; i++) {
        look_at_override(checker, panel, &panel->overrides.at[i]);
    }
    for (size_t i = 0; i < panel->transformations.count; i++) {
        const struct transformation *transformation = &panel->transformations.at[i];
        if (str_is(transformation->id.str, "filterByValue")) {
            words_walk(checker, transformation->options, look_at_entry);
        }
        const struct value_entry *filter =
            transformation->filter ? value_find(transformation->filter, "id") : NULL;
        if (filter) {
            words_verify_value(checker, &frames, filter->value);
        }
    }
}

const struct check check_panel_unknown_matcher = {
    .kind = &check_kind_panel_unknown_matcher,
    .panel = look,
};
