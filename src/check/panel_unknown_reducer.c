/*
 * Calculations that Grafana does not know: in legends, in what a stat shows, in table footers,
 * in transformations and in matchers by value. The names before Grafana 7 are known by what
 * they are called now.
 */
#include "check/words.h"

static const char *const renamed[][2] = { { "avg", "mean" }, { "average", "mean" },
    { "current", "lastNotNull" }, { "total", "sum" }, { "stddev", "stdDev" }, { NULL, NULL } };

static const struct words reducers = { .list = GRAFANA_LIST_REDUCERS,
    .what = "reducer",
    .note = "Grafana leaves the calculation out",
    .renamed = renamed };

static void
look_at_entry(struct checker *checker, struct str key, const struct value *value)
{
    static const char *const keys[] = { "calcs", "reducer", "reducers", "aggregations" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (str_is(key, keys[i])) {
            words_verify_value(checker, &reducers, value);
            for (size_t j = 0; j < value->items.count; j++) {
                words_verify_value(checker, &reducers, value->items.at[j]);
            }
        }
    }
}

static void
look_at_field(struct checker *checker, const struct loaded_field *field)
{
    words_walk(checker, field->custom, look_at_entry);
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    words_walk(checker, panel->options, look_at_entry);
    words_each_field(checker, panel, look_at_field);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        words_walk(checker, panel->overrides.at[i].options, look_at_entry);
        words_walk(checker, panel->overrides.at[i].properties, look_at_entry);
    }
    for (size_t i = 0; i < panel->transformations.count; i++) {
        words_walk(checker, panel->transformations.at[i].options, look_at_entry);
    }
}

const struct check check_panel_unknown_reducer = {
    .kind = &check_kind_panel_unknown_reducer,
    .panel = look,
};
