/*
 * A scrape configuration and what it is made of. The records only check. Those who mix these
 * keys with keys of their own include the rows; see prometheus_records.h.
 */
#ifndef TOCSIN_MODEL_PROMETHEUS_SCRAPE_H
#define TOCSIN_MODEL_PROMETHEUS_SCRAPE_H

#include "schema/schema.h"

extern const struct record prometheus_scrape_record; /* an element of `scrape_configs` */
extern const struct record prometheus_relabel_record;
extern const struct record prometheus_static_record;

/* All `…_configs` keys that find targets, as one record: to tell such a key from others. */
extern const struct record prometheus_discovery_record;

#endif
