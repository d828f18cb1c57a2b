/*
 * Inside the emit room: dashboards as values, in Grafana's own words.
 *
 * A dashboard is built as a value tree and printed with the keys of every object in order, as
 * Grafana does when it saves one: what a person exports from Grafana and what is made here
 * differ where they mean something else. No builder here needs to know that order.
 */
#ifndef TOCSIN_EMIT_GRAFANA_H
#define TOCSIN_EMIT_GRAFANA_H

#include "base/arena.h"
#include "base/ratio.h"
#include "base/version.h"
#include "dashboard/dashboard.h"
#include "data/value.h"

/* What the builders share: memory, and the Grafana that loads what they make. */
struct grafana {
    struct arena *arena;
    struct version version; /* 0.0.0: the newest */
};

/* `key` of a map, put or replaced. */
void grafana_set(
    struct grafana *grafana, struct value *map, const char *key, const struct value *value);
void grafana_set_text(
    struct grafana *grafana, struct value *map, const char *key, struct str text);
void grafana_set_bool(struct grafana *grafana, struct value *map, const char *key, bool truth);
void grafana_set_integer(
    struct grafana *grafana, struct value *map, const char *key, int64_t number);
void grafana_set_ratio(
    struct grafana *grafana, struct value *map, const char *key, struct ratio number);

/* The same, but nothing when the text is empty or the list has no elements. */
void grafana_add_text(
    struct grafana *grafana, struct value *map, const char *key, struct str text);
void grafana_add_list(
    struct grafana *grafana, struct value *map, const char *key, struct value *list);

/* New parts of a tree, of no place. */
struct value *grafana_map(struct grafana *grafana);
struct value *grafana_list(struct grafana *grafana);
struct value *grafana_text(struct grafana *grafana, struct str text);
struct value *grafana_texts(struct grafana *grafana, struct text_list texts);
struct value *grafana_number(struct grafana *grafana, struct ratio number);

/* `{"type": …, "uid": …}` */
struct value *grafana_datasource(struct grafana *grafana, const struct datasource_ref *ref);

/* A PromQL query as Grafana's editor shows it: on one line where it fits. */
struct str grafana_query(struct grafana *grafana, const struct promql_tree *tree);

/* The parts of a dashboard. */
struct value *grafana_field_config(struct grafana *grafana, const struct loaded_panel *panel);
struct value *grafana_field_links(struct grafana *grafana, const struct loaded_link_vec *links);
struct value *grafana_panel(struct grafana *grafana, const struct loaded_panel *panel);
struct value *grafana_panels(struct grafana *grafana, const struct loaded_panel_vec *panels);
struct value *grafana_variable(struct grafana *grafana, const struct loaded_variable *variable);
struct value *grafana_dashboard(
    struct grafana *grafana, const struct loaded_dashboard *dashboard);

/* Prints a tree with the keys of each object in the order in which Grafana saves them: whole
 * numbers by their value, then all others by their bytes. */
void grafana_print(struct grafana *grafana, struct buf *buf, const struct value *value);

#endif
