/*
 * How Prometheus finds targets; see the rows in prometheus_discovery.def.
 */
#include "model/prometheus_records.h"

#include "model/http_client.def"
#include "model/prometheus_discovery.def"
