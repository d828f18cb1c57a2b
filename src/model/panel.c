/*
 * The record tables of panels and rows.
 *
 * A panel's kind is the one key among `timeseries`, `stat`, … that it has; under it stand the
 * queries. Short forms are rewritten in panel_short.c.
 */
#include "model/panel_parts.h"

#include <assert.h>

#include "model/use.h"

static const char *const panel_kind_words[] = { "timeseries", "stat", "gauge", "bargauge",
    "table", "heatmap", "histogram", "state-timeline", "status-history", "piechart", "text",
    "logs", "alertlist" };

_Static_assert(
    sizeof panel_kind_words / sizeof panel_kind_words[0] == PANEL_KIND_COUNT, "one per kind");

const char *
panel_kind_text(enum panel_kind kind)
{
    assert(kind >= 0 && kind < PANEL_KIND_COUNT);
    return panel_kind_words[kind];
}

/* Same order as panel.repeat_direction. */
static const char *const repeat_direction_words[] = { "h", "v", NULL };

/* A map from legends to queries: `p99: histogram_quantile(…)`. */
static const struct field legends_form = { .key = "queries by legend",
    .type = FIELD_TYPE_RECORD,
    .shape = FIELD_SHAPE_MAP,
    .record = &target_record };
static const struct field logs_legends_form = { .key = "log queries by legend",
    .type = FIELD_TYPE_RECORD,
    .shape = FIELD_SHAPE_MAP,
    .record = &logs_target_record };

#define KIND_ROW(name, id, others, kind_of_target, form, text)                                 \
    {                                                                                          \
        .key = name, .type = FIELD_TYPE_RECORD, .shape = FIELD_SHAPE_LIST,                     \
        .place = offsetof(struct panel, targets), .record = &kind_of_target, .also = &form,    \
        .is_in_group = true, .group_value = PANEL_KIND_##id, .also_called = others,            \
        .doc = text                                                                            \
    }
#define QUERIES_ROW(name, id, others, text)                                                    \
    KIND_ROW(name, id, others, target_record, legends_form, text)

static const char *const text_mode_words[] = { "markdown", "html", "code", NULL };

static const struct field text_form_fields[] = {
    { .key = "content",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "The text." },
    { .key = "mode",
        .type = FIELD_TYPE_CHOICE,
        .words = text_mode_words,
        .place = SCHEMA_NO_PLACE,
        .doc = "What the text is; default: `markdown`." },
    { .key = "code",
        .type = FIELD_TYPE_VALUE,
        .place = SCHEMA_NO_PLACE,
        .doc = "How code is shown: `{language: json, showLineNumbers: true}`." },
    { .key = NULL },
};

static const struct record text_form_record = {
    RECORD_DEFAULTS,
    .name = "a text with its mode",
    .doc = "A text that is not Markdown.",
    .fields = text_form_fields,
};

static const struct field text_form = {
    .key = "text", .type = FIELD_TYPE_RECORD, .record = &text_form_record
};

/* `legend: table` or `legend: [table, right]`. */
static const char *const legend_form_words[] = { "list", "table", "bottom", "right", "hidden",
    NULL };
static const struct field legend_form = { .key = "legend",
    .type = FIELD_TYPE_CHOICE,
    .shape = FIELD_SHAPE_LIST,
    .words = legend_form_words };

static const struct field panel_fields[] = {
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, title),
        .doc = "What stands at its head." },
    { .key = "key",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct panel, key),
        .doc = "Its name for ever: Grafana's panel id follows from it. Default: the title in "
               "kebab-case; give it before the title is changed, and links survive." },
    { .key = "help",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, help),
        .also_called = "description",
        .doc = "What it shows, what is normal, what to do; Grafana shows it at the `i`." },
    QUERIES_ROW("timeseries", TIMESERIES, "graph time-series time_series line lines chart",
        "Lines over time. Like all kinds with queries: an expression, a map from legends to "
        "expressions, one query's map, or a list of queries."),
    QUERIES_ROW("stat", STAT, "singlestat single-stat", "One large number for each series."),
    QUERIES_ROW("gauge", GAUGE, NULL, "A dial for each series, from `min` to `max`."),
    QUERIES_ROW("bargauge", BARGAUGE, "bar-gauge bar_gauge bars", "A bar for each series."),
    QUERIES_ROW("table", TABLE, "table-old", "A table, a row for each series."),
    QUERIES_ROW(
        "heatmap", HEATMAP, "heat-map heat_map", "A histogram over time, as coloured cells."),
    QUERIES_ROW("histogram", HISTOGRAM, NULL, "How often which values occur."),
    QUERIES_ROW("state-timeline", STATE_TIMELINE, "state_timeline timeline",
        "States over time, as bars."),
    QUERIES_ROW(
        "status-history", STATUS_HISTORY, "status_history", "States over time, as a grid."),
    QUERIES_ROW("piechart", PIECHART, "pie pie-chart pie_chart grafana-piechart-panel",
        "Shares of a whole."),
    { .key = "text",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, content),
        .is_in_group = true,
        .group_value = PANEL_KIND_TEXT,
        .also = &text_form,
        .also_called = "markdown content",
        .doc = "A text in Markdown, or `{content: …, mode: html}`." },
    KIND_ROW("logs", LOGS, NULL, logs_target_record, logs_legends_form,
        "Log lines by LogQL queries."),
    { .key = "alertlist",
        .type = FIELD_TYPE_VALUE,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .group_value = PANEL_KIND_ALERTLIST,
        .also_called = "alert-list alert_list",
        .doc = "A list of alerts that fire: a label filter (`'{severity=\"critical\"}'`), or "
               "Grafana's options of it; `true` for all of them." },
    { .key = "alert",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct panel, alert),
        .is_in_group = true,
        .group_value = -1,
        .doc = "The name of an alert: its query is drawn with its limits and their colours." },
    { .key = "library",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, library),
        .is_in_group = true,
        .group_value = -1,
        .doc = "The uid of a library panel that Grafana has." },
    FIELD_CONFIG_ROWS(struct panel),
    { .key = "stack",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct panel, stack),
        .doc = "Of a `timeseries`: areas on each other instead of lines." },
    { .key = "legend",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct panel, legend),
        .also = &legend_form,
        .doc = "`list`, `table`, `bottom`, `right`, `hidden`, some of them (`[table, right]`), "
               "or Grafana's own map: `{displayMode: table, calcs: [mean, max]}`." },
    { .key = "overrides",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct panel, overrides),
        .record = &override_record,
        .also = &override_map_form,
        .doc = "How single series or columns differ, by legend: `{p99: {color: red}}`." },
    { .key = "transformations",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct panel, transformations),
        .record = &transformation_record,
        .doc = "What is done with the results, in order." },
    { .key = "options",
        .type = FIELD_TYPE_VALUE,
        .place = offsetof(struct panel, options),
        .doc = "Grafana's own options of the panel type ([panels.md](panels.md)); what is not "
               "given has Grafana's defaults." },
    { .key = "w",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, width),
        .also_called = "width",
        .doc = "How wide: columns of 24 (`8`), a fraction (`1/3`) or a share (`50%`)." },
    { .key = "h",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct panel, height),
        .also_called = "height",
        .doc = "How high, in Grafana's rows of 30 pixels." },
    { .key = "x",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct panel, x),
        .doc = "Where it stands, when panels shall not lay themselves out: columns from the "
               "left, with `y`, `w` and `h`. The other panels of the row flow below." },
    { .key = "y",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct panel, y),
        .doc = "Grafana's rows of 30 pixels below the title of its row; goes with `x`." },
    { .key = "id",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct panel, id),
        .doc = "The id of a panel that had one before it came here, so that links to it "
               "survive; otherwise it follows from the key." },
    { .key = "repeat",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, repeat),
        .doc = "A variable: one such panel for each of its selected values." },
    { .key = "repeat_direction",
        .type = FIELD_TYPE_CHOICE,
        .words = repeat_direction_words,
        .place = offsetof(struct panel, repeat_direction),
        .also_called = "repeatDirection",
        .doc = "`h`: beside each other, `v`: below each other." },
    { .key = "max_per_row",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct panel, max_per_row),
        .also_called = "maxPerRow",
        .doc = "How many repeated panels stand beside each other at most." },
    { .key = "interval",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, interval),
        .doc = "The least step of all its queries: `1m`, or a variable." },
    { .key = "max_data_points",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct panel, max_data_points),
        .also_called = "maxDataPoints",
        .doc = "How many points a series has at most." },
    { .key = "time_from",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, time_from),
        .also_called = "timeFrom",
        .doc = "The panel's own range, whatever the dashboard's is: `24h`." },
    { .key = "time_shift",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, time_shift),
        .also_called = "timeShift",
        .doc = "How far in the past it looks: `1d`." },
    { .key = "hide_time_override",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct panel, hide_time_override),
        .also_called = "hideTimeOverride",
        .doc = "Do not say at its head that its time differs." },
    { .key = "transparent",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct panel, transparent),
        .doc = "Without a background." },
    { .key = "datasource",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct panel, datasource),
        .doc = "A name of `grafana.datasources`, or `$variable`; default: the dashboard's." },
    FIELD_ALLOW(struct panel),
    { .key = NULL },
};

const struct record panel_record = {
    RECORD_DEFAULTS,
    .name = "a panel",
    .doc = "A panel of a dashboard. Its kind is one key, with the queries under it.",
    .fields = panel_fields,
    .size = sizeof(struct panel),
    .align = _Alignof(struct panel),
    .group = "its kind",
    .group_place = offsetof(struct panel, kind),
    .span_place = offsetof(struct panel, span),
    .rewrite = panel_rewrite,
    .also = &use_panel_form,
};

static const struct field row_fields[] = {
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct dashboard_row, title),
        .doc = "What stands at its head." },
    { .key = "key",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct dashboard_row, key),
        .doc =
            "When given, it goes before the keys of the row's panels (`api/latency`), so that "
            "two rows may have panels of one name." },
    { .key = "collapsed",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct dashboard_row, collapsed),
        .doc = "Closed until it is clicked; its queries do not run before." },
    { .key = "repeat",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct dashboard_row, repeat),
        .doc = "A variable: one such row for each of its selected values." },
    { .key = "panels",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct dashboard_row, panels),
        .record = &panel_record,
        .is_required = true,
        .doc = "Its panels, from left to right, line by line." },
    { .key = NULL },
};

const struct record dashboard_row_record = {
    RECORD_DEFAULTS,
    .name = "a row",
    .doc = "A row of a dashboard: a head that can be closed, and the panels below it.",
    .fields = row_fields,
    .size = sizeof(struct dashboard_row),
    .align = _Alignof(struct dashboard_row),
    .span_place = offsetof(struct dashboard_row, span),
    .also = &use_row_form,
};
