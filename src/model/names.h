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

/* A file name for a group or template: kebab-case letters kept as they are, anything but
 * letters, digits, `-`, `_`, `.` replaced by `-`; never empty, never hidden. */
struct str names_file(struct arena *arena, struct str name);

#endif
