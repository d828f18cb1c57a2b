/*
 * Transformations that Grafana does not know.
 */
#include "check/words.h"

static const char *const renamed[][2] = { { "sort", "sortBy" }, { "group", "groupBy" },
    { "seriesToColumns", "joinByField" }, { "join", "joinByField" },
    { "filter", "filterByValue" }, { "calculate", "calculateField" }, { NULL, NULL } };

static const struct words transformers = { .list = GRAFANA_LIST_TRANSFORMERS,
    .what = "transformation",
    .note = "Grafana shows an error in the place of the panel's data",
    .renamed = renamed };

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    for (size_t i = 0; i < panel->transformations.count; i++) {
        words_verify(checker, &transformers, panel->transformations.at[i].id);
    }
}

const struct check check_panel_unknown_transformer = {
    .kind = &check_kind_panel_unknown_transformer,
    .panel = look,
};
