/*
 * Every derived name, subject and file name in one place: names are for ever.
 */
#ifndef TOCSIN_MODEL_NAMES_H
#define TOCSIN_MODEL_NAMES_H

#include "base/arena.h"
#include "base/str.h"

/* `CriticalLabResultDeliveryFailure` → `critical-lab-result-delivery-failure`; runs of capitals
 * stay together (`HighAPILatency` → `high-api-latency`), everything that is no letter or digit
 * becomes one hyphen. */
struct str names_kebab(struct arena *arena, struct str name);

/* `portal-api` → `PortalApi`, for the names of alerts: anything but ASCII letters and digits
 * stands between words. */
struct str names_camel(struct arena *arena, struct str name);

/* A file name for a group or template: kebab-case letters kept as they are, anything but
 * letters, digits, `-`, `_`, `.` replaced by `-`; never empty, never hidden. */
struct str names_file(struct arena *arena, struct str name);

/* The uid of a dashboard: its key with a hyphen for all but letters, digits, `-` and `_`.
 * Grafana takes 40 characters; a longer one ends in a hash of the whole instead. */
struct str names_uid(struct arena *arena, struct str key);

/* Where Grafana shows the dashboard of that uid, behind Grafana's own address: `/d/UID`. */
struct str names_dashboard_path(struct arena *arena, struct str uid);

/* That behind the address `grafana`; empty when this is. */
struct str names_dashboard_url(struct arena *arena, struct str grafana, struct str uid);

struct dashboard;
struct dashboard_row;
struct panel;

/* `uid:`, else that of its key. */
struct str names_dashboard_uid(struct arena *arena, const struct dashboard *dashboard);

/* `key:`, else the title in kebab-case, else the alert's name or the kind; with the row's key
 * before it when that was given (`row` may be NULL). Empty when there is nothing to make one
 * of. */
struct str names_panel_key(
    struct arena *arena, const struct dashboard_row *row, const struct panel *panel);

#endif
