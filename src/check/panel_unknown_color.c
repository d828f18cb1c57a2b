/*
 * Colours that Grafana does not know, wherever one may stand: thresholds, mappings, fields,
 * annotations, and the severities whose colours alert panels take.
 */
#include "check/words.h"

static const struct words colors = { .list = GRAFANA_LIST_COLORS,
    .what = "colour",
    .note = "Grafana draws in its default colour, or not at all" };
static const struct words modes = { .list = GRAFANA_LIST_COLOR_MODES,
    .what = "colour mode",
    .note = "Grafana draws in its default colours" };

static void
look_at_field(struct checker *checker, const struct loaded_field *field)
{
    words_verify(checker, &modes, field->color_mode);
    words_verify(checker, &colors, field->fixed_color);
    for (size_t i = 0; i < field->thresholds.count; i++) {
        words_verify(checker, &colors, field->thresholds.at[i].color);
    }
    for (size_t i = 0; i < field->mappings.count; i++) {
        words_verify(checker, &colors, field->mappings.at[i].color);
    }
}

/* In Grafana's own words: the `color` of an override's properties is a map with a mode. */
static void
look_at_entry(struct checker *checker, struct str key, const struct value *value)
{
    if (str_is(key, "fixedColor")) {
        words_verify_value(checker, &colors, value);
    }
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    words_each_field(checker, panel, look_at_field);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        words_walk(checker, panel->overrides.at[i].properties, look_at_entry);
    }
}

static void
look_at_annotations(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        diag_set_subject(checker->diags, dashboard->annotations.at[i].subject);
        words_verify(checker, &colors, dashboard->annotations.at[i].color);
    }
}

static void
look_at_severities(struct checker *checker)
{
    for (size_t i = 0; i < checker->model->severities.count; i++) {
        check_set_subject(checker, "severities", checker->model->severities.at[i].key.str);
        words_verify(checker, &colors, checker->model->severities.at[i].color);
    }
}

const struct check check_panel_unknown_color = {
    .kind = &check_kind_panel_unknown_color,
    .dashboard = look_at_annotations,
    .panel = look,
    .system = look_at_severities,
};
