/*
 * Prometheus durations: `1h30m`, `500ms`, `2w`.
 *
 * Units y w d h m s ms, strictly descending, each at most once, whole counts; a year is 365
 * days and a week 7 days (github.com/prometheus/common/model, ParseDuration). Values are
 * milliseconds.
 */
#ifndef TOCSIN_BASE_DURATION_H
#define TOCSIN_BASE_DURATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* False when the text is no duration or longer than 292 years. `0` alone is a duration. */
bool duration_parse(struct str text, int64_t *milliseconds);

/* The canonical text: the largest units first, as Prometheus prints it (`1d`, `1h30m`, `0s`);
 * years and weeks only when nothing remains, as in Go's model.Duration. */
void duration_print(struct buf *buf, int64_t milliseconds);

/* In words a person would say: `30 minutes`, `1 hour 30 minutes`. */
void duration_print_words(struct buf *buf, int64_t milliseconds);

/* In one unit, days at most: `7d`, `90m`. */
void duration_print_short(struct buf *buf, int64_t milliseconds);

#endif
