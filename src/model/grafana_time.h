/*
 * Grafana's words for times and intervals: `now-6h/h`, `6h`, `1m`.
 */
#ifndef TOCSIN_MODEL_GRAFANA_TIME_H
#define TOCSIN_MODEL_GRAFANA_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* A span of time: digits and one unit (`30s`, `6h`, `7d`, `1M`). */
bool grafana_is_interval(struct str text);

/* How long it is, in milliseconds, with months of 30 and years of 365 days; false for what is
 * no interval, or longer than a century. */
bool grafana_interval_length(struct str text, int64_t *milliseconds);

/* The end of a range in Grafana's words: `now` with spans added, taken away or rounded to
 * (`now-1d/d`), or a moment (`2026-01-31`, `2026-01-31T12:00:00Z`, milliseconds since 1970). */
bool grafana_is_moment(struct str text);

#endif
