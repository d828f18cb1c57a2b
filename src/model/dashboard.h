/*
 * Dashboards as written: the sugar, before `dashboard` turns it into what Grafana loads.
 *
 * The short forms cover the daily nine tenths; `options`, `custom`, `transformations` and the
 * like take Grafana's own words, checked against the tables of grafana_options.def and kept as
 * values. Keys are for ever: the uid of a dashboard and the id of a panel follow from them.
 */
#ifndef TOCSIN_MODEL_DASHBOARD_H
#define TOCSIN_MODEL_DASHBOARD_H

#include "model/policy.h"
#include "model/rule.h"
#include "schema/schema.h"

/* Same order as panel_kind_words (panel.c), which are Grafana's names of the types. */
enum panel_kind {
    PANEL_KIND_TIMESERIES,
    PANEL_KIND_STAT,
    PANEL_KIND_GAUGE,
    PANEL_KIND_BARGAUGE,
    PANEL_KIND_TABLE,
    PANEL_KIND_HEATMAP,
    PANEL_KIND_HISTOGRAM,
    PANEL_KIND_STATE_TIMELINE,
    PANEL_KIND_STATUS_HISTORY,
    PANEL_KIND_PIECHART,
    PANEL_KIND_TEXT,
    PANEL_KIND_LOGS,
    PANEL_KIND_ALERTLIST,
    PANEL_KIND_COUNT,
};

/* Grafana's name of the type: `state-timeline`. */
const char *panel_kind_text(enum panel_kind kind);

enum target_kind {
    TARGET_KIND_EXPR,
    TARGET_KIND_LOGQL,
    TARGET_KIND_PANEL,
    TARGET_KIND_RAW,
};

/* One query of a panel. */
struct target {
    int kind;           /* enum target_kind; -1 when its finding was made */
    struct text legend; /* the key in the panel's map, or `legend:`; absent: derived */
    struct text ref;    /* refId; absent: A, B, … in order */
    struct expr expr;   /* PromQL with Grafana's variables */
    struct text logql;  /* for a Loki data source; not parsed */
    struct text panel;  /* the key of another panel of the dashboard whose result is used */
    const struct value *raw; /* Grafana's own words for any other kind of data source */
    struct choice format;    /* enum target_format */
    struct flag instant;     /* absent: by the kind of panel */
    struct flag exemplar;
    struct flag hide;
    struct text interval;   /* the least step: `1m`, or a variable */
    struct text datasource; /* a name of `grafana.datasources`, or `$variable` */
    struct count max_lines; /* Loki only */
    struct span span;
};

enum target_format {
    TARGET_FORMAT_TIME_SERIES,
    TARGET_FORMAT_TABLE,
    TARGET_FORMAT_HEATMAP,
};

struct target_list {
    struct target *at;
    size_t count;
};

/* A step of `thresholds: {base: green, 500ms: yellow}`; `base` has no number. */
struct threshold {
    struct text key; /* `base` or the number as written */
    struct text color;
    /* resolved from the key */
    struct number value;
    bool is_base;
};

/* Resolved: the base first, then ascending, each with its number. */
struct threshold_list {
    struct threshold *at;
    size_t count;
};

/* An entry of `mappings: {0: closed, 10..20: busy, /re/: text, null: none}`. */
enum value_mapping_kind {
    VALUE_MAPPING_VALUE,
    VALUE_MAPPING_RANGE,
    VALUE_MAPPING_REGEX,
    VALUE_MAPPING_SPECIAL, /* null, nan, null+nan, true, false, empty */
};

struct value_mapping {
    struct text key;  /* as written */
    struct text text; /* what is shown */
    struct text color;
    struct text icon;
    struct span span;
    /* resolved from the key */
    enum value_mapping_kind kind;
    struct str match; /* the value, pattern or special word */
    struct ratio from;
    struct ratio to;
    bool has_from; /* an open end of a range lacks its number */
    bool has_to;
};

struct value_mapping_list {
    struct value_mapping *at;
    size_t count;
};

enum link_kind {
    LINK_KIND_TO,
    LINK_KIND_URL,
    LINK_KIND_TAGS,
};

/* A link: to a dashboard of the spec by key, or to any URL. On a panel it is a data link when
 * its texts name `{{label}}` or a field's value, else a link of the panel's head. */
struct link {
    int kind;          /* enum link_kind; -1 when its finding was made */
    struct text title; /* absent: the dashboard's title */
    struct text to;    /* the key of a dashboard */
    struct text panel; /* the key of a panel there, shown alone */
    struct text url;
    struct named_text_list vars; /* variable there → value: text, `{{label}}` or `$variable` */
    struct text_list tags;       /* of a dashboard: a list of all dashboards with these tags */
    struct text tooltip;
    struct text icon;
    struct flag dropdown;
    struct flag keep_time; /* absent: true for dashboards, false for URLs */
    struct flag keep_vars;
    struct flag new_tab;
    struct span span;
};

struct link_list {
    struct link *at;
    size_t count;
};

/* How values are shown: of a whole panel, or of the fields that an override picks. */
struct field_config {
    struct text unit;
    struct count decimals;
    struct number min;
    struct number max;
    struct text display_name;
    struct text no_value;
    struct text description;
    struct text color;             /* a colour, or a mode of Grafana's: `palette-classic` */
    struct choice thresholds_mode; /* 0: absolute, 1: percentage */
    struct threshold_list thresholds;
    struct value_mapping_list mappings;
    struct link_list links;
    struct flag filterable;
    const struct value *custom; /* Grafana's `fieldConfig.defaults.custom` of the panel type */
    struct span span;
};

struct override {
    struct text key;           /* a legend, or `/regex/`; absent when `match` is a map */
    const struct value *match; /* as written; a map is Grafana's own: `{byType: number}` */
    struct field_config config;
    struct choice axis;             /* 0: left, 1: right, 2: hidden */
    const struct value *properties; /* Grafana's own: `{custom.lineWidth: 2}` */
    struct span span;
};

struct override_list {
    struct override *at;
    size_t count;
};

struct transformation {
    struct text id;
    const struct value *options; /* NULL: none */
    struct flag disabled;
    const struct value *filter;
    struct text topic;
    struct span span;
};

struct transformation_list {
    struct transformation *at;
    size_t count;
};

/* `w: 8`, `w: 1/3` or `w: 50%` of 24 columns; `h: 8` in Grafana's rows of 30 pixels. */
struct panel {
    struct text key; /* absent: the kebab-case title */
    struct text title;
    struct text help;
    int kind; /* enum panel_kind; -1: `alert` or `library` */
    struct target_list targets;
    struct text content; /* of a text panel; its mode is in `options` */
    struct text alert;   /* the name of an alert: query, limits, colours, links are its own */
    struct text library; /* the uid of a library panel */
    struct field_config config;
    struct override_list overrides;
    struct transformation_list transformations;
    struct flag stack;           /* of a timeseries: areas on each other */
    const struct value *legend;  /* Grafana's own map; short forms are rewritten to it */
    const struct value *options; /* Grafana's own, of the panel type */
    struct text width;
    int columns; /* resolved from `width`: 1..24; 0: absent */
    struct count height;
    struct count x;     /* by hand, with `y`, `w` and `h`; absent: panels lay themselves out */
    struct count y;     /* below the row's title, or the top */
    struct count id;    /* of a panel that had one elsewhere; absent: from the key */
    struct text repeat; /* a variable; resolved: without its `$` */
    struct choice repeat_direction; /* 0: h, 1: v */
    struct count max_per_row;
    struct text interval; /* the least step of all queries */
    struct count max_data_points;
    struct text time_from; /* this panel's own range: `24h` */
    struct text time_shift;
    struct flag hide_time_override;
    struct flag transparent;
    struct text datasource;
    struct allow_entry_list allow;
    struct span span;
};

struct panel_list {
    struct panel *at;
    size_t count;
};

struct dashboard_row {
    struct text
        key; /* when given, it goes before the keys of the row's panels: `api/latency` */
    struct text title;
    struct flag collapsed;
    struct text repeat;
    struct panel_list panels;
    struct span span;
};

struct dashboard_row_list {
    struct dashboard_row *at;
    size_t count;
};

enum variable_kind {
    VARIABLE_KIND_QUERY,
    VARIABLE_KIND_CUSTOM,
    VARIABLE_KIND_INTERVAL,
    VARIABLE_KIND_DATASOURCE,
    VARIABLE_KIND_CONSTANT,
    VARIABLE_KIND_TEXTBOX,
    VARIABLE_KIND_ADHOC,
    VARIABLE_KIND_GROUPBY,
    VARIABLE_KIND_SWITCH,
};

/* The functions of a query variable, `label_values(metric{…}, label)`. */
enum variable_query_kind {
    VARIABLE_QUERY_LABEL_NAMES,
    VARIABLE_QUERY_LABEL_VALUES,
    VARIABLE_QUERY_METRICS,
    VARIABLE_QUERY_RESULT,
    VARIABLE_QUERY_UNKNOWN,
};

struct variable_query {
    enum variable_query_kind kind;
    const struct promql_tree
        *tree;           /* the selector, or query_result's expression; may be NULL */
    struct text label;   /* of label_values */
    struct text pattern; /* of metrics */
};

struct variable {
    struct text key;
    int kind;                      /* enum variable_kind */
    struct text query;             /* of a query variable; `parsed` is what it says */
    struct named_text_list values; /* of a custom one: text → value; of a list: both the same */
    struct text_list intervals;
    struct text datasource_type; /* of a data source variable: `prometheus` */
    struct text constant;
    struct text textbox; /* its default */
    struct flag adhoc;
    struct flag groupby;
    const struct value *switch_values; /* `{on: yes, off: no}`, or `true` */
    struct text label;
    struct text help;
    struct choice hide; /* 0 show, 1 label, 2 variable, 3 menu */
    struct flag multi;
    struct flag all; /* absent: true for a multi query variable */
    struct text all_value;
    struct text_list selected; /* `default:`; absent: all, or the first */
    struct text regex;
    struct choice sort;    /* Grafana's 0..8 by word */
    struct choice refresh; /* 0: load, 1: time */
    struct flag filter; /* adds `label=~"$key"` to every selector whose metric has the label */
    struct text
        filter_label;      /* of `filter: LABEL`; absent: the label of label_values, or key */
    struct flag automatic; /* interval: `auto` */
    struct count auto_count;
    struct text auto_min;
    struct flag skip_url_sync;
    struct text datasource;
    struct allow_entry_list allow;
    struct span span;
    /* resolved */
    struct variable_query parsed;
};

struct variable_list {
    struct variable *at;
    size_t count;
};

enum dashboard_annotation_kind {
    DASHBOARD_ANNOTATION_KIND_EXPR,
    DASHBOARD_ANNOTATION_KIND_TAGS,
};

struct dashboard_annotation {
    int kind;              /* enum dashboard_annotation_kind */
    struct text key;       /* its name */
    struct expr expr;      /* or … */
    struct text_list tags; /* … Grafana's own annotations with these tags */
    struct text title;     /* titleFormat: `{{version}}` */
    struct text text;      /* textFormat */
    struct text_list tag_labels;
    struct text color;
    struct period step;
    struct flag enable; /* absent: true */
    struct flag hide;
    struct text_list panels; /* only on the panels of these keys */
    struct text_list except;
    struct flag value_for_time;
    struct text datasource;
    struct span span;
};

struct dashboard_annotation_list {
    struct dashboard_annotation *at;
    size_t count;
};

/* `range: 6h`, or `{from: now-7d, to: now-1d}`. */
struct time_range {
    struct text from;
    struct text to;
    /* resolved, in Grafana's words; empty: absent or broken */
    struct str start; /* `now-6h` */
    struct str end;   /* `now` */
};

struct dashboard {
    struct text key;
    struct text uid; /* absent: the key */
    struct text title;
    struct text help;
    struct text folder; /* absent: `grafana.folder`, else the system */
    struct text_list tags;
    struct time_range range;
    struct text refresh; /* a duration, `off` or absent */
    struct text_list refresh_intervals;
    struct text timezone;
    struct choice tooltip; /* 0: off, 1: crosshair, 2: tooltip; absent: crosshair */
    struct flag editable;  /* absent: false, since the next build overwrites it */
    struct flag live;
    struct text week_start;
    struct count fiscal_year_start; /* month, from 0 */
    struct text datasource;         /* of all panels that name none */
    struct variable_list variables;
    struct dashboard_annotation_list annotations;
    struct link_list links;
    struct panel_list panels; /* before the first row */
    struct dashboard_row_list rows;
    struct allow_entry_list allow;
    struct span span;
};

struct dashboard_list {
    struct dashboard *at;
    size_t count;
};

/* `grafana.datasources`: what is provisioned. The first of type prometheus is the default. */
struct datasource {
    struct text key; /* its name */
    struct text type;
    struct text uid; /* absent: the kebab-case name, fixed for ever */
    struct text url;
    struct flag is_default;
    const struct value *json_data;
    struct named_text_list secure_json_data; /* environment placeholders only */
    const struct value *value;               /* all keys as written */
    struct span span;
};

struct datasource_list {
    struct datasource *at;
    size_t count;
};

/* `grafana:` what Grafana itself needs to come up with the dashboards in place. */
struct grafana_settings {
    struct text folder; /* of dashboards that name none; absent: the system's name */
    struct text path;   /* where Grafana finds the dashboards of the output */
    struct datasource_list datasources; /* absent: one, `prometheus`, from `urls.prometheus` */
    struct flag allow_ui_updates;
    struct span span;
};

extern const struct record dashboard_record;
extern const struct record dashboard_row_record;
extern const struct record panel_record;
extern const struct record variable_record;
extern const struct record dashboard_annotation_record;
extern const struct record grafana_record;

#endif
