/*
 * prometheus.yml: what it says of the whole and of the way out. The records only check. Those
 * who mix these keys with keys of their own include the rows; see prometheus_records.h.
 */
#ifndef TOCSIN_MODEL_PROMETHEUS_GLOBAL_H
#define TOCSIN_MODEL_PROMETHEUS_GLOBAL_H

#include "schema/schema.h"

extern const struct record prometheus_file_record;   /* the whole file */
extern const struct record prometheus_global_record; /* `global:` */

extern const struct record prometheus_runtime_record;
extern const struct record prometheus_alerting_record;
extern const struct record prometheus_alertmanager_record; /* an element of `alertmanagers` */
extern const struct record prometheus_remote_write_record;
extern const struct record prometheus_remote_read_record;
extern const struct record prometheus_otlp_record;
extern const struct record prometheus_storage_record;
extern const struct record prometheus_tracing_record;

#endif
