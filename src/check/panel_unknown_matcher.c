/*
 * Matchers and properties of overrides that Grafana does not know, and the matchers of values
 * and frames inside transformations: Grafana passes over the whole thing in silence.
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

static void
look_at_override(struct checker *checker, const struct loaded_override *override)
{
    words_verify(checker, &fields, override->matcher);
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
        look_at_override(checker, &panel->overrides.at[i]);
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
