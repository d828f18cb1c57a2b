/*
 * What a scrape configuration may say; see the rows in prometheus_scrape_rows.def.
 */
#include "model/prometheus_scrape.h"

#include "model/prometheus_records.h"
#include "model/prometheus_scrape.def"
