/*
 * Inside the dashboard room: the parts of `dashboards_make`.
 */
#ifndef TOCSIN_DASHBOARD_MAKE_H
#define TOCSIN_DASHBOARD_MAKE_H

#include "base/map.h"
#include "dashboard/dashboard.h"

/* A `filter:` variable that was declared before the query at hand. */
struct filter {
    const struct variable *variable;
    struct loaded_variable *loaded; /* learns when `All` must match more than its values */
    const struct name *label;
    struct promql_matcher matcher;
};

VEC_DECLARE(filter_vec, struct filter);

struct dashboard_maker {
    struct arena *arena;
    struct arena scratch; /* emptied after each panel: shapes, work tables */
    const struct model *model;
    const struct rules *rules;
    const struct analysis *analysis;
    struct dashboards *dashboards;
    struct diags *diags;
    /* Grafana's own, made when first asked for */
    const struct value *option_defaults[PANEL_KIND_COUNT];
    const struct value *custom_defaults[PANEL_KIND_COUNT];
    struct map settled; /* see options.c */
    /* of the dashboard being made */
    const struct dashboard *written;
    struct loaded_dashboard *made;
    struct datasource_ref datasource; /* of what names none */
    struct filter_vec filters;
};

/* ids.c */

/* A row's `key:`, else its title in kebab-case; see names_panel_key for panels. */
struct str ids_row_key(struct arena *arena, const struct dashboard_row *row);

/* Gives each panel and row of the dashboard its id, from their keys alone. */
void ids_assign(struct arena *scratch, struct loaded_dashboard *dashboard);

/* Gives a ref to each target that was given none; two given ones may be the same. */
void refs_assign(struct dashboard_maker *maker, struct loaded_panel *panel);

/* layout.c */

/* Gives each panel and row its place. */
void layout_place(struct arena *scratch, struct loaded_dashboard *dashboard);

/* filter.c */

/* The filters that a declared variable gives to all that follows it. */
void filter_declare(struct dashboard_maker *maker, const struct variable *variable,
    struct loaded_variable *loaded);

/* The tree with the matchers of the filters so far, where the series have the label and are not
 * asked for it already; the same tree when there are none. `shapes` are those of `tree`. */
const struct promql_tree *filter_apply(
    struct dashboard_maker *maker, const struct promql_tree *tree, const struct shapes *shapes);

/* A query while its panel is made: what the analysis knows of it. */
struct query {
    const struct promql_tree *tree; /* NULL: not PromQL */
    const struct shape *shape;      /* of its result; in the scratch arena */
};

VEC_DECLARE(query_vec, struct query);

/* A derived setting: what stands at a path of one or two keys. */
struct setting {
    const char *key;
    const char *inner;         /* NULL: the path is one key */
    const char *word;          /* see value_of_word; or … */
    const struct value *value; /* … any value */
};

VEC_DECLARE(setting_vec, struct setting);

struct panel_maker {
    struct dashboard_maker *maker;
    struct loaded_panel *panel;
    const struct panel *written;
    struct query_vec queries;   /* by index of the panel's targets */
    struct setting_vec custom;  /* derived, under what is written; each over those before it */
    struct setting_vec options; /* the same */
};

/* target.c */

void targets_make(struct panel_maker *panel);

/* Adds a query in PromQL; returns the target, which is valid until the next is added. */
struct loaded_target *target_add(struct panel_maker *panel, const struct promql_tree *tree);

/* alert_panel.c */

/* What the alert of an `alert:` panel gives: queries, limits, title, help, links. */
void alert_panel_make(struct panel_maker *panel);

/* legend.c */

/* A legend for a query that was given none: the labels that tell its series apart, the panel's
 * title for a single series, `__auto` when nothing is known. */
struct str legend_derive(struct panel_maker *panel, size_t target);

/* How many series the query may show, as far as labels with known values tell; 0: unknown. */
size_t legend_count_series(struct panel_maker *panel, size_t target);

/* unit.c */

/* Grafana's id of a unit, or an empty text when it has none. */
struct str unit_grafana_id(struct arena *arena, struct unit unit);

/* field.c */

/* The defaults of the panel's fields, and the overrides: derived ones, then those written. */
void field_make(struct panel_maker *panel);

/* state.c */

/* Whether the result holds samples of a metric as they are, not something computed of them. */
bool query_shows_samples(const struct query *query);

/* What the values of the panel stand for, when all queries show one metric with states. */
void states_add(struct panel_maker *panel, struct loaded_mapping_vec *mappings);

/* options.c */

/* Grafana's defaults, what follows from the queries, the short forms, the options written. */
void options_make(struct panel_maker *panel);

/* The derived setting of the panel's `custom` at a path of two keys (the second may be NULL).
 */
void custom_derive(
    struct panel_maker *panel, const char *key, const char *inner, const char *word);

/* datasource.c */

void datasources_make(struct dashboard_maker *maker);

/* The datasource that a text names: of `grafana.datasources`, `$variable`, or one of Grafana's
 * own. Reports an unknown one and gives `otherwise`, as for no text. */
struct datasource_ref datasource_find(
    struct dashboard_maker *maker, struct text name, struct datasource_ref otherwise);

/* Where log queries go that name none: the first datasource or variable of type loki. False
 * when there is none. */
bool datasource_find_loki(struct dashboard_maker *maker, struct datasource_ref *ref);

/* variable.c, annotation.c */

void variables_make(struct dashboard_maker *maker);
void annotations_make(struct dashboard_maker *maker);

/* panel.c */

/* Rows and panels of the dashboard, with all but their ids, places and links. */
void panels_make(struct dashboard_maker *maker);

/* reference.c */

/* The ids of the panels that queries and annotations of the dashboard name by key. */
void references_resolve(struct dashboard_maker *maker);

/* link.c */

/* The links of the dashboard and its panels, when every dashboard's panels have their ids. */
void links_make(struct dashboard_maker *maker);

/* values.c */

/* Values that nobody wrote: a word as JSON has it (`true`, `8`, else a text), a text, a map. */
const struct value *value_of_word(struct arena *arena, const char *word);
const struct value *value_of_text(struct arena *arena, struct str text);
struct value *value_of_map(struct arena *arena);
void value_put(
    struct arena *arena, struct value *map, const char *key, const struct value *value);

#endif
