/*
 * Inside the command room: from the families of /metrics pages to a catalog.
 */
#ifndef TOCSIN_COMMAND_CATALOG_IMPORT_H
#define TOCSIN_COMMAND_CATALOG_IMPORT_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "read/exposition.h"
#include "text/load.h"

struct imported_label {
    struct str name;
    struct map values; /* value → itself */
};

VEC_DECLARE(imported_label_vec, struct imported_label);

struct imported_metric {
    struct str name; /* as a catalog names it: with `_total`, without `_bucket` */
    enum exposition_type type;
    bool is_info; /* an info metric, whatever its TYPE line says */
    struct str help;
    struct str unit;
    struct imported_label_vec labels; /* in order of first appearance */
    struct str_vec bounds;            /* buckets, as written, ascending */
    struct str_vec quantiles;
};

struct catalog_import {
    struct arena *arena;
    bool is_closed;
    struct map metrics; /* name → struct imported_metric *, in order of the pages */
};

void catalog_import_init(struct catalog_import *import, struct arena *arena, bool is_closed);

/* Adds the families of a page; several pages of one program give the union. */
void catalog_import_add(struct catalog_import *import, const struct exposition *page);

/* The spec text. Names may be empty: no `catalog:` head, no `jobs:`. */
void catalog_import_print(
    struct buf *buf, const struct catalog_import *import, struct str catalog, struct str job);

#endif
