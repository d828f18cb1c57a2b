/*
 * The options of Grafana's panels: what may be written, and what Grafana saves when nothing is.
 *
 * Whoever merges a panel's `options` over these defaults has the complete panel that Grafana
 * would have saved. Values from a spec are text until they are typed: `grafana_type_options`
 * does that by the tables, `grafana_type_plain` by YAML's own rules where there is no table.
 * After `model_resolve`, all Grafana's own values of a dashboard are typed.
 */
#ifndef TOCSIN_MODEL_GRAFANA_OPTIONS_H
#define TOCSIN_MODEL_GRAFANA_OPTIONS_H

#include "model/dashboard.h"

/* The record of `options`, and of `custom` (NULL: the kind has none); both only check. */
const struct record *grafana_option_record(enum panel_kind kind);
const struct record *grafana_custom_record(enum panel_kind kind);

/* The standard properties of fields, as an override's `properties` names them, whose values are
 * no maps; it only checks. */
extern const struct record grafana_property_record;

/* What Grafana of this version (0.0.0: the newest) saves for an untouched panel: a map, empty
 * where the kind has none. A text panel's lacks its content. */
const struct value *grafana_option_defaults(
    struct arena *arena, enum panel_kind kind, struct version version);
const struct value *grafana_custom_defaults(
    struct arena *arena, enum panel_kind kind, struct version version);

/* `over` laid over `base`, map by map; anything but a map replaces. Either may be NULL. Keys
 * keep their order, new ones come last. */
const struct value *grafana_merge(
    struct arena *arena, const struct value *base, const struct value *over);

/* Scalars as BOOL, NUMBER or TEXT, by the fields of the record; keys that it does not know, and
 * those without a type, by YAML's rules. */
const struct value *grafana_type_options(
    struct arena *arena, const struct record *record, const struct value *value);

/* Plain scalars that read as `true`, `false` or a JSON number become BOOL and NUMBER. */
const struct value *grafana_type_plain(struct arena *arena, const struct value *value);

/* A record whose fields are all kinds' options, for the reference page. */
extern const struct record grafana_panels_record;

#endif
