/*
 * What prometheus.yml may say besides scraping; see the rows in prometheus_global.def.
 */
#include "model/prometheus_global.h"

#include "model/prometheus_records.h"
#include "model/prometheus_global.def"
