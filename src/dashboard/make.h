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
    /* of the dashboard being made */
    const struct dashboard *written;
    struct loaded_dashboard *made;
    struct datasource_ref datasource; /* of what names none */
    struct filter_vec filters;
};

/* ids.c */

/* `key:`, else the title in kebab-case; with the row's when that has a `key:`. Empty when there
 * is nothing to make one of. */
struct str ids_panel_key(
    struct arena *arena, const struct dashboard_row *row, const struct panel *panel);
struct str ids_row_key(struct arena *arena, const struct dashboard_row *row);

/* Gives each panel and row of the dashboard its id, from their keys alone. */
void ids_assign(struct arena *scratch, struct loaded_dashboard *dashboard);

/* Gives a ref to each target that was given none, and reports two of one. */
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

#endif
