/*
 * Inside the model room: the parts of resolving dashboards.
 */
#ifndef TOCSIN_MODEL_RESOLVE_DASHBOARD_H
#define TOCSIN_MODEL_RESOLVE_DASHBOARD_H

#include "model/resolve.h"

/* Resolving one dashboard. */
struct dashboard_scope {
    struct resolver *resolver;
    struct arena *arena;
    struct diags *diags;
    struct promql_options options; /* with Grafana's variables */
    struct schema_context context; /* for the tables of Grafana's options */
    const struct dashboard *dashboard;
};

/* `repeat: $name` names the variable; what is no name is reported. */
void resolve_variable_name(struct dashboard_scope *scope, struct text *text);

/* One of the words; ends with NULL. What nobody wrote is fine. */
void resolve_word(
    struct dashboard_scope *scope, const char *key, struct text text, const char *const *words);

/* An interval such as `1m`; texts with variables in them are Grafana's to read. */
void resolve_interval(struct dashboard_scope *scope, const char *key, struct text text);

/* Letters, digits, `-`, `_`, at most 40. */
void resolve_uid(struct dashboard_scope *scope, struct text uid);

/* Range, refresh, zone and calendar; the dashboard's range gets its ends. */
void resolve_times(struct dashboard_scope *scope, struct dashboard *dashboard);

/* The type of a data source: what is nearly one of Grafana's own is misspelt. */
void resolve_source_type(struct dashboard_scope *scope, struct text type);

void resolve_datasources(struct dashboard_scope *scope, struct datasource_list *datasources);
void resolve_links(struct dashboard_scope *scope, struct link_list *links, bool is_panel);
void resolve_field_config(struct dashboard_scope *scope, struct field_config *config);
void resolve_panel(struct dashboard_scope *scope, struct panel *panel);
/* A regular expression of Grafana's, with slashes around it or without. */
void resolve_pattern(struct dashboard_scope *scope, struct text text);

void resolve_variable(struct dashboard_scope *scope, struct variable *variable);

/* `label_values(…)` and its kin; the query's findings are made. */
struct variable_query resolve_variable_query(struct dashboard_scope *scope, struct text query);

#endif
