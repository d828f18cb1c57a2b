/*
 * Versions of the tools that load the output: `2.42`, `v3.1.0`.
 */
#ifndef TOCSIN_BASE_VERSION_H
#define TOCSIN_BASE_VERSION_H

#include <stdbool.h>

#include "base/str.h"

struct version {
    int major;
    int minor;
    int patch;
};

/* One to three numbers with dots, an optional `v` before them. False for anything else. */
bool version_parse(struct str text, struct version *out);

/* Negative, zero or positive, as a is older than, the same as or newer than b. */
int version_compare(struct version a, struct version b);

#endif
