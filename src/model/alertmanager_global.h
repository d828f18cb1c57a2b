/*
 * What an Alertmanager configuration says besides routes and receivers. The records only check.
 */
#ifndef TOCSIN_MODEL_ALERTMANAGER_GLOBAL_H
#define TOCSIN_MODEL_ALERTMANAGER_GLOBAL_H

#include "schema/schema.h"

extern const struct record alertmanager_global_record;
extern const struct record
    alertmanager_time_interval_record;                  /* an element of a named interval */
extern const struct record alertmanager_tracing_record; /* the key is known since 0.30 */

#endif
