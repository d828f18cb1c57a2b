/*
 * Numbers with units, `80%`, `500ms`, `5MiB`, as exact ratios of the base unit (1, second,
 * byte), and what a mistyped quantity was probably meant to be.
 */
#ifndef TOCSIN_SCHEMA_QUANTITY_H
#define TOCSIN_SCHEMA_QUANTITY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/ratio.h"
#include "base/str.h"

/* A decimal, alone or with one unit: `%`; `ns us ms s m h d w y`; `B kB MB GB TB PB`, which are
 * powers of 1000, and `KiB MiB GiB TiB PiB`, powers of 1024. Prometheus' compound durations
 * (`1h30m`) are numbers of seconds too. False for anything else and for what is not exact in 64
 * bits. */
bool quantity_parse(struct str text, struct ratio *out);

/* Prometheus' sizes: `0`, or decimals with the units B, KB … EB, KiB … EiB. */
bool quantity_is_size(struct str text);

/* A quantity, duration or size near to the text that does parse: `5 MiB` gives `5MiB`, `90`
 * gives `90s` for a duration, `1.5h` gives `1h30m`, `5 minutes` gives `5m`. */
bool quantity_mend(struct arena *arena, struct str text, struct str *out);
bool quantity_mend_duration(struct arena *arena, struct str text, struct str *out);
bool quantity_mend_size(struct arena *arena, struct str text, struct str *out);

#endif
