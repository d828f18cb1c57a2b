/*
 * What Grafana will load, as flat lists, made once.
 *
 * Sugar ends here: `alert:` panels have the alert's query, limits and colours; `filter:`
 * variables have become matchers; units, decimals, colours and value mappings come from the
 * catalog and the analysis where none are given; panels have ids and places. Checks and the
 * emitter read these lists and derive nothing. Broken objects are left out: their finding has
 * been made. Everything borrows from the model, the analysis and the arena.
 *
 * Subjects: `dashboards/KEY`, `dashboards/KEY/PANEL` (with the row's key between when the row
 * was given one), `dashboards/KEY/rows/ROW`, `dashboards/KEY/variables/NAME`,
 * `dashboards/KEY/annotations/NAME`.
 */
#ifndef TOCSIN_DASHBOARD_DASHBOARD_H
#define TOCSIN_DASHBOARD_DASHBOARD_H

#include "analysis/analysis.h"
#include "base/vec.h"
#include "model/dashboard.h"
#include "model/model.h"
#include "rules/rules.h"

/* `{"type": "prometheus", "uid": "${datasource}"}` */
struct datasource_ref {
    struct str type;
    struct str uid;
    struct span span; /* none when derived */
};

enum loaded_query_kind {
    LOADED_QUERY_PROMQL,
    LOADED_QUERY_LOGQL,
    LOADED_QUERY_PANEL, /* the result of another panel: `panel_id` */
    LOADED_QUERY_RAW,
};

struct loaded_target {
    struct str ref;       /* A, B, … or as given; unique in the panel */
    struct span ref_span; /* none when derived */
    enum loaded_query_kind kind;
    const struct promql_tree *tree; /* PROMQL: with the matchers of `filter:` variables */
    struct str query;               /* LOGQL */
    int32_t panel_id;               /* PANEL */
    const struct value *raw;        /* RAW */
    struct span span;               /* of the query as written */
    struct text legend; /* as emitted: text, `{{label}}`, or `__auto`; never empty on series */
    enum target_format format;
    bool is_instant; /* else over the range */
    bool has_exemplar;
    bool is_hidden;
    struct text interval;
    int64_t max_lines; /* LOGQL; 0: none */
    struct datasource_ref datasource;
    const struct target *target; /* as written; NULL for an alert's query */
    const struct rule *rule;     /* whose query it is, or NULL */
};

VEC_DECLARE(loaded_target_vec, struct loaded_target);

/* Where a unit came from. */
enum unit_origin {
    UNIT_ORIGIN_NONE, /* there is none */
    UNIT_ORIGIN_GIVEN,
    UNIT_ORIGIN_INFERRED, /* from the shapes of the queries */
};

struct loaded_threshold {
    bool is_base;
    struct ratio value; /* in the panel's unit */
    struct text color;
};

VEC_DECLARE(loaded_threshold_vec, struct loaded_threshold);
VEC_DECLARE(loaded_mapping_vec, struct value_mapping);

/* A link whose URL is made: escaped, with the dashboard's uid, variables and time. */
struct loaded_link {
    struct str title;
    struct str url;
    bool in_new_tab;
    const struct link *link; /* as written, or NULL when derived */
};

VEC_DECLARE(loaded_link_vec, struct loaded_link);

/* How fields are shown: the defaults of a panel, or the properties of an override. What is not
 * set is left out of an override. */
struct loaded_field {
    struct text unit; /* Grafana's id */
    enum unit_origin unit_origin;
    struct count decimals;
    struct number min;
    struct number max;
    struct text display_name;
    struct text no_value;
    struct text description;
    struct text color_mode;  /* `fixed`, `thresholds`, `palette-classic`, … */
    struct text fixed_color; /* of mode `fixed` and `shades` */
    bool has_thresholds;
    bool is_percentage;
    struct loaded_threshold_vec thresholds;
    struct loaded_mapping_vec mappings;
    struct loaded_link_vec links; /* data links */
    struct flag filterable;
    const struct value *custom; /* whole for defaults, only what is given in an override */
};

struct loaded_override {
    struct text matcher;         /* `byName`, … */
    const struct value *options; /* of the matcher */
    struct loaded_field field;
    const struct value *properties;  /* Grafana's own, further ones: a map id → value */
    const struct override *override; /* as written, or NULL when derived */
};

VEC_DECLARE(loaded_override_vec, struct loaded_override);

/* Panels of a collapsed row stand below their row, where the next row begins too: they are seen
 * only when it is opened. */
struct grid_pos {
    int x; /* 0..23 */
    int y;
    int w; /* 1..24 */
    int h;
};

struct loaded_panel {
    struct str subject;
    struct str key; /* unique in the dashboard; with the row's when that was given. Rows have
                     * theirs among rows */
    int32_t id;     /* from the key, for ever; 1 or more */
    enum panel_kind kind;
    bool is_row;
    bool is_library;
    struct str library_uid;
    struct text title;
    struct text help;
    struct grid_pos grid;
    struct datasource_ref datasource; /* type empty: none (text, row) */
    struct loaded_target_vec targets;
    struct loaded_field field;
    struct loaded_override_vec overrides;
    const struct value *options; /* whole: Grafana's defaults with what is given over them */
    struct transformation_list transformations;
    struct loaded_link_vec links; /* of the panel's head */
    struct text interval;
    int64_t max_data_points; /* 0: none */
    struct text time_from;
    struct text time_shift;
    bool hides_time_override;
    bool is_transparent;
    struct text repeat; /* a variable's name without `$`; also of rows */
    bool repeats_down;
    int64_t max_per_row;
    bool is_collapsed;         /* a row: its panels are inside it, else they follow it */
    size_t row;                /* index of the row it belongs to, or SIZE_MAX */
    const struct alert *alert; /* of an `alert:` panel */
    const struct panel *panel; /* as written; NULL for rows */
    struct allow_entry_list allow;
    struct span span;
};

VEC_DECLARE(loaded_panel_vec, struct loaded_panel);

struct loaded_variable {
    struct str subject;
    struct text name;
    enum variable_kind kind;
    struct variable_query query; /* with the matchers of `filter:` variables before it */
    struct str definition;       /* the query's text as emitted */
    struct datasource_ref datasource;
    bool is_multi;
    bool includes_all;
    struct str all_value;            /* what `All` stands for; empty: all values, one by one */
    struct str_vec selected;         /* `current`; `$__all` for all */
    const struct variable *variable; /* as written; NULL for the data source variable made for
                                        every dashboard that declares none */
    struct span span;
};

VEC_DECLARE(loaded_variable_vec, struct loaded_variable);

struct loaded_annotation {
    struct str subject;
    struct text name;
    const struct promql_tree *tree; /* NULL: Grafana's own by tags */
    struct datasource_ref datasource;
    struct text color;
    int64_t step;          /* milliseconds */
    const int32_t *panels; /* ids, or NULL: all panels */
    size_t panel_count;
    bool is_exclusion; /* all panels but these */
    const struct dashboard_annotation *annotation;
    struct span span;
};

VEC_DECLARE(loaded_annotation_vec, struct loaded_annotation);

/* A link in the dashboard's head. */
struct loaded_dashboard_link {
    bool is_list; /* of dashboards by tags */
    struct str title;
    struct str url;
    struct text_list tags;
    struct str icon;
    struct str tooltip;
    bool is_dropdown;
    bool keeps_vars;
    bool keeps_time;
    bool in_new_tab;
    const struct link *link;
};

VEC_DECLARE(loaded_dashboard_link_vec, struct loaded_dashboard_link);

struct loaded_dashboard {
    struct str subject;
    struct text uid; /* its span is none when derived */
    struct text title;
    struct str folder;      /* title */
    struct str folder_file; /* its folder in the output */
    struct str from;        /* `now-6h` */
    struct str to;
    struct str refresh; /* `30s`, or empty */
    struct span refresh_span;
    struct loaded_panel_vec panels; /* rows and panels as shown: a row, then its panels */
    struct loaded_variable_vec variables;
    struct loaded_annotation_vec annotations;
    struct loaded_dashboard_link_vec links;
    const struct dashboard *dashboard;
};

VEC_DECLARE(loaded_dashboard_vec, struct loaded_dashboard);

struct loaded_datasource {
    struct str name;
    struct str type;
    struct str uid;
    struct str url;
    bool is_default;
    const struct value *json_data;        /* whole */
    const struct value *secure_json_data; /* placeholders */
    const struct datasource *datasource;  /* as written, or NULL when derived */
};

VEC_DECLARE(loaded_datasource_vec, struct loaded_datasource);

struct dashboards {
    bool is_partial;                 /* a broken panel was left out */
    struct loaded_dashboard_vec all; /* in byte order of keys */
    struct loaded_datasource_vec datasources;
};

/* Turns the sugar of the model into what loads. */
bool dashboards_make(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct analysis *analysis, struct dashboards *dashboards, struct diags *diags);

/* Enters which metrics, labels and alerts the dashboards read in the cross references of the
 * analysis. */
void dashboards_refer(const struct dashboards *dashboards, struct analysis *analysis);

/* The panel of that key, or NULL. */
const struct loaded_panel *dashboard_find_panel(
    const struct loaded_dashboard *dashboard, struct str key);

/* The dashboard of that key in the spec, or NULL. */
const struct loaded_dashboard *dashboards_find(
    const struct dashboards *dashboards, struct str key);

#endif
