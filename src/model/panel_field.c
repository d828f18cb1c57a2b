/*
 * The record tables of what stands inside a panel: queries, thresholds, mappings, links,
 * overrides, transformations.
 */
#include "model/grafana_options.h"
#include "model/panel_parts.h"

/* Same order as enum target_format. */
static const char *const target_format_words[] = { "time_series", "table", "heatmap", NULL };

#define TARGET_ROWS                                                                            \
    { .key = "expr",                                                                           \
        .type = FIELD_TYPE_EXPR,                                                               \
        .takes_variables = true,                                                               \
        .place = offsetof(struct target, expr),                                                \
        .is_in_group = true,                                                                   \
        .group_value = TARGET_KIND_EXPR,                                                       \
        .doc = "A PromQL expression; Grafana's variables may stand in it." },                  \
        { .key = "logql",                                                                      \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(struct target, logql),                                           \
            .is_in_group = true,                                                               \
            .group_value = TARGET_KIND_LOGQL,                                                  \
            .doc = "A query for a Loki data source." },                                        \
        { .key = "panel",                                                                      \
            .type = FIELD_TYPE_KEY,                                                            \
            .place = offsetof(struct target, panel),                                           \
            .is_in_group = true,                                                               \
            .group_value = TARGET_KIND_PANEL,                                                  \
            .doc = "The key of another panel of the dashboard: its result is used again." },   \
        { .key = "raw",                                                                        \
            .type = FIELD_TYPE_VALUE,                                                          \
            .place = offsetof(struct target, raw),                                             \
            .is_in_group = true,                                                               \
            .group_value = TARGET_KIND_RAW,                                                    \
            .doc = "The query of any other kind of data source, in Grafana's own words." },    \
        { .key = "legend",                                                                     \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(struct target, legend),                                          \
            .also_called = "legendFormat name title",                                          \
            .doc = "What the series are called: text with `{{label}}` in it. Default: the "    \
                   "labels that tell them apart." },                                           \
        { .key = "ref",                                                                        \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(struct target, ref),                                             \
            .also_called = "refId",                                                            \
            .doc = "Grafana's `refId`; default: `A`, `B`, … in order." },                      \
        { .key = "format",                                                                     \
            .type = FIELD_TYPE_CHOICE,                                                         \
            .words = target_format_words,                                                      \
            .place = offsetof(struct target, format),                                          \
            .doc = "In which form the result is wanted; default: by the kind of panel." },     \
        { .key = "instant",                                                                    \
            .type = FIELD_TYPE_BOOL,                                                           \
            .place = offsetof(struct target, instant),                                         \
            .doc = "Only the value at the end of the range; default: by the kind of panel." }, \
        { .key = "exemplar",                                                                   \
            .type = FIELD_TYPE_BOOL,                                                           \
            .place = offsetof(struct target, exemplar),                                        \
            .doc = "Show exemplars too." },                                                    \
        { .key = "hide",                                                                       \
            .type = FIELD_TYPE_BOOL,                                                           \
            .place = offsetof(struct target, hide),                                            \
            .doc = "Asked, but not shown: for transformations." },                             \
        { .key = "interval",                                                                   \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(struct target, interval),                                        \
            .also_called = "step",                                                             \
            .doc = "The least step, `1m`, or a variable." },                                   \
        { .key = "datasource",                                                                 \
            .type = FIELD_TYPE_TEXT,                                                           \
            .place = offsetof(struct target, datasource),                                      \
            .doc = "A name of `grafana.datasources`, or `$variable`; default: the panel's." }, \
        { .key = "max_lines",                                                                  \
            .type = FIELD_TYPE_COUNT,                                                          \
            .place = offsetof(struct target, max_lines),                                       \
            .also_called = "maxLines",                                                         \
            .doc = "The most lines that Loki returns." },                                      \
    {                                                                                          \
        .key = NULL                                                                            \
    }

static const struct field target_fields[] = { TARGET_ROWS };

#define TARGET_RECORD(bare)                                                                    \
    RECORD_DEFAULTS, .fields = target_fields, .size = sizeof(struct target),                   \
                     .align = _Alignof(struct target), .text_field = (bare),                   \
                     .group = "its query", .group_place = offsetof(struct target, kind),       \
                     .span_place = offsetof(struct target, span)

const struct record target_record = {
    TARGET_RECORD("expr"),
    .name = "a query",
    .doc = "One query of a panel. A bare text is its expression.",
};

const struct record logs_target_record = {
    TARGET_RECORD("logql"),
    .name = "a log query",
    .doc = "One query of a panel with logs. A bare text is LogQL.",
};

/* Same values as field_config.thresholds_mode. */
const char *const thresholds_mode_words[] = { "absolute", "percentage", NULL };

static const struct field threshold_fields[] = {
    { .key = "color",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct threshold, color),
        .is_required = true,
        .doc = "The colour from this number on." },
    { .key = NULL },
};

const struct record threshold_record = {
    RECORD_DEFAULTS,
    .name = "a threshold",
    .doc = "A step of a colour scale; its key is the number it begins at (`0.9`, `90%`, "
           "`500ms`, `5MiB`), or `base` for all below the first.",
    .fields = threshold_fields,
    .size = sizeof(struct threshold),
    .align = _Alignof(struct threshold),
    .text_field = "color",
    .key_place = offsetof(struct threshold, key),
};

static const struct field value_mapping_fields[] = {
    { .key = "text",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct value_mapping, text),
        .doc = "What is shown." },
    { .key = "color",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct value_mapping, color),
        .doc = "In which colour." },
    { .key = "icon",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct value_mapping, icon),
        .doc = "With which of Grafana's icons, in tables." },
    { .key = NULL },
};

const struct record value_mapping_record = {
    RECORD_DEFAULTS,
    .name = "a value mapping",
    .doc =
        "What is shown instead of a value. Its key is the value (`0`), a range with both ends "
        "(`10..20`, `100..`, `..0`), a pattern (`/err.*/`) or one of `null`, `nan`, "
        "`null+nan`, `true`, `false`, `empty`.",
    .fields = value_mapping_fields,
    .size = sizeof(struct value_mapping),
    .align = _Alignof(struct value_mapping),
    .text_field = "text",
    .key_place = offsetof(struct value_mapping, key),
    .span_place = offsetof(struct value_mapping, span),
};

static const struct field link_fields[] = {
    { .key = "to",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct link, to),
        .is_in_group = true,
        .group_value = LINK_KIND_TO,
        .also_called = "dashboard",
        .doc = "The key of a dashboard of the spec." },
    { .key = "url",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct link, url),
        .is_in_group = true,
        .group_value = LINK_KIND_URL,
        .doc = "Any address; `{{label}}` and Grafana's variables may stand in it." },
    { .key = "tags",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct link, tags),
        .is_in_group = true,
        .group_value = LINK_KIND_TAGS,
        .doc = "At a dashboard's head: all dashboards with these tags." },
    { .key = "panel",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct link, panel),
        .doc = "The key of a panel there, which is then shown alone." },
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct link, title),
        .doc = "What the link is called; default: the dashboard's title." },
    { .key = "vars",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct link, vars),
        .doc = "What variables are there: text, `{{label}}` of the clicked series, or "
               "`$variable` of here." },
    { .key = "tooltip",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct link, tooltip),
        .doc = "What is shown while the pointer rests on it." },
    { .key = "icon",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct link, icon),
        .doc = "At a dashboard's head: `external link`, `dashboard`, `question`, `info`, "
               "`bolt`, `doc`, `cloud`." },
    { .key = "dropdown",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct link, dropdown),
        .also_called = "asDropdown",
        .doc = "Show the dashboards with the tags as one menu." },
    { .key = "keep_time",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct link, keep_time),
        .also_called = "keepTime",
        .doc = "Take the time range along; default: true for dashboards." },
    { .key = "keep_vars",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct link, keep_vars),
        .also_called = "includeVars",
        .doc = "Take the variables along." },
    { .key = "new_tab",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct link, new_tab),
        .also_called = "targetBlank",
        .doc = "Open in a new tab." },
    { .key = NULL },
};

const struct record link_record = {
    RECORD_DEFAULTS,
    .name = "a link",
    .doc =
        "Where a click leads: to a dashboard of the spec, an address, or all dashboards with "
        "some tags. A bare text is the key of a dashboard.",
    .fields = link_fields,
    .size = sizeof(struct link),
    .align = _Alignof(struct link),
    .text_field = "to",
    .group = "where it leads",
    .group_place = offsetof(struct link, kind),
    .span_place = offsetof(struct link, span),
};

static const char *const axis_words[] = { "left", "right", "hidden", NULL };

static const struct field override_fields[] = {
    { .key = "match",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct override, match),
        .is_required = true,
        .doc = "Which fields: a legend, a `/pattern/`, or one of Grafana's matchers: `{byType: "
               "number}`. In a map of overrides the key says it." },
    FIELD_CONFIG_ROWS(struct override),
    { .key = "axis",
        .type = FIELD_TYPE_CHOICE,
        .words = axis_words,
        .place = offsetof(struct override, axis),
        .doc = "Which axis these series are drawn against." },
    { .key = "properties",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct override, properties),
        .doc = "Further properties by Grafana's own ids: `{custom.lineWidth: 2}`." },
    { .key = NULL },
};

const struct record override_record = {
    RECORD_DEFAULTS,
    .name = "an override",
    .doc = "How some fields of a panel differ from the others.",
    .fields = override_fields,
    .size = sizeof(struct override),
    .align = _Alignof(struct override),
    .span_place = offsetof(struct override, span),
    .rewrite = override_rewrite,
};

#define PROPERTY(name, kind, text)                                                             \
    {                                                                                          \
        .key = name, .type = FIELD_TYPE_##kind, .place = SCHEMA_NO_PLACE, .doc = text          \
    }

static const struct field property_fields[] = {
    PROPERTY("unit", TEXT, "Grafana's id of the unit."),
    PROPERTY("decimals", COUNT, "Digits after the point."),
    PROPERTY("min", NUMBER, "Where the axis begins."),
    PROPERTY("max", NUMBER, "Where it ends."),
    PROPERTY("displayName", TEXT, "The name that is shown."),
    PROPERTY("noValue", TEXT, "What is shown where there is no value."),
    PROPERTY("description", TEXT, "What the field means."),
    PROPERTY("filterable", BOOL, "The column can be filtered."),
    { .key = NULL },
};

const struct record grafana_property_record = {
    RECORD_DEFAULTS,
    .name = "the properties of a field",
    .doc = "How Grafana calls what is common to the fields of all panels.",
    .fields = property_fields,
};

/* What the panel's rewrite makes a list of: by legend or pattern. A bare text is a colour. */
static const struct field override_entry_fields[] = {
    FIELD_CONFIG_ROWS(struct override),
    { .key = "axis",
        .type = FIELD_TYPE_CHOICE,
        .words = axis_words,
        .place = SCHEMA_NO_PLACE,
        .doc = "Which axis these series are drawn against." },
    { .key = "properties",
        .type = FIELD_TYPE_VALUE,
        .place = SCHEMA_NO_PLACE,
        .doc = "Further properties by Grafana's own ids: `{custom.lineWidth: 2}`." },
    { .key = NULL },
};

static const struct record override_entry_record = {
    RECORD_DEFAULTS,
    .name = "an override by legend",
    .doc =
        "How the series of this legend, or `/pattern/`, differ. A bare text is their colour.",
    .fields = override_entry_fields,
    .text_field = "color",
};

const struct field override_map_form = { .key = "overrides",
    .type = FIELD_TYPE_RECORD,
    .shape = FIELD_SHAPE_MAP,
    .record = &override_entry_record };

static const struct field transformation_fields[] = {
    { .key = "id",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct transformation, id),
        .is_required = true,
        .doc = "Grafana's id of the transformation: `organize`, `merge`, `joinByField`, …" },
    { .key = "options",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct transformation, options),
        .doc = "Its options in Grafana's own words." },
    { .key = "disabled",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct transformation, disabled),
        .doc = "Kept, but not applied." },
    { .key = "filter",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct transformation, filter),
        .doc = "Only for frames that this matcher of Grafana's picks." },
    { .key = "topic",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct transformation, topic),
        .doc = "`series`, `annotations` or `alertStates`: what it is applied to." },
    { .key = NULL },
};

/* `organize: {…}`: the id and its options. */
static const struct field transformation_short_form = {
    .key = "transformation", .type = FIELD_TYPE_VALUE, .shape = FIELD_SHAPE_MAP
};

const struct record transformation_record = {
    RECORD_DEFAULTS,
    .name = "a transformation",
    .doc = "What Grafana does with the results before it shows them. `organize: {…}` is short "
           "for `{id: organize, options: {…}}`, a bare text for one without options.",
    .fields = transformation_fields,
    .size = sizeof(struct transformation),
    .align = _Alignof(struct transformation),
    .text_field = "id",
    .span_place = offsetof(struct transformation, span),
    .rewrite = transformation_rewrite,
    .also = &transformation_short_form,
};
