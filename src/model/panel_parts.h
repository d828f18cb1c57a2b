/*
 * Inside the model room: what the record tables of dashboards share.
 *
 * How values are shown (`unit`, `thresholds`, `mappings`, …) is said of a whole panel or, in
 * the same words, of the fields that an override picks; FIELD_CONFIG_ROWS are these rows for
 * either owner, which has a `struct field_config config`.
 */
#ifndef TOCSIN_MODEL_PANEL_PARTS_H
#define TOCSIN_MODEL_PANEL_PARTS_H

#include "model/dashboard.h"

extern const struct record target_record;
extern const struct record logs_target_record;
extern const struct record threshold_record;
extern const struct record value_mapping_record;
extern const struct record link_record;
extern const struct record override_record;
extern const struct record transformation_record;
extern const struct record datasource_record;
extern const char *const thresholds_mode_words[];
extern const struct field threshold_mode_form;
extern const struct field override_map_form;

/* The short forms of a panel and of an override, as rewrites of their records. */
schema_rewrite_function panel_rewrite;
schema_rewrite_function override_rewrite;
schema_rewrite_function transformation_rewrite;
schema_rewrite_function variable_rewrite;

#define FIELD_CONFIG_ROWS(owner)                                                               \
    { .key = "unit",                                                                           \
        .type = FIELD_TYPE_TEXT,                                                               \
        .place = offsetof(owner, config.unit),                                                 \
        .doc = "What the values are measured in: a word such as `seconds`, `bytes`, `ratio`, " \
               "`requests per second`, or Grafana's id ([panels.md](panels.md)). Default: "    \
               "what the queries "                                                             \
               "yield by the catalog." },                                                      \
        { .key = "decimals",                                                                   \
            .type = FIELD_TYPE_COUNT,                                                          \
            .place = offsetof(owner, config.decimals),                                         \
            .doc = "Digits after the point; default: as many as tell values apart." },         \
        { .key = "min",                                                                        \
            .type = FIELD_TYPE_NUMBER,                                                         \
            .place = offsetof(owner, config.min),                                              \
            .doc = "Where the axis, gauge or colour scale begins." },                          \
        { .key = "max",                                                                        \
            .type = FIELD_TYPE_NUMBER,                                                         \
            .place = offsetof(owner, config.max),                                              \
            .doc = "Where it ends." },                                                         \
        { .key = "display_name",                                                               \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(owner, config.display_name),                                     \
            .also_called = "displayName name",                                                 \
            .doc = "The name shown instead of the legend." },                                  \
        { .key = "no_value",                                                                   \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(owner, config.no_value),                                         \
            .also_called = "noValue",                                                          \
            .doc = "What is shown where there is no value." },                                 \
        { .key = "field_description",                                                          \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(owner, config.description),                                      \
            .doc = "What a field means, shown at a table's head." },                           \
        { .key = "color",                                                                      \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(owner, config.color),                                            \
            .also_called = "colour",                                                           \
            .doc = "One colour (`red`, `dark-blue`, `#1f60c4`), or one of Grafana's modes: "   \
                   "`palette-classic`, `thresholds`, `continuous-GrYlRd`, …" },                \
        { .key = "thresholds",                                                                 \
            .type = FIELD_TYPE_RECORD,                                                         \
            .shape = FIELD_SHAPE_MAP,                                                          \
            .place = offsetof(owner, config.thresholds),                                       \
            .record = &threshold_record,                                                       \
            .doc = "From which number on which colour: `{base: green, 500ms: yellow, 1s: "     \
                   "red}`; `mode: percentage` counts in per cent of `min` to `max`." },        \
        { .key = "thresholds_mode",                                                            \
            .type = FIELD_TYPE_CHOICE,                                                         \
            .words = thresholds_mode_words,                                                    \
            .place = offsetof(owner, config.thresholds_mode),                                  \
            .doc = "The long form of `mode` among the thresholds." },                          \
        { .key = "mappings",                                                                   \
            .type = FIELD_TYPE_RECORD,                                                         \
            .shape = FIELD_SHAPE_MAP,                                                          \
            .place = offsetof(owner, config.mappings),                                         \
            .record = &value_mapping_record,                                                   \
            .doc = "What is shown instead of a value (`0`), a range (`10..20`, `100..`), a "   \
                   "pattern (`/err.*/`) or `null`, `nan`, `null+nan`, `true`, `false`, "       \
                   "`empty`." },                                                               \
        { .key = "links",                                                                      \
            .type = FIELD_TYPE_RECORD,                                                         \
            .shape = FIELD_SHAPE_LIST,                                                         \
            .place = offsetof(owner, config.links),                                            \
            .record = &link_record,                                                            \
            .doc = "Where a click leads. A link that names `{{label}}` or a field's value "    \
                   "hangs on the data, any other on the panel's head." },                      \
        { .key = "filterable",                                                                 \
            .type = FIELD_TYPE_BOOL,                                                           \
            .place = offsetof(owner, config.filterable),                                       \
            .doc = "Table columns can be filtered." },                                         \
    {                                                                                          \
        .key = "custom", .type = FIELD_TYPE_VALUE, .place = offsetof(owner, config.custom),    \
        .doc = "Grafana's own settings of the panel type, its `fieldConfig.defaults.custom`: " \
               "`{lineWidth: 2, fillOpacity: 10}`; see [panels.md](panels.md)."                \
    }

#endif
